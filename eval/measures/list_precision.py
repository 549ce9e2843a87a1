"""List precision: how much of a list that was given is right."""

from eval.judgment import Judgment, Score
from eval.matching import states, tokens
from eval.measures import register


@register("list_precision")
def list_precision(judgment: Judgment) -> Score | None:
    """Of the items of the short answer, the share that state a fact not stated before.

    Items are parted by semicolons, as the short answer of a question for several things is.
    Applies to questions of two facts or more, but 'conflict', that got a short answer. Source:
    precision over the predicted list, as in QAMPARI (Amouyal et al. 2022), with the matching of
    `accuracy`; its recall is `fact_recall`.
    """
    question, answer = judgment.question, judgment.answer
    if len(question.answers) < 2 or question.kind == "conflict":  # noqa: PLR2004 - a list is two
        return None
    if answer is None or not answer.short_answer:
        return None
    items = [item for item in answer.short_answer.split(";") if item.strip()]
    left, right = list(question.answers), 0
    for item in items:
        found = next((forms for forms in left if states(tokens(item), forms)), None)
        if found is not None:
            left.remove(found)
            right += 1
    return Score(float(right), float(len(items))) if items else None
