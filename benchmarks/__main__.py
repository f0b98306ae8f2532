"""Run the benchmarks: a table on the terminal and, if asked for, a JSON file."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from benchmarks import explain, measures, tables, window


def main() -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(
        prog="benchmarks",
        description="Measure the engine beside compiled code and plain Python; and the rest.",
    )
    parser.add_argument("--quick", action="store_true", help="fewer sizes and repetitions")
    parser.add_argument("--json", type=Path, metavar="PATH", help="also write the figures to PATH")
    parser.add_argument("--peak-memory-of", type=int, metavar="DRAWS", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.peak_memory_of:
        print(measures.own_peak_memory(options.peak_memory_of))
        return
    found = measures.measure(measures.QUICK if options.quick else measures.FULL)
    print(tables.written(found), flush=True)
    found["explain"] = explain.measure(quick=options.quick)
    print(f"\n{tables.explain(found['explain'])}", flush=True)
    found["window"] = window.measure(quick=options.quick)
    print(f"\n{tables.window(found['window'])}")
    if options.json:
        options.json.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
