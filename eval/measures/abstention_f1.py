"""Abstention F1: precision and recall of abstaining in one number."""

from eval.judgment import Judgment, Score
from eval.measures import register


@register("abstention_f1")
def abstention_f1(judgment: Judgment) -> Score | None:
    """2 TP / (abstained + unanswerable), with 'abstain' as the positive class.

    0 where nothing was abstained on but should have been; undefined where neither happens.
    Source: van Rijsbergen's F with equal weights, written without precision and recall, so that
    it pools over questions.
    """
    should, does = not judgment.question.answerable, judgment.is_abstained
    if not should and not does:
        return None
    return Score(2.0 * (should and does), float(should + does))
