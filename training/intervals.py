"""Means with intervals, and how well a confidence tells right answers from wrong ones."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reading_sets import SEED

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

_RESAMPLES = 2000
_BINS = 10  # of the expected calibration error, with equally many answers each


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean with its 95 % percentile bootstrap interval (Efron & Tibshirani 1993)."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.3f} ({self.low:.3f} to {self.high:.3f})"

    @classmethod
    def of(cls, values: "Sequence[float] | Floats | Flags") -> "Mean":
        """The mean of at least one value."""
        rows = np.asarray(values, dtype=float)
        draws = np.random.default_rng(SEED).integers(0, len(rows), (_RESAMPLES, len(rows)))
        low, high = np.percentile(rows[draws].mean(axis=1), [2.5, 97.5])
        return cls(float(rows.mean()), float(low), float(high))


def auroc(values: Floats, wanted: Flags) -> float:
    """How often a wanted one has a higher value than another (Hanley & McNeil 1982); ties half."""
    over = values[wanted][:, None] - values[~wanted][None, :]
    return float(((over > 0) + (over == 0) / 2).mean())


def risk_by_coverage(confidence: Floats, right: Flags) -> Floats:
    """The share of wrong answers among the surest 1, 2, ... of them."""
    order = np.argsort(-confidence, kind="stable")
    wrong: Floats = (~right[order]).cumsum() / np.arange(1, len(right) + 1)
    return wrong


def area_under_risk(confidence: Floats, right: Flags) -> float:
    """Mean risk over all coverages (AURC, Geifman et al. 2019)."""
    return float(risk_by_coverage(confidence, right).mean())


def calibration_error(confidence: Floats, right: Flags) -> float:
    """Mean distance of confidence and share right (ECE, Naeini et al. 2015)."""
    rows = reliability(confidence, right)
    return sum(abs(mean - share) * count for mean, share, count in rows) / len(right)


def reliability(confidence: Floats, right: Flags) -> list[tuple[float, float, int]]:
    """Mean confidence, share right and count of each of ten bins of equal size."""
    order = np.argsort(confidence, kind="stable")
    return [
        (float(confidence[part].mean()), float(right[part].mean()), len(part))
        for part in np.array_split(order, _BINS)
        if len(part)
    ]


def best_balance(confidence: Floats, has_answer: Flags) -> float:
    """The best mean of 'answerable answered' and 'unanswerable refused' over all thresholds."""
    return max(balance(confidence >= threshold, has_answer) for threshold in np.unique(confidence))


def balance(given: Flags, has_answer: Flags) -> float:
    """The mean of 'answerable answered' and 'unanswerable refused'."""
    return float(given[has_answer].mean() + (~given)[~has_answer].mean()) / 2
