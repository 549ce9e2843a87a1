"""The numbers behind the plots, from the rows of a run."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from eval.folder import Row
from eval.measures.calibration_error import BINS, bin_of
from eval.measures.risk_coverage import risks
from eval.summary import scores_of

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers whose confidence is in one tenth: how many, their mean confidence, how many right."""

    n: int
    confidence: float
    accuracy: float


def risk_coverage(rows: Sequence[Row]) -> list[Point]:
    """Coverage (of all questions) and risk, after each given answer, most confident first."""
    scores = scores_of(list(rows), "aurc")
    if not scores:
        return []
    errors = np.array([score.points for score in scores])
    confidences = np.array([score.weight for score in scores])
    return [
        (place / len(rows), float(risk))
        for place, risk in enumerate(risks(errors, confidences), start=1)
    ]


def reliability(rows: Sequence[Row]) -> list[Bin]:
    """The tenths that hold an answer, lowest first."""
    scores = scores_of(list(rows), "ece")
    errors = np.array([score.points for score in scores])
    confidences = np.array([score.weight for score in scores])
    places = bin_of(confidences)
    bins = []
    for number in range(BINS):
        inside = places == number
        if inside.any():
            accuracy = 1 - float(errors[inside].mean())
            bins.append(Bin(int(inside.sum()), float(confidences[inside].mean()), accuracy))
    return bins


def hits_by_depth(rows: Sequence[Row]) -> list[Point]:
    """k and the share of questions with something relevant among the first k passages."""
    judged = [
        [bool(passage["relevant"]) for passage in row["retrieved"]]
        for row in rows
        if row["answerable"] and row["expected"]["sources"] and _is_judged(row)
    ]
    depth = max((len(relevant) for relevant in judged), default=0)
    return [
        (float(k), sum(any(relevant[:k]) for relevant in judged) / len(judged))
        for k in range(1, depth + 1)
    ]


def stages(summary: dict[str, Any]) -> list[tuple[str, float, float]]:
    """Each stage with its 50th and 95th percentile in milliseconds."""
    return [(name, one["p50"], one["p95"]) for name, one in summary["stages_ms"].items()]


def _is_judged(row: Row) -> bool:
    return all(passage["relevant"] is not None for passage in row["retrieved"])
