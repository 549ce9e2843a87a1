"""Answers are the sources' own sentences, or a reasoned refusal."""

from dataclasses import replace

from qa.answering.extractive import Reading, compose
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
    composed = compose([Reading(QUESTION, evidence(0.9, 0.2))], source_text, 0.5)

    assert composed.answer == "The mill closed in 1931. [1]"
    assert (
        composed.status,
        composed.short_answer,
        composed.confidence,
    ) == ("answered", "1931", 0.9)


def test_a_row_is_told_with_its_columns_and_quoted_as_it_stands() -> None:
    """The names of the columns are no words of the quote, so it is not verbatim."""
    text, quote = "| Mill | Closed |\n|---|---|\n| Norford | 1931 |", "Norford | 1931"
    start = text.index(quote)
    passage = Passage("mill.txt#0000", "mill.txt", text, 0, len(text), "The mill")
    row = Evidence(passage, Span(start, start + len(quote)), None, 0.9)

    composed = compose([Reading(QUESTION, [row])], lambda _: text, 0.5)

    assert composed.answer == "Mill: Norford; Closed: 1931 [1]"
    assert (composed.claims[0].grounding, composed.citations[0].quote) == ("supported", quote)


def test_a_sentence_nearly_as_good_is_added() -> None:
    """Each claim cites its own sentence; one far behind the best is left out."""
    composed = compose([Reading(QUESTION, evidence(0.9, 0.88, 0.4))], source_text, 0.3)

    assert [claim.citations for claim in composed.claims] == [(1,), (2,)]


def test_a_question_for_several_things_gets_more_sentences() -> None:
    """A list may stand in more than two places."""
    composed = compose(
        [Reading("Which mills have closed?", evidence(0.9, 0.88, 0.87))], source_text, 0.5
    )

    assert len(composed.claims) == 3


def test_too_little_confidence_abstains_and_shows_the_nearest() -> None:
    """Nothing is claimed; the places that came nearest are proven too."""
    composed = compose([Reading(QUESTION, evidence(0.4, 0.2))], source_text, 0.5)

    assert (composed.status, composed.answer, composed.claims) == ("abstained", None, ())
    assert composed.abstention is not None
    assert composed.abstention.reason == "low_confidence"
    assert list(SENTENCES[:2]) == [near.quote for near in composed.abstention.nearest]


def test_nothing_retrieved_is_nothing_relevant() -> None:
    """An empty corpus answers nothing."""
    composed = compose([Reading(QUESTION, [])], source_text, 0.5)

    assert composed.abstention is not None
    assert (
        composed.abstention.reason,
        composed.abstention.nearest,
    ) == ("no_relevant_passage", ())


def test_what_cannot_be_proven_is_not_answered() -> None:
    """The document changed under the passage: abstain rather than cite a wrong place."""
    composed = compose([Reading(QUESTION, evidence(0.9))], lambda _: "Another text.", 0.5)

    assert composed.abstention is not None
    assert composed.abstention.reason == "unproven"


def test_every_part_of_a_question_is_answered() -> None:
    """Each part's best sentence, and both exact answers; as sure as the weaker part."""
    first, second = evidence(0.9, 0.8)
    year = Span(TEXT.index("1940"), TEXT.index("1940") + 4)
    parts = [
        Reading(QUESTION, [first]),
        Reading("When did it burn down?", [replace(second, answer=year)]),
    ]
    composed = compose(parts, source_text, 0.5)

    assert composed.answer == "The mill closed in 1931. [1] It burnt down in 1940. [2]"
    assert (composed.short_answer, composed.confidence) == ("1931; 1940", 0.8)


def test_one_sentence_can_answer_both_parts() -> None:
    """It is cited once."""
    parts = [Reading(QUESTION, evidence(0.9)), Reading("What closed in 1931?", evidence(0.8))]

    assert compose(parts, source_text, 0.5).answer == "The mill closed in 1931. [1]"


def test_half_an_answer_is_none() -> None:
    """Where one part has no answer, that part's nearest places are shown."""
    first, second = evidence(0.9, 0.2)
    parts = [Reading(QUESTION, [first]), Reading("Who owned it?", [second])]
    composed = compose(parts, source_text, 0.5)

    assert composed.status == "abstained"
    assert composed.abstention is not None
    assert [SENTENCES[1]] == [near.quote for near in composed.abstention.nearest]


def test_a_reason_is_a_sentence() -> None:
    """No few words of it are the answer."""
    composed = compose([Reading("Why did the mill close?", evidence(0.9))], source_text, 0.5)

    assert (composed.answer, composed.short_answer) == ("The mill closed in 1931. [1]", None)


def test_a_list_collects_the_exact_answers_of_all_sentences() -> None:
    """In the order of confidence, each once."""
    first, second = evidence(0.9, 0.88)
    year = Span(TEXT.index("1940"), TEXT.index("1940") + 4)
    several = [first, replace(second, answer=year), replace(second, answer=year)]
    composed = compose([Reading("Which years are named?", several)], source_text, 0.5)

    assert composed.short_answer == "1931; 1940"
