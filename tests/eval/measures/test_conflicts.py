"""Reported disagreements."""

import pytest

from qa.types import Answer, Conflict, Reading
from tests.eval.building import abstained, answer, judged, question

DISAGREED = question(kind="conflict", answers=(("28",), ("31", "thirty-one")))


def conflicting(*readings: str) -> Answer:
    """An answer that lists these readings."""
    listed = tuple(Reading(text, (1,), 1) for text in readings)
    return answer(status="conflicting", conflict=Conflict(listed, None, "Two sources each."))


def test_a_true_report_counts_for_both() -> None:
    """Precision, recall and both readings; 'thirty-one' is an accepted form of 31."""
    given = conflicting("28 members", "thirty-one members")
    assert judged("conflict_precision", DISAGREED, given) == (1, 1)
    assert judged("conflict_recall", DISAGREED, given) == (1, 1)
    assert judged("conflict_readings", DISAGREED, given) == (2, 2)


def test_a_false_report_costs_precision_only() -> None:
    """A question of another kind has no recall."""
    assert judged("conflict_precision", question(), conflicting("28", "30")) == (0, 1)
    assert judged("conflict_recall", question(), conflicting("28", "30")) is None


@pytest.mark.parametrize("given", [None, abstained(), answer("28 or 31 members.")])
def test_a_missed_disagreement_costs_recall_only(given: Answer | None) -> None:
    """Also where the plain answer happens to hold both readings."""
    assert judged("conflict_precision", DISAGREED, given) is None
    assert judged("conflict_recall", DISAGREED, given) == (0, 1)
    assert judged("conflict_readings", DISAGREED, given) == (0, 2)
