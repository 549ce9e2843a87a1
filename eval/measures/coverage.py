"""Coverage: how many of the answerable questions were answered."""

from eval.judgment import Judgment, Score
from eval.measures import register


@register("coverage")
def coverage(judgment: Judgment) -> Score | None:
    """Of the answerable questions, the share answered, right or wrong.

    Source: coverage in selective prediction (El-Yaniv and Wiener 2010).
    """
    if not judgment.question.answerable:
        return None
    return Score(float(judgment.answer is not None and not judgment.is_abstained))
