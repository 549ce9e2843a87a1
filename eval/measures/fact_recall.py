"""Fact recall: how much of a list was found."""

from eval.judgment import Judgment, Score
from eval.matching import facts_stated
from eval.measures import register


@register("fact_recall")
def fact_recall(judgment: Judgment) -> Score | None:
    """The share of a question's facts that the answer states; abstaining states none.

    Applies where there are two facts or more. Not to the kind 'conflict', whose facts are
    readings that exclude each other.

    Source: recall over the gold list, as in QAMPARI (Amouyal et al. 2022), with the
    matching of `accuracy`.
    """
    facts = judgment.question.answers
    if len(facts) < 2 or judgment.question.kind == "conflict":  # noqa: PLR2004 - a list is two
        return None
    stated = facts_stated(judgment.answer, facts)
    return Score(sum(stated) / len(stated))
