"""Accuracy: the share of questions answered right."""

from eval.judgment import Judgment, Score
from eval.matching import facts_stated
from eval.measures import register


@register("accuracy")
def accuracy(judgment: Judgment) -> Score | None:
    """1 where the answer is right, else 0; every question counts that says what is right.

    Right is: every fact stated in an accepted form; for the kind 'conflict', at least one
    reading; for a question without an answer, abstaining. A long answer that holds the fact among
    others is right here: `exact_match` and `token_f1` say how much else the short answer says.

    Source: containment of an accepted form, as in Mallen et al. (2023), over
    tokens normalised after SQuAD (`eval.matching`).
    """
    if judgment.question.answerable and not judgment.question.answers:
        return None  # of a retrieval set: only its sources are known
    return Score(float(_is_right(judgment)))


def _is_right(judgment: Judgment) -> bool:
    question = judgment.question
    if not question.answerable:
        return judgment.is_abstained
    stated = facts_stated(judgment.answer, question.answers)
    return any(stated) if question.kind == "conflict" else all(stated)
