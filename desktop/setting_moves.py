"""What a gesture makes of what a scenario says about an assumption."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from scenarios.assumptions import Fixed, Spread
from scenarios.metalog import LEAST, MOST, Belief, Scale, why_not
from scenarios.scenario import Scenario

Setting = float | Spread | Fixed | None
Triplet = tuple[float, float, float]

_DIGITS = 6
"""Significant digits of the percentiles that follow a median along."""

_NEAR = 0.01
"""How far rounding may move an offered median, in widths of the spread."""


def moved(setting: Setting, p50: float, scale: Scale) -> float | Spread | Fixed:
    """Return what was said of an assumption, around another median.

    A certain number stays certain and a spread keeps its shape; anything else becomes a number,
    around which the default's spread lies. `Assumption.refusal` says where a spread cannot go.
    """
    if isinstance(setting, Fixed):
        return Fixed(fixed=p50)
    if isinstance(setting, Spread):
        if p50 == setting.p50:
            return setting
        belief = Belief.through(setting.p10, setting.p50, setting.p90, scale)
        return as_spread(belief.moved_to(p50))
    return p50


def with_settings(scenario: Scenario, settings: Mapping[str, Setting]) -> Scenario:
    """Return a scenario with several assumptions set; None takes one back to its default."""
    for name, setting in settings.items():
        scenario = scenario.with_setting(name, setting)
    return scenario


def as_spread(belief: Belief) -> Spread:
    """Return the percentiles of a belief as a setting."""
    p10, p50, p90 = belief.percentiles()
    return Spread(p10=_rounded(p10), p50=p50, p90=_rounded(p90))


def nearest_median(triplet: Triplet, scale: Scale) -> float | None:
    """Return the p50 nearest to the given one that a smooth spread has, or None when none has.

    It is as round a number as will do.
    """
    p10, _, p90 = triplet
    q10, q50, q90 = (scale.forward(value) for value in triplet)
    if not (p10 < p90 and math.isfinite(q10) and math.isfinite(q90)):
        return None
    part = (q50 - q10) / (q90 - q10)
    inside = min(max(part, LEAST + 1e-4), MOST - 1e-4)
    exact = float(scale.backward(np.array([q10 + inside * (q90 - q10)]))[0])
    near = _NEAR * (p90 - p10)
    rounded = (float(f"{exact:.{digits}g}") for digits in range(2, 12))
    fitting = (value for value in rounded if abs(value - exact) <= near)
    return next((value for value in fitting if not why_not(p10, value, p90, scale)), None)


def _rounded(value: float) -> float:
    return float(f"{value:.{_DIGITS}g}")
