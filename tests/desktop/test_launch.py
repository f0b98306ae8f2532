"""The whole application as a process of its own: what it loads, and that it ends well."""

from __future__ import annotations

import json
import subprocess
import sys

LIGHT = """
import json
from PySide6 import QtGui, QtWidgets
from desktop.charts.light_pyqtgraph import pyqtgraph

made = len(vars(QtGui))
app = QtWidgets.QApplication([])
chart = pyqtgraph.PlotWidget()
chart.plot([1, 3, 2])
found = {
    "made": made,
    "listed": dir(QtGui),
    "same": pyqtgraph.Qt.QtGui.QPdfWriter is QtGui.QPdfWriter,
    "drawn": not chart.grab().isNull(),
}
print(json.dumps(found))
"""

START = """
import gc, json, sys
from desktop.launch import main
sys.argv = ["jevons-desktop", "--end-when-painted", "baseline-2026-07"]
status = main()
loaded = {name for name in sys.modules if name == "numpy.ma" or name.endswith("_view")}
found = {"status": status, "collects": gc.isenabled(), "kept": gc.get_freeze_count()}
print(json.dumps(found | {"loaded": sorted(loaded)}))
"""


def test_that_pyqtgraph_works_without_every_class_of_qt() -> None:
    process = subprocess.run(
        [sys.executable, "-c", LIGHT], capture_output=True, text=True, check=True
    )
    found = json.loads(process.stdout)
    # Each name in the module is a class that was made; the list has those that could be, too.
    assert found["made"] < len(found["listed"]) / 2
    assert {"QPainter", "QPdfWriter"} < {*found["listed"]}
    assert found["same"]
    assert found["drawn"]


def test_that_the_first_picture_needs_no_view_that_is_not_seen() -> None:
    process = subprocess.run(
        [sys.executable, "-c", START], capture_output=True, text=True, check=True
    )
    painted, report = process.stdout.splitlines()
    assert painted == "painted"
    found = json.loads(report)
    assert found["status"] == 0
    # The one takes 13 ms, the views nobody has asked for yet.
    assert "numpy.ma" not in found["loaded"]
    assert not [name for name in found["loaded"] if name.startswith("desktop.explain.")]
    # What was imported is left alone by the collector, which works again.
    assert found["collects"]
    assert found["kept"] > 100_000
    assert process.stderr == ""
