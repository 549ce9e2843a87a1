"""Plans do not tell what happened."""

import pytest

from qa.reading.plans import plans_behind
from qa.types import Evidence, Passage, Span


def evidence(text: str, answer: str, confidence: float) -> Evidence:
    """A sentence that is a passage by itself."""
    at = text.index(answer)
    passage = Passage(text, "a.txt", text, 0, len(text), "Tarn")
    return Evidence(passage, Span(0, len(text)), Span(at, at + len(answer)), confidence)


HAPPENED = evidence("The dockers walked out on May 5.", "May 5", 0.4)


@pytest.mark.parametrize(
    "plan",
    [
        "A second walkout, which was to begin on May 20, was called off.",
        "The dockers will walk out again on May 20.",
        "On May 20 the dockers will walk out again.",
        "The gates will be opened on May 20.",
    ],
)
def test_a_plan_steps_back(plan: str) -> None:
    """What happened answers, though it is less sure."""
    found = plans_behind(
        "When did the dockers walk out?", [evidence(plan, "May 20", 0.9), HAPPENED]
    )

    assert found[0] == HAPPENED


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("When did the ferry open?", "The ferry, which will carry cars, opened on May 20."),
        ("When was the vote?", "The vote to open the lock was on May 20, the mayor will be glad."),
        ("When will the dockers walk out?", "The dockers will walk out on May 20."),
        ("Did the dockers walk out?", "The dockers will walk out on May 20."),
        ("When was the ferry to open at first?", "The ferry was to open on May 20."),
        ("By when did the mayor want it back?", "The mayor wants to have it back by May 20."),
    ],
)
def test_what_is_no_plan_or_is_asked_for_stays(question: str, text: str) -> None:
    """A plan in another clause does not count."""
    found = [evidence(text, "May 20", 0.9), HAPPENED]

    assert found == plans_behind(question, found)
