"""How far a number could be off because the set is small."""

import math
from dataclasses import dataclass

import numpy as np

from eval.judgment import Score
from eval.measures import Measure, Numbers

RESAMPLES = 2_000  # Efron and Tibshirani (1993), 19.3: 1,000 or more for a percentile interval
CONFIDENCE = 95.0
_SEED = 1993  # any fixed one: the same scores give the same interval
_NORMAL_95 = 1.959964  # the standard normal's 97.5 % point
_CELLS = 4_000_000  # numbers drawn at once, so that 12,000 questions take tens of megabytes


@dataclass(frozen=True, slots=True)
class Estimate:
    """A measure over `n` questions with its interval; the numbers are None where undefined."""

    n: int
    value: float | None
    low: float | None
    high: float | None


def estimate(measure: Measure, scores: list[Score]) -> Estimate:
    """The measure over the questions it applies to, with a 95 % bootstrap percentile interval.

    Questions are drawn with replacement and keep their scores together. Where all scores agree
    the interval has no width: that says that the set holds no other case, not that there is none.

    Source: Efron and Tibshirani, An Introduction to the Bootstrap (1993), chapter 13.
    """
    if not scores:
        return Estimate(0, None, None, None)
    points = np.array([score.points for score in scores], dtype=np.float64)
    weights = np.array([score.weight for score in scores], dtype=np.float64)
    value = float(measure.aggregate(points, weights))
    drawn = _resampled(measure, points, weights)
    tail = (100 - CONFIDENCE) / 2
    low, high = np.percentile(drawn, [tail, 100 - tail])
    return Estimate(len(scores), value, float(low), float(high))


def wilson(count: int, total: int) -> tuple[float, float]:
    """The 95 % interval of a share, also where the count is 0; (0, 1) where the total is.

    Source: Wilson (1927), as in Brown, Cai & DasGupta (2001), equation 4.
    """
    if total == 0:
        return 0.0, 1.0
    share, square = count / total, _NORMAL_95**2
    centre = (share + square / (2 * total)) / (1 + square / total)
    spread = math.sqrt(share * (1 - share) / total + square / (4 * total**2))
    half = _NORMAL_95 * spread / (1 + square / total)
    return max(0.0, centre - half), min(1.0, centre + half)


def _resampled(measure: Measure, points: Numbers, weights: Numbers) -> Numbers:
    """The measure on each of the resamples; in slices, drawn in one order from one seed."""
    random = np.random.default_rng(_SEED)
    count = len(points)
    rows = max(1, min(RESAMPLES, _CELLS // count))
    values = []
    for first in range(0, RESAMPLES, rows):
        drawn = random.integers(0, count, size=(min(rows, RESAMPLES - first), count))
        values.append(measure.aggregate(points[drawn], weights[drawn]))
    return np.concatenate(values)
