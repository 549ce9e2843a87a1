"""Fact recall."""

import pytest

from tests.eval.building import abstained, answer, judged, question, unanswerable

THREE = question(kind="list", answers=(("Thorn",), ("Marinus",), ("28",)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Thorn, Marinus, 28", 1), ("Thorn, Thorn, 280", 1 / 3), ("none of them", 0)],
)
def test_it_is_the_share_of_facts_stated(text: str, expected: float) -> None:
    """A fact stated twice counts once."""
    assert (expected, 1) == judged("fact_recall", THREE, answer(text))


def test_abstaining_finds_nothing() -> None:
    """A list that was not answered has recall 0."""
    assert judged("fact_recall", THREE, abstained()) == (0, 1)


def test_it_needs_a_list() -> None:
    """It applies neither to one fact, nor to readings, nor where there is no answer."""
    conflict = question(kind="conflict", answers=(("a1",), ("b1",)))
    for asked in (question(), conflict, unanswerable()):
        assert judged("fact_recall", asked, answer()) is None
