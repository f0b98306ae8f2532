"""Stage 2: compute wanted worldwide, for training and for inference, restricted or not."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from scenarios.engine.growth import DT, Paths, response
from scenarios.engine.memory import Array, aligned, several

#: The exponents of demand are held within this, so that absurd stacks of events stay finite.
HELD = 200.0


def first_month_depth(a: Mapping[str, Array]) -> Array:
    """Return tokens per query after one month over those at the as-of month, shape (draw,)."""
    depth = np.empty_like(a["reasoning_multiplier"])
    ReasoningDepth(a, np.ones_like(depth)).advance(out=depth)
    return depth


class ReasoningDepth:
    """Tokens per query over those at the as-of month, as test-time scaling is adopted.

    The reasoning share of queries follows a logistic curve from ``initial`` to ``limit``.

    Parameters
    ----------
    a : assumptions by id, each of shape (draw,)
    scale : what the depth is multiplied by, shape (draw,)
    """

    def __init__(self, a: Mapping[str, Array], scale: Array) -> None:
        initial, limit = a["reasoning_share_initial"], a["reasoning_share_limit"]
        more = a["reasoning_multiplier"] - 1
        per_start = scale / (1 + initial * more)
        self._below, self._slowing, self._rest, self._plain, self._deep = several(5, len(initial))
        self._below[:] = limit / initial
        self._slowing[:] = np.exp(-DT * a["reasoning_adoption_rate"])
        self._rest[:] = 1 - self._slowing
        self._plain[:] = per_start
        self._deep[:] = limit * more * per_start

    def advance(self, out: Array) -> None:
        """Go on one month and write the scaled depth into ``out``, shape (draw,)."""
        self._below *= self._slowing
        self._below += self._rest
        np.divide(self._deep, self._below, out=out)
        out += self._plain


class Demand:
    """Compute wanted, month by month.

    Parameters
    ----------
    a : assumptions by id, each of shape (draw,)
    trend : physical growth of training and of inference demand on trend, (workload, draw) [x/yr]
    start : demand at the as-of month, shape (draw,) [H100e]
    factor : what demand is multiplied by, shape (month, draw)
    paths : that growth on trend is one of
    """

    def __init__(
        self, a: Mapping[str, Array], trend: Array, start: Array, factor: Array, paths: Paths
    ) -> None:
        columns = len(start)
        self._factor, self._moved = factor, np.logical_or.reduce(factor != 1, axis=1)
        self._power, self._scale, self._most, self._least = several(4, 2, columns)
        self._most[:], self._least[:] = HELD, -HELD
        # The rebound of each workload is kept as that part of log demand, rebound * rho, beside
        # the gap that it answers to, and both beside what they are multiplied by.
        self._both, self._by = several(2, 2, 2, columns)
        self._gap, self._rebound = self._both
        self._rebound[:] = 0
        closed = response(a["rebound_lag_years"])
        self._by[0] = a["training_rebound"] * closed, a["inference_rebound"] * closed
        self._by[1] = 1 - closed
        self._markup = aligned(columns)
        self._growth = paths.log_index(trend, a["long_run_growth"], a["growth_fade_years"])
        self._scale[0] = start * (1 - a["inference_share"])
        self._depth = ReasoningDepth(a, start * a["inference_share"])

    def advance(self, month: int, gain: Array, relative_price: Array, out: Array) -> None:
        """Go on one month and write compute wanted into ``out``, shape (workload, draw). [H100e]

        Demand responds, with a lag, to what efficiency and the price premium do to unit cost.

        Parameters
        ----------
        gain : log efficiency over trend, shape (workload, draw)
        relative_price : price over its trend, 1 at the as-of month, shape (draw,)
        """
        power = self._power
        np.log(relative_price, out=self._markup)
        np.subtract(gain, self._markup, out=self._gap)
        self._both *= self._by
        self._rebound += self._gap
        np.subtract(self._growth, gain, out=power)
        power += self._rebound
        np.minimum(power, self._most, out=power)
        np.maximum(power, self._least, out=power)
        np.exp(power, out=out)
        self._depth.advance(out=self._scale[1])
        out *= self._scale
        if self._moved[month]:
            out *= self._factor[month]
