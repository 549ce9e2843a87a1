"""One measure on the same questions in two runs: the difference, its interval, its p."""

from dataclasses import dataclass
from functools import cached_property
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from eval.intervals import percentile_interval
from eval.measures import Measure, Numbers
from eval.resampling import resampled
from eval.significance import Swaps, fewest_changes, mcnemar, permutation

LEVEL = 0.05  # how often two runs that are alike may be called different
POWER = 0.8  # Cohen (1988): a difference of the size named is seen four times out of five

Scores = dict[str, list[float]]  # of one question: points and weight by measure


@dataclass(frozen=True)
class Paired:
    """Points and weights of n questions before and after; a weight is 0 where one does not apply.

    Only questions that the measure applies to in either run; for measures that are not pooled
    (percentiles, calibration) only those that it applies to in both.
    """

    measure: Measure
    before: tuple[Numbers, Numbers]
    after: tuple[Numbers, Numbers]

    @classmethod
    def of(cls, measure: Measure, before: list[Scores], after: list[Scores]) -> "Paired":
        """The scores of the same questions in the same order, from both runs."""
        nothing = [0.0, 0.0]
        needed = any if measure.is_pooled else all
        pairs = [
            (first.get(measure.name, nothing), second.get(measure.name, nothing))
            for first, second in zip(before, after, strict=True)
            if needed([measure.name in first, measure.name in second])
        ]
        scores = np.array(pairs, dtype=np.float64).reshape(-1, 2, 2)
        return cls(measure, (scores[:, 0, 0], scores[:, 0, 1]), (scores[:, 1, 0], scores[:, 1, 1]))

    @property
    def n(self) -> int:
        """How many questions count."""
        return len(self.before[0])

    @property
    def is_defined(self) -> bool:
        """Whether both runs have a number; abstention precision has none where none abstained."""
        return bool(self.before[1].sum() > 0 and self.after[1].sum() > 0)

    @cached_property
    def values(self) -> tuple[float, float]:
        """The measure before and after."""
        aggregate = self.measure.aggregate
        return float(aggregate(*self.before)), float(aggregate(*self.after))

    @property
    def difference(self) -> float:
        """After minus before."""
        return self.values[1] - self.values[0]

    @property
    def interval(self) -> tuple[float, float]:
        """95 % bootstrap percentile interval of the difference; each question keeps its pair."""
        return percentile_interval(self._drawn)

    def p_value(self) -> float:
        """Exact McNemar where every score is 0 or 1 of 1, else the paired permutation test."""
        points = self.after[0] - self.before[0]
        weights = self.after[1] - self.before[1]
        changed = (points != 0) | (weights != 0)
        if not changed.any():
            return 1.0
        if self.measure.is_pooled and not weights.any() and np.all(np.abs(points[changed]) == 1):
            return mcnemar(int((points > 0).sum()), int((points < 0).sum()))
        swapped = _PooledSwaps(self, changed) if self.measure.is_pooled else _AnySwaps(self)
        return permutation(self.difference, swapped, swapped.changed)

    def detectable(self, level: float) -> float:
        """The least true difference that this comparison sees four times out of five.

        From the spread of the bootstrap, as for a normal statistic (Cohen 1988), and never less
        than what the fewest changed questions that the exact tests can tell from chance make.
        At most 1 for a share.
        """
        normal = NormalDist()
        spread = float(np.nanstd(self._drawn))
        least = (normal.inv_cdf(1 - level / 2) + normal.inv_cdf(POWER)) * spread
        if self.measure.unit != "share":
            return least
        return min(1.0, max(least, fewest_changes(level) / self.n))

    @cached_property
    def _drawn(self) -> Numbers:
        before, after = resampled([(self.measure, *self.before), (self.measure, *self.after)])
        return np.asarray(after - before)


class _PooledSwaps:
    """The difference after trades, from the sums alone: only changed questions move them."""

    def __init__(self, paired: Paired, changed: NDArray[np.bool_]) -> None:
        before, after = np.array(paired.before), np.array(paired.after)
        self.changed = int(changed.sum())
        self._moves = (after - before)[:, changed].T  # (changed, 2)
        self._before, self._after = before.sum(axis=1), after.sum(axis=1)

    def __call__(self, swaps: Swaps) -> Numbers:
        moved = swaps @ self._moves
        before, after = self._before + moved, self._after - moved
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.asarray(after[:, 0] / after[:, 1] - before[:, 0] / before[:, 1])


class _AnySwaps:
    """The same for any measure: both numbers are made anew."""

    def __init__(self, paired: Paired) -> None:
        self.changed = paired.n
        self._aggregate = paired.measure.aggregate
        self._before, self._after = np.array(paired.before), np.array(paired.after)

    def __call__(self, swaps: Swaps) -> Numbers:
        traded = swaps[:, None, :] == 1
        before = np.where(traded, self._after, self._before)
        after = np.where(traded, self._before, self._after)
        return np.asarray(
            self._aggregate(after[:, 0], after[:, 1]) - self._aggregate(before[:, 0], before[:, 1])
        )
