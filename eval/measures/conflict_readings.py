"""Conflict readings: how many of the competing answers are listed."""

from eval.judgment import Judgment, Score
from eval.matching import states, tokens
from eval.measures import register


@register("conflict_readings")
def conflict_readings(judgment: Judgment) -> Score | None:
    """Of the expected readings of a 'conflict', the share that a listed reading states.

    An answer without a list of readings lists none. Source: recall over the gold answers of
    RAMDocs (Wang et al. 2025), with the matching of `accuracy`.
    """
    question, answer = judgment.question, judgment.answer
    if question.kind != "conflict":
        return None
    listed = answer.conflict.readings if answer is not None and answer.conflict else ()
    stated = [tokens(reading.text) for reading in listed]
    found = sum(any(states(one, forms) for one in stated) for forms in question.answers)
    return Score(float(found), float(len(question.answers)))
