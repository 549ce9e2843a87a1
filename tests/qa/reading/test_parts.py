"""A question that asks two things is two questions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.reading.parts import parts_of

COMPOUND = {
    "Who built the mill, and who owns the ferry?": ["Who built the mill?", "who owns the ferry?"],
    "When did Norvik close and why?": ["When did Norvik close?", "why did Norvik close?"],
    "Where is Norvik Oil based, and who is its chairman?": [
        "Where is Norvik Oil based?",
        "who is Norvik Oil's chairman?",
    ],
    "How many ships did Norvik build and in which year did it stop?": [
        "How many ships did Norvik build?",
        "in which year did Norvik stop?",
    ],
    "In which town is Norvik based, and who is its head?": [
        "In which town is Norvik based?",
        "who is Norvik's head?",
    ],
    "When and where was Norvik founded?": ["When was Norvik founded?", "where was Norvik founded?"],
    "What is a lock; and how does one work?": ["What is a lock?", "how does one work?"],
}


@pytest.mark.parametrize("question", COMPOUND)
def test_parts_stand_by_themselves(question: str) -> None:
    """Lone question words and pronouns are completed from the first part."""
    assert parts_of(question) == COMPOUND[question]


@pytest.mark.parametrize(
    "question",
    [
        "Who built the mill and the ferry?",
        "Which countries are between France and Poland?",
        "Tell me about trade and industry.",
        "Rise and fall of Norvik, and who cares?",
        "and who?",
        "",
    ],
)
def test_a_question_for_one_thing_stays_whole(question: str) -> None:
    """An 'and' between things, or without a question before it, parts nothing."""
    assert parts_of(question) == [question]


@given(st.text(max_size=120))
def test_there_is_always_a_part(question: str) -> None:
    """Whatever is asked, something is read."""
    assert 1 <= len(parts_of(question)) <= 4
