"""Conflict recall: how many disagreements are reported."""

from eval.judgment import Judgment, Score
from eval.measures import register


@register("conflict_recall")
def conflict_recall(judgment: Judgment) -> Score | None:
    """Of the questions of kind 'conflict', the share whose answer reports competing readings.

    Source: recall with 'the sources disagree' as the positive class.
    """
    if judgment.question.kind != "conflict":
        return None
    is_reported = judgment.answer is not None and judgment.answer.status == "conflicting"
    return Score(float(is_reported))
