"""Exact match of the short answer."""

from eval.judgment import Judgment, Score
from eval.measures import register
from eval.squad import normalise, short_forms


@register("exact_match")
def exact_match(judgment: Judgment) -> Score | None:
    """1 where the normalised short answer equals an accepted form; an absent one scores 0.

    Applies to answerable questions with one fact. Source: `compute_exact` of the SQuAD 2.0
    evaluation script (Rajpurkar et al. 2018), best over the accepted forms.
    """
    forms = short_forms(judgment.question)
    if not forms:
        return None
    answer = judgment.answer
    given = normalise((answer.short_answer if answer else None) or "")
    return Score(float(any(given == normalise(form) for form in forms)))
