"""Conflict precision: how often a reported disagreement is one."""

from eval.judgment import Judgment, Score
from eval.measures import register


@register("conflict_precision")
def conflict_precision(judgment: Judgment) -> Score | None:
    """Of the answers that report competing readings, the share to questions of kind 'conflict'.

    Undefined where none does. Source: precision with 'the sources disagree' as the positive
    class.
    """
    if judgment.answer is None or judgment.answer.status != "conflicting":
        return None
    return Score(float(judgment.question.kind == "conflict"))
