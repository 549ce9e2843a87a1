"""Questions drawn again with replacement: what intervals and comparisons rest on."""

from collections.abc import Iterator, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from eval.measures import Measure, Numbers

RESAMPLES = 2_000  # Efron and Tibshirani (1993), 19.3: 1,000 or more for a percentile interval
SEED = 1993  # any fixed one: the same scores give the same interval
CELLS = 4_000_000  # numbers at once, so that 12,000 questions take tens of megabytes

Counts = NDArray[np.int64]
Sample = tuple[Measure, Numbers, Numbers]  # a measure with the points and weights of n questions


def resampled(samples: Sequence[Sample]) -> list[Numbers]:
    """Each measure on `RESAMPLES` resamples of the same n questions, drawn once for all of them.

    A resample in which a pooled measure has no weight gives nan.
    """
    count = len(samples[0][1])
    slices = [_drawn(samples, counts) for counts in _counts(count)]
    return [np.concatenate(values) for values in zip(*slices, strict=True)]


def _counts(count: int) -> Iterator[Counts]:
    """How often each question is drawn, a row a resample; in one order from one seed."""
    random = np.random.default_rng(SEED)
    rows = max(1, min(RESAMPLES, CELLS // count))
    for first in range(0, RESAMPLES, rows):
        size = min(rows, RESAMPLES - first)
        drawn = random.integers(0, count, size=(size, count))
        drawn += count * np.arange(size)[:, None]  # rows apart, so that one count serves all
        yield np.bincount(drawn.ravel(), minlength=size * count).reshape(size, count)


def _drawn(samples: Sequence[Sample], counts: Counts) -> list[Numbers]:
    pooled = [(points, weights) for one, points, weights in samples if one.is_pooled]
    sums = iter(_sums(pooled, counts))  # sums need no copies of the scores
    copies = _Copies(counts)
    return [
        next(sums) if one.is_pooled else one.aggregate(copies.of(points), copies.of(weights))
        for one, points, weights in samples
    ]


def _sums(pooled: Sequence[tuple[Numbers, Numbers]], counts: Counts) -> list[Numbers]:
    if not pooled:
        return []
    columns = np.column_stack([column for pair in pooled for column in pair])
    sums = counts.astype(np.float64) @ columns
    with np.errstate(invalid="ignore"):
        return list((sums[:, ::2] / sums[:, 1::2]).T)


class _Copies:
    """The scores of one slice of resamples, each as often as its question was drawn."""

    def __init__(self, counts: Counts) -> None:
        self._counts = counts

    def of(self, scores: Numbers) -> Numbers:
        """Scores of shape (n,) as (rows, n), in the order given."""
        return scores[self._places]

    @cached_property
    def _places(self) -> Counts:
        rows, count = self._counts.shape
        every = np.tile(np.arange(count), rows)
        return np.repeat(every, self._counts.ravel()).reshape(rows, count)
