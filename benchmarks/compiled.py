"""The model's arithmetic in C (``kernel.c``), compiled on the spot, to hold the engine against.

The kernel takes the engine's own inputs and writes arrays of the engine's own layout, so that the
two can be compared number by number.
"""

from __future__ import annotations

import ctypes
import shutil
import subprocess
import tempfile
from functools import lru_cache
from pathlib import Path

import numpy as np

from scenarios.engine.inputs import Inputs
from scenarios.engine.memory import Array, aligned
from scenarios.engine.outputs import ROWS, Outputs
from scenarios.ranks import PERCENTILES, Key

SOURCE = Path(__file__).with_name("kernel.c")
#: Columns come in multiples of the kernel's BLOCK.
BLOCK = 64
EXACT = ("-O3", "-march=native")
#: Lets the compiler change the order of sums and take vector exponentials of lower accuracy.
FAST = (*EXACT, "-ffast-math")


class _Setting(ctypes.Structure):
    _fields_ = [
        ("months", ctypes.c_int),
        ("quarters", ctypes.c_int),
        ("quarter_shipments", ctypes.c_void_p),
        ("quarter_age", ctypes.c_void_p),
        ("market", ctypes.c_double),
        ("vendor", ctypes.c_double),
        ("revenue", ctypes.c_double),
        ("gain", ctypes.c_void_p),
        ("level", ctypes.c_void_p),
        ("programme", ctypes.c_void_p),
        ("capacity", ctypes.c_void_p),
    ]


def compiler() -> str | None:
    """Return the C compiler's path, or None where there is none."""
    return shutil.which("cc")


def version() -> str | None:
    """Return how the C compiler calls itself, or None where there is none."""
    cc = compiler()
    if cc is None:
        return None
    done = subprocess.run([cc, "--version"], capture_output=True, text=True, check=True)
    return done.stdout.splitlines()[0]


@lru_cache
def kernel(flags: tuple[str, ...] = EXACT) -> Kernel:
    """Return the kernel compiled with ``flags``; RuntimeError with the compiler's words if not."""
    cc = compiler()
    if cc is None:
        raise RuntimeError("there is no C compiler (cc)")
    with tempfile.TemporaryDirectory() as folder:
        made, library = Path(folder, "kernel.o"), Path(folder, "kernel.so")
        # Linked without the flags: -ffast-math there would change the whole process's arithmetic.
        for command in (
            [cc, *flags, "-fPIC", "-c", str(SOURCE), "-o", str(made)],
            [cc, "-shared", str(made), "-o", str(library), "-lm"],
        ):
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                raise RuntimeError(f"{' '.join(command)}: {done.stderr}")
        return Kernel(ctypes.CDLL(str(library)))


class Kernel:
    """The compiled kernel: one thread, all draws."""

    def __init__(self, library: ctypes.CDLL) -> None:
        self._library = library
        names = ctypes.c_char.in_dll(library, "assumption_names")
        self._names = ctypes.string_at(ctypes.addressof(names)).decode().split()

    def inputs(self, inputs: Inputs) -> Inputs:
        """Return the inputs with their columns filled up to a multiple of `BLOCK`."""
        columns = -(-inputs.columns // BLOCK) * BLOCK
        return inputs.take(np.minimum(np.arange(columns), inputs.columns - 1))

    def project(self, inputs: Inputs, out: Outputs) -> None:
        """Write the projection of ``inputs``, as `inputs` gives them, into ``out``.

        Events and record must be the same for every column.
        """
        a, origin, events = inputs.assumptions, inputs.origin, inputs.events
        shared = [
            np.ascontiguousarray(values[..., 0])
            for values in (
                origin.shipments,
                origin.age,
                events.gain,
                events.level,
                events.programme,
                events.capacity,
            )
        ]
        shipments, age, gain, level, programme, capacity = (values.ctypes.data for values in shared)
        setting = _Setting(
            inputs.months,
            len(shared[0]),
            shipments,
            age,
            float(origin.market[0]),
            float(origin.vendor[0]),
            float(origin.revenue[0]),
            gain,
            level,
            programme,
            capacity,
        )
        assumptions = (ctypes.c_void_p * len(self._names))(
            *(a[name].ctypes.data for name in self._names)
        )
        self._library.project(
            assumptions, ctypes.byref(setting), _start(out.rows), ctypes.c_long(inputs.columns)
        )

    def percentiles(self, out: Outputs, draws: int) -> dict[Key, Array]:
        """Return the percentiles over the draws after column 0, each (percentile, month)."""
        months, rows, columns = out.rows.shape
        found, room = np.empty((months, rows, len(PERCENTILES))), aligned(columns)
        self._library.percentiles(
            _start(out.rows),
            months,
            ctypes.c_long(columns),
            ctypes.c_long(draws),
            _start(room),
            _start(found),
        )
        return dict(zip(ROWS, found.transpose(1, 2, 0), strict=True))


def _start(array: Array) -> ctypes.c_void_p:
    return ctypes.c_void_p(array.ctypes.data)
