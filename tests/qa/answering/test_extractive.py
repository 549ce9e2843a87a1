"""Answers are the sources' own sentences, or a reasoned refusal."""

from qa.answering.extractive import compose
from qa.types import Evidence, Passage, Span

SENTENCES = ("The mill closed in 1931.", "It burnt down in 1940.", "Flour was sold by the sack.")
TEXT = " ".join(SENTENCES)
QUESTION = "When did the mill close?"


def evidence(*confidences: float) -> list[Evidence]:
    """The sentences in order, with these confidences; the answer of the first is its year."""
    passage = Passage("mill.txt#0000", "mill.txt", TEXT, 0, len(TEXT), "The mill")
    found: list[Evidence] = []
    for sentence, confidence in zip(SENTENCES, confidences, strict=False):
        start = TEXT.index(sentence)
        year = Span(TEXT.index("1931"), TEXT.index("1931") + 4) if not found else None
        found.append(Evidence(passage, Span(start, start + len(sentence)), year, confidence))
    return found


def source_text(_source_id: str) -> str:
    """The only document."""
    return TEXT


def test_the_best_sentence_is_the_answer() -> None:
    """Verbatim, with its marker, its exact answer and its confidence."""
    composed = compose(QUESTION, evidence(0.9, 0.2), source_text, 0.5)

    assert composed.answer == "The mill closed in 1931. [1]"
    assert (
        composed.status,
        composed.short_answer,
        composed.confidence,
    ) == ("answered", "1931", 0.9)


def test_a_sentence_nearly_as_good_is_added() -> None:
    """Each claim cites its own sentence; one far behind the best is left out."""
    composed = compose(QUESTION, evidence(0.9, 0.88, 0.4), source_text, 0.3)

    assert [claim.citations for claim in composed.claims] == [(1,), (2,)]


def test_a_question_for_several_things_gets_more_sentences() -> None:
    """A list may stand in more than two places."""
    composed = compose("Which mills have closed?", evidence(0.9, 0.88, 0.87), source_text, 0.5)

    assert len(composed.claims) == 3


def test_too_little_confidence_abstains_and_shows_the_nearest() -> None:
    """Nothing is claimed; the places that came nearest are proven too."""
    composed = compose(QUESTION, evidence(0.4, 0.2), source_text, 0.5)

    assert (composed.status, composed.answer, composed.claims) == ("abstained", None, ())
    assert composed.abstention is not None
    assert composed.abstention.reason == "low_confidence"
    assert list(SENTENCES[:2]) == [near.quote for near in composed.abstention.nearest]


def test_nothing_retrieved_is_nothing_relevant() -> None:
    """An empty corpus answers nothing."""
    composed = compose(QUESTION, [], source_text, 0.5)

    assert composed.abstention is not None
    assert (
        composed.abstention.reason,
        composed.abstention.nearest,
    ) == ("no_relevant_passage", ())


def test_what_cannot_be_proven_is_not_answered() -> None:
    """The document changed under the passage: abstain rather than cite a wrong place."""
    composed = compose(QUESTION, evidence(0.9), lambda _: "Another text.", 0.5)

    assert composed.abstention is not None
    assert composed.abstention.reason == "unproven"
