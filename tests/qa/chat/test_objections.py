"""A model's rewriting of a question: what is accepted, and what is nonsense."""

import pytest

from qa.chat.objections import objection
from qa.chat.rewriting import Earlier

TALK = [
    Earlier("Who built the mill of Norvik in 1884?", "Ada Lund"),
    Earlier("Why did IBM stop selling facial recognition?", "racial profiling"),
]


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("When did it close?", "When did the mill of Norvik close?"),
        ("And when?", "In what year did IBM stop selling facial recognition?"),
        ("What about Amazon?", "Why did Amazon stop selling facial recognition?"),
        ("Was she born there?", "Was Ada Lund born in Norvik?"),
        ("How old was he?", "How old was Ada Lund in 1884?"),
    ],
)
def test_a_rewriting_from_the_talk_is_accepted(question: str, said: str) -> None:
    """Everything in it was said before."""
    assert objection(said, question, TALK) is None


@pytest.mark.parametrize(
    ("question", "said", "why"),
    [
        ("When did it close?", "When did the mill of Bergen close?", "nobody spoke of 'Bergen'"),
        ("When did it close?", "When did the mill of Norvik close in 1931?", "spoke of '1931'"),
        ("And in 2012?", "When was it built in 2012?", "stand alone"),
        ("And Amazon in 2012?", "Why did IBM stop selling in 2012?", "leaves out 'amazon'"),
        ("When did it close?", "Who built the mill of Norvik in 1884?", "an earlier question"),
        ("When did it close?", "Who closed the mill of Norvik?", "asks for something else"),
        ("When did it close?", "When did it close down?", "stand alone"),
        ("When did it close?", "When was the mill of Norvik built?", "leaves out what was asked"),
        ("And when?", "When does water boil at sea level on mountains?", "about something else"),
        ("When did it close?", "The mill of Norvik closed.", "no question"),
        ("When did it close?", "When? " * 100, "no question"),
    ],
)
def test_nonsense_is_refused_with_the_reason(question: str, said: str, why: str) -> None:
    """New names and numbers, lost ones, other questions, answers."""
    assert why in (objection(said, question, TALK) or "nothing")
