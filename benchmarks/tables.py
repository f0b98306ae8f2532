"""The measurements as tables for a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from scenarios.tables import aligned_table

Row = Sequence[str]


def written(found: Mapping[str, Any]) -> str:
    """Return all measurements as text."""
    machine = found["machine"]
    where = f"{machine['processor']}, {machine['cores']} cores, Python {machine['python']}"
    compiler = machine["compiler"] or "no C compiler: no compiled peer"
    parts = [
        f"{where}, numpy {machine['numpy']}, {compiler}",
        *map(_central, found["central"]),
        _agreement(found["agreement"]),
        _cold(found["cold"]),
        *(_growth(axis, sizes) for axis, sizes in found["growth"].items()),
        _memory(found["memory"]),
    ]
    return "\n\n".join(part for part in parts if part)


def _central(case: Mapping[str, Any]) -> str:
    head = (
        f"{case['draws']:,} draws x {case['months']} months, {case['repetitions']} repetitions "
        "of each in turn; caches warm"
    )
    rows = [("", "best [ms]", "median [ms]")]
    rows += [
        (_label(name, case), f"{timing['best_ms']:,.2f}", f"{timing['median_ms']:,.2f}")
        for name, timing in case["timings"].items()
    ]
    ratios = [("ratio of times, median", "")]
    ratios += [(name, _ratio(value)) for name, value in case["ratios"].items()]
    return "\n".join((head, aligned_table(rows), aligned_table(ratios)))


def _ratio(value: float) -> str:
    return f"{value:.2f}" if value >= 0.1 else f"1/{1 / value:,.0f}"


def _label(name: str, case: Mapping[str, Any]) -> str:
    if name == "plain Python":
        return f"{name}, scaled from {case['plain_python_scaled_from_draws']} draws"
    return f"engine {name}" if name.startswith(("percentiles", "with")) else name


def _agreement(largest: float | None) -> str:
    if largest is None:
        return ""
    return f"Engine and C differ by at most {largest:.1e}, relative, over every preset and output."


def _cold(cold: Mapping[str, float]) -> str:
    return (
        f"Inputs of 1,024 draws: {cold['cold']:.1f} ms the first time (registry and draws), "
        f"{cold['warm']:.2f} ms later."
    )


def _growth(axis: str, sizes: Sequence[Mapping[str, float]]) -> str:
    rows = [(axis, "best [ms]", "median [ms]", "median [ms] each")]
    rows += [
        (
            f"{size['size']:,}",
            f"{size['best_ms']:,.2f}",
            f"{size['median_ms']:,.2f}",
            f"{size['median_ms'] / size['size']:.4f}",
        )
        for size in sizes
    ]
    return aligned_table(rows)


def _memory(cases: Sequence[Mapping[str, float]]) -> str:
    rows = [("draws", "peak memory [MB]")]
    rows += [(f"{case['draws']:,}", f"{case['peak_mb']:,.0f}") for case in cases]
    return aligned_table(rows)


def explain(found: Mapping[str, Any]) -> str:
    """Return the figures of the explanations as text."""
    rows: list[Row] = [("processor time [ms]", "best", "median", "over the engine")]
    for name, timing in found["timings"].items():
        over = found["over_engine"].get(name)
        figures = (f"{timing[each]:,.1f}" for each in ("best_ms", "median_ms"))
        rows.append((name, *figures, f"{over:.2f}" if over is not None else ""))
    return aligned_table(rows)


def window(found: Mapping[str, Any]) -> str:
    """Return the window's figures as text."""
    rows: list[Row] = [("slider to painted charts [ms]", *next(iter(found["slider"].values())))]
    rows += [
        (f"{count} scenario{'s' if count != '1' else ''}", *(f"{v:.1f}" for v in case.values()))
        for count, case in found["slider"].items()
    ]
    first = f"first painted window: {found['first_window_s']:.2f} s, warm, whole process"
    return f"{aligned_table(rows)}\n\n{first}"
