"""Abstention recall: how many of the unanswerable questions were refused."""

from eval.judgment import Judgment, Score
from eval.measures import register


@register("abstention_recall")
def abstention_recall(judgment: Judgment) -> Score | None:
    """Of the questions that have no answer in the corpus, the share abstained on.

    A failed question was not abstained on. Source: recall with 'abstain' as the positive class.
    """
    if judgment.question.answerable:
        return None
    return Score(float(judgment.is_abstained))
