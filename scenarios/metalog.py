"""What is believed about a number: three percentiles and the distribution through them.

The distribution is the 3-term metalog in its symmetric-percentile-triplet form with
alpha = 0.1 [1]_, in a transformed space that keeps draws on the right side of zero or inside an
interval.

.. [1] Keelin, T. W. (2016). The metalog distributions. Decision Analysis 13(4), 243-277.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

ALPHA = 0.1
_ODDS = math.log((1 - ALPHA) / ALPHA)
#: A triplet whose p50 lies outside this part of the way from p10 to p90 has no increasing metalog.
LEAST, MOST = 0.16658, 0.83342


@dataclass(frozen=True, slots=True)
class Scale:
    """The space in which a number is believed to vary.

    ``transform`` is ``log`` (ln x), ``logit`` (ln((x - minimum) / (maximum - x))) or ``plain``.
    """

    transform: str
    minimum: float
    maximum: float

    def forward(self, value: float) -> float:
        """Return ``value`` in the transformed space; infinite where the transform is."""
        if self.transform == "plain":
            return value
        below = value if self.transform == "log" else value - self.minimum
        above = 1.0 if self.transform == "log" else self.maximum - value
        if below <= 0:
            return -math.inf
        return math.log(below / above) if above > 0 else math.inf

    def backward(self, value: Array) -> Array:
        """Return transformed values as numbers, clipped to the limits. Shape kept."""
        if self.transform == "log":
            value = np.exp(np.minimum(value, 700.0))
        elif self.transform == "logit":
            odds = np.exp(np.minimum(-value, 700.0))
            value = self.minimum + (self.maximum - self.minimum) / (1 + odds)
        return np.clip(value, self.minimum, self.maximum)


@dataclass(frozen=True, slots=True)
class Belief:
    """A number with its spread.

    Attributes
    ----------
    p50 : the median, in the assumption's unit
    q10, q50, q90 : the percentiles in the transformed space; all equal when the number is certain
    scale : that space
    """

    p50: float
    q10: float
    q50: float
    q90: float
    scale: Scale

    @classmethod
    def through(cls, p10: float, p50: float, p90: float, scale: Scale) -> Belief:
        """Return the belief with these percentiles; `why_not` says when there is none."""
        return cls(p50, scale.forward(p10), scale.forward(p50), scale.forward(p90), scale)

    @classmethod
    def fixed(cls, value: float, scale: Scale) -> Belief:
        """Return a certain number."""
        return cls(value, 0.0, 0.0, 0.0, scale)

    @property
    def certain(self) -> bool:
        """Whether there is no spread."""
        return self.q10 == self.q90

    def percentiles(self) -> tuple[float, float, float]:
        """Return p10, p50 and p90 in the assumption's unit, within its limits."""
        if self.certain:
            return self.p50, self.p50, self.p50
        p10, p90 = self.scale.backward(np.array([self.q10, self.q90]))
        return float(p10), self.p50, float(p90)

    def moved_to(self, p50: float) -> Belief:
        """Return this belief around another median, its spread keeping its shape.

        p10 and p90 move by the same step in the transformed space. A median on a limit where the
        transform is infinite is certain.
        """
        q50 = self.scale.forward(p50)
        if self.certain or not math.isfinite(q50):
            return Belief.fixed(p50, self.scale)
        step = q50 - self.q50
        return Belief(p50, self.q10 + step, q50, self.q90 + step, self.scale)

    def quantile(self, y: Array) -> Array:
        """Return the values at probabilities ``y`` in (0, 1). Shape kept, clipped to the limits."""
        if self.certain:
            return np.full_like(y, self.p50)
        width, part = self.q90 - self.q10, (self.q50 - self.q10) / (self.q90 - self.q10)
        odds = np.log(y / (1 - y))
        skew = (1 - 2 * part) * width / ((1 - 2 * ALPHA) * _ODDS)
        return self.scale.backward(self.q50 + (width / (2 * _ODDS) + skew * (y - 0.5)) * odds)

    def density(self, y: Array) -> tuple[Array, Array]:
        """Return (values, probability density) at rising probabilities ``y``, to draw the spread.

        Both have the shape of ``y``; the density is per unit of the number. The belief must have
        a spread.
        """
        values = self.quantile(y)
        return values, 1 / np.maximum(np.gradient(values, y), 1e-300)


def why_not(p10: float, p50: float, p90: float, scale: Scale) -> str:
    """Say why no metalog runs through three percentiles, or return an empty text.

    The limits are the caller's to check.
    """
    if not p10 < p50 < p90:
        return 'p10, p50 and p90 must rise; give one number or {"fixed": ...} for no spread.'
    q10, q50, q90 = (scale.forward(p) for p in (p10, p50, p90))
    if not (math.isfinite(q10) and math.isfinite(q90)):
        edge = p90 if math.isfinite(q10) else p10
        return f"a percentile cannot lie on {edge:g}, where this assumption has no spread."
    if q10 == q90:
        return "p10 and p90 lie too near each other for a spread; give one number."
    part = (q50 - q10) / (q90 - q10)
    if LEAST < part < MOST:
        return ""
    near = "10" if part <= LEAST else "90"
    nearest = _nearest_median(q10, q90, part, scale)
    advice = f"the nearest p50 that would do is {nearest}" if nearest else "give one number"
    return f"p50 lies too near p{near} for a smooth spread; {advice}."


def _nearest_median(q10: float, q90: float, part: float, scale: Scale) -> str:
    """Return the nearest median that has a metalog, with as few digits as say so, or nothing."""
    inside = LEAST + 1e-4 if part <= LEAST else MOST - 1e-4
    median = float(scale.backward(np.array([q10 + inside * (q90 - q10)]))[0])
    for digits in range(6, 18):
        text = f"{median:.{digits}g}"
        if LEAST < (scale.forward(float(text)) - q10) / (q90 - q10) < MOST:
            return text
    return ""
