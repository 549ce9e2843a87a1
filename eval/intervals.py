"""How far a number could be off because the set is small."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from eval.judgment import Score
from eval.measures import Measure, Numbers
from eval.resampling import Sample, resampled

CONFIDENCE = 95.0
_NORMAL_95 = 1.959964  # the standard normal's 97.5 % point


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
    return estimates({measure.name: (measure, scores)})[measure.name]


def estimates(scored: Mapping[str, tuple[Measure, list[Score]]]) -> dict[str, Estimate]:
    """As `estimate` for each name; measures over equally many questions share their draws."""
    found = {name: Estimate(0, None, None, None) for name in scored}
    by_count: dict[int, list[str]] = {}
    for name, (_, scores) in scored.items():
        by_count.setdefault(len(scores), []).append(name)
    for count, names in by_count.items():
        if count:
            samples = [_sample(*scored[name]) for name in names]
            drawn = resampled(samples)
            for name, sample, values in zip(names, samples, drawn, strict=True):
                found[name] = _estimate(sample, values)
    return found


def percentile_interval(drawn: Numbers) -> tuple[float, float]:
    """The ends between which 95 % of the resamples lie; undefined resamples are left out."""
    tail = (100 - CONFIDENCE) / 2
    low, high = np.nanpercentile(drawn, [tail, 100 - tail])
    return float(low), float(high)


def _sample(measure: Measure, scores: list[Score]) -> Sample:
    # Highest weight first: measures that sort by it get rows that are nearly in order.
    scores = sorted(scores, key=lambda score: -score.weight)
    points = np.array([score.points for score in scores], dtype=np.float64)
    weights = np.array([score.weight for score in scores], dtype=np.float64)
    return measure, points, weights


def _estimate(sample: Sample, drawn: Numbers) -> Estimate:
    measure, points, weights = sample
    low, high = percentile_interval(drawn)
    return Estimate(len(points), float(measure.aggregate(points, weights)), low, high)


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
