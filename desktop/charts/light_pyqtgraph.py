"""pyqtgraph, imported without making every class of Qt.

pyqtgraph keeps mirrors of Qt's modules and fills them with every name there is. PySide6 makes a
class when its name is first read, so that import made some five hundred classes that nothing here
uses, in a tenth of the application's start. The mirrors that stand here before it is imported read
a name when it is asked for.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from types import ModuleType

from PySide6 import QtCore, QtGui, QtWidgets


@contextmanager
def _mirrored(module: ModuleType) -> Iterator[None]:
    """Mirror a module of Qt for pyqtgraph, which finds no names in it to copy for a while."""
    mirror = ModuleType(module.__name__.replace("PySide6", "pyqtgraph.Qt"))
    mirror.__dict__["__getattr__"] = partial(getattr, module)
    sys.modules[mirror.__name__] = mirror
    names = module.__dir__
    module.__dict__["__dir__"] = list
    try:
        yield
    finally:
        module.__dict__["__dir__"] = names


with _mirrored(QtCore), _mirrored(QtGui), _mirrored(QtWidgets):
    import pyqtgraph

__all__ = ["pyqtgraph"]
