"""Abstention precision: how often abstaining was right."""

from eval.judgment import Judgment, Score
from eval.measures import register


@register("abstention_precision")
def abstention_precision(judgment: Judgment) -> Score | None:
    """Of the questions abstained on, the share that have no answer in the corpus.

    Undefined where nothing was abstained on. Source: precision with 'abstain' as the positive
    class.
    """
    if not judgment.is_abstained:
        return None
    return Score(float(not judgment.question.answerable))
