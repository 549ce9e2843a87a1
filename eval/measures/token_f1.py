"""Token F1 of the short answer."""

from collections import Counter

from eval.judgment import Judgment, Score
from eval.measures import register
from eval.squad import normalise, short_forms


@register("token_f1")
def token_f1(judgment: Judgment) -> Score | None:
    """The overlap of the short answer with the nearest accepted form; an absent one scores 0.

    Applies to answerable questions with one fact. Source: `compute_f1` of the SQuAD 2.0
    evaluation script (Rajpurkar et al. 2018), best over the accepted forms.
    """
    forms = short_forms(judgment.question)
    if not forms:
        return None
    answer = judgment.answer
    given = (answer.short_answer if answer else None) or ""
    return Score(max(overlap(given, form) for form in forms))


def overlap(given: str, accepted: str) -> float:
    """Harmonic mean of precision and recall over tokens, repeated ones counted.

    Where either side has no token, 1 if both have none, else 0.
    """
    given_tokens, accepted_tokens = normalise(given).split(), normalise(accepted).split()
    if not given_tokens or not accepted_tokens:
        return float(given_tokens == accepted_tokens)
    shared = (Counter(given_tokens) & Counter(accepted_tokens)).total()
    return 2 * shared / (len(given_tokens) + len(accepted_tokens))
