"""Accuracy."""

import pytest

from qa.types import Answer
from tests.eval.building import abstained, answer, cited, judged, question, unanswerable

TWO_FACTS = (("Thorn",), ("Marinus Analytics", "Marinus"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It matched 28 members.", 1),
        ("Twenty-eight were matched.", 1),
        ("It matched 280 members.", 0),
        ("It matched 2 or 8.", 0),
        ("", 0),
    ],
)
def test_a_right_answer_states_the_fact(text: str, expected: float) -> None:
    """The accepted form stands in the answer as a whole, however it is spelt."""
    assert (expected, 1) == judged("accuracy", question(), answer(text))


@pytest.mark.parametrize(
    ("text", "expected"), [("Thorn and Marinus.", 1), ("Thorn.", 0), ("Others.", 0)]
)
def test_a_list_needs_every_fact(text: str, expected: float) -> None:
    """Half a list is not right."""
    asked = question(kind="list", answers=TWO_FACTS)
    assert (expected, 1) == judged("accuracy", asked, answer(text))


@pytest.mark.parametrize(
    ("text", "expected"), [("Thorn and Marinus.", 1), ("Thorn.", 1), ("Others.", 0)]
)
def test_a_conflict_needs_one_reading(text: str, expected: float) -> None:
    """Readings exclude each other, so an answer may follow one."""
    asked = question(kind="conflict", answers=TWO_FACTS)
    assert (expected, 1) == judged("accuracy", asked, answer(text, status="conflicting"))


@pytest.mark.parametrize("kind", ["unanswerable", "false_premise", "who"])
def test_only_abstaining_is_right_without_an_answer(kind: str) -> None:
    """Whether a question is answerable decides, not its kind."""
    asked = unanswerable(kind=kind)
    assert judged("accuracy", asked, abstained()) == (1, 1)
    assert judged("accuracy", asked, answer()) == (0, 1)


@pytest.mark.parametrize("given", [abstained(), None])
def test_no_answer_to_an_answerable_question_is_wrong(given: Answer | None) -> None:
    """Neither abstaining nor failing is right where the corpus answers."""
    assert judged("accuracy", question(), given) == (0, 1)


def test_failing_is_not_abstaining() -> None:
    """An error does not score where abstaining would."""
    assert judged("accuracy", unanswerable(), None) == (0, 1)


def test_a_citation_mark_does_not_answer_how_many() -> None:
    """'[2]' is not the number 2."""
    asked = question(answers=(("two", "2"),))
    given = answer("Nobody knows [2].", citations=(cited(0, 3, marker=2),))
    assert judged("accuracy", asked, given) == (0, 1)


def test_a_retrieval_question_has_no_accuracy() -> None:
    """Where only sources are known, no answer is right or wrong."""
    assert judged("accuracy", question(answers=(), sources=("a.txt",)), answer()) is None
