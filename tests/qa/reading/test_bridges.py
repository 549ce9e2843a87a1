"""A question that only describes what it is about can be asked in two steps."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.reading.bridges import bridges_of, name_in
from qa.types import Evidence, Passage, Span

STEPS = {
    "Who leads the firm that bought Ringo?": ("Which firm bought Ringo?", "Who leads Norvik?"),
    "How old is the man who led the strike?": ("Which man led the strike?", "How old is Norvik?"),
    "In which town is the firm whose boats sank in May based?": (
        "Whose boats sank in May?",
        "In which town is Norvik based?",
    ),
    "What does the town where the fire began make?": (
        "Where is it that the fire began?",
        "What does Norvik make?",
    ),
    "How many people work for the mill that Amazon bought?": (
        "Which mill is it that Amazon bought?",
        "How many people work for Norvik?",
    ),
    "Where was the mayor of Rome born?": ("Who is the mayor of Rome?", "Where was Norvik born?"),
    "How old is Rome's mayor?": ("Who is Rome's mayor?", "How old is Norvik?"),
}


@pytest.mark.parametrize("question", STEPS)
def test_what_is_described_is_asked_for_first(question: str) -> None:
    """Then its name stands in its place."""
    ways = [(bridge.first, bridge.second("Norvik")) for bridge in bridges_of(question)]

    assert STEPS[question] in ways


def test_where_a_description_ends_is_left_to_reading() -> None:
    """Both ways are offered: English does not mark it."""
    ways = [bridge.second("X") for bridge in bridges_of("When did the firm that made it go bust?")]

    assert "When did X go bust?" in ways
    assert "When did X bust?" in ways


@pytest.mark.parametrize(
    "question",
    [
        "Who is the man that led the strike?",
        "Who is the mayor of Rome?",
        "What is the name of the firm that bought Ringo?",
        "When did the mill close?",
        "",
    ],
)
def test_what_asks_for_one_thing_needs_no_second_step(question: str) -> None:
    """Nor does a question that describes nothing."""
    assert bridges_of(question) == []


@given(st.text("the man who firm's of Rome did?", max_size=80))
def test_there_are_few_ways(question: str) -> None:
    """Each is read: a question must not cost more than some readings."""
    assert len(bridges_of(question)) <= 4


@pytest.mark.parametrize(
    ("text", "name"), [("Halvorsen AG", "Halvorsen AG"), ("a firm", None), ("28", None)]
)
def test_only_a_name_leads_on(text: str, name: str | None) -> None:
    """A common noun would ask about anything of that kind."""
    passage = Passage("a.txt#0000", "a.txt", text, 0, len(text), "")
    evidence = Evidence(passage, Span(0, len(text)), Span(0, len(text)), 0.9)

    assert name_in([evidence]) == name
