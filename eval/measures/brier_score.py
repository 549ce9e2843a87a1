"""Brier score: how far confidences are from what turned out."""

from eval.judgment import Judgment, Score
from eval.measures import register
from eval.measures.risk_coverage import error_by_confidence


@register("brier", better="lower")
def brier(judgment: Judgment) -> Score | None:
    """The squared distance of the confidence of a given answer from 1 if right, 0 if wrong.

    Lower is better; 0.25 is what a confidence of one half always gets. Applies to questions that
    were answered. Source: Brier, Monthly Weather Review 78 (1950), for one class.
    """
    score = error_by_confidence(judgment)
    if score is None:
        return None
    return Score((score.weight - (1 - score.points)) ** 2)
