"""Questions for a yes or no with an amount, where sources give different ones."""

from collections.abc import Callable

import pytest

from eval.bench.events import Counts, count
from eval.questions import load_questions
from qa.answering.confirming import confirmations, kind_to_confirm
from qa.pipeline import Pipeline
from qa.reading.questions import AnswerType
from qa.types import Answer, Evidence, Passage, Span, Verdict
from tests.conftest import MakePipeline
from tests.qa.answering.conftest import EVENTS

Ask = Callable[[str], Answer]


@pytest.fixture
def ask(make_pipeline: MakePipeline) -> Ask:
    """Asks two handbooks, the second of which is the newer one."""
    head = "---\ntitle: {}\ndate: {}-03-01\n---\n"
    pipeline = make_pipeline(
        {
            f"{year}.md": f"{head.format(title, year)}The normal week is {hours} hours.\n\n"
            f"Meals on trips are refunded up to {meals} kroner a day."
            for year, title, hours, meals in (
                (2023, "Staff handbook", "37.5", 420),
                (2025, "Staff handbook, revised", "36", 510),
            )
        }
    )
    return pipeline.ask


def test_no_conflict_is_claimed_where_sources_agree(events: Pipeline) -> None:
    """Precision first: not one false alarm, and every conflict found."""
    counts = Counts()
    for question in load_questions(EVENTS / "confirm.jsonl"):
        count(counts, question, events.ask(question.question))

    assert dict(counts.right) == dict(counts.asked)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Is the normal week 37.5 hours?", "no"),
        ("Is the normal week 36 hours?", "yes"),
        ("Are meals on trips refunded up to 420 kroner a day?", "no"),
    ],
)
def test_where_versions_differ_both_are_shown_and_the_newer_is_followed(
    ask: Ask, question: str, expected: str
) -> None:
    """A revised handbook replaces the one before."""
    answer = ask(question)

    assert (answer.status, answer.short_answer) == ("conflicting", expected)
    assert answer.conflict is not None
    assert answer.citations[0].source_id == "2025.md"


def test_an_amount_that_no_source_has_is_denied_without_a_conflict(ask: Ask) -> None:
    """40 hours are neither 36 nor 37.5: there the sources agree."""
    answer = ask("Is the normal week 40 hours?")

    assert (answer.status, answer.short_answer) == ("answered", "no")


def test_limits_that_differ_are_a_conflict(ask: Ask) -> None:
    """The newer 'up to 510' is not carried by a source that says 'up to 420'."""
    answer = ask("How many kroner a day are refunded for meals on trips?")

    assert answer.status == "conflicting"
    assert all(claim.independent_sources == 1 for claim in answer.claims)


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Did 900 people work there in 2030?", "number"),
        ("Was it closed for one year?", "duration"),
        ("Will the race of 2035 be held on September 15?", "date"),
        ("Was the shop of 1890 that of 1900?", None),
        ("Is it open?", None),
    ],
)
def test_one_amount_is_to_be_confirmed(question: str, kind: AnswerType | None) -> None:
    """Beside an amount a year only says when; of several none is the one."""
    assert kind == kind_to_confirm(question)


def test_where_none_is_followed_the_answer_is_yes_or_no(events: Pipeline) -> None:
    """It never takes a side in silence."""
    answer = events.ask("Did the ferry hit the pier at 9 knots?")

    assert answer.conflict is not None
    assert [reading.text for reading in answer.conflict.readings] == ["9", "14"]
    assert answer.short_answer == "yes or no"


def evidence(text: str, verdict: Verdict) -> Evidence:
    """A sentence that is a passage of its own, taken for this verdict."""
    passage = Passage(text, text, text, 0, len(text), title="", published="2030-06-01")
    return Evidence(passage, Span(0, len(text)), None, 0.9, verdict)


@pytest.mark.parametrize(
    ("question", "sentence", "verdict", "expected"),
    [
        ("Did the shop open in 1900?", "The shop opened in 1900.", "yes", ["yes"]),
        ("Did the shop open in 1900?", "The shop opened in 1890, it closed in 1950.", "no", ["no"]),
        ("Did the shop close in 1900?", "The shop opened in 1900.", "no", []),
        ("Did the shop open?", "The shop opened in 1900.", "yes", []),
        ("Did the shop not open in 1900?", "The shop opened in 1900.", "yes", []),
        ("Do 12 of 20 shops open?", "Twelve of 20 shops open.", "yes", []),
        ("Do 12 shops open?", "There are 15 streets.", "no", []),
        ("Does a ticket cost 72 euros?", "A ticket costs 79 euros, up from 72.", "yes", ["no"]),
        ("Did a ticket cost 72 euros?", "A ticket costs 79 euros, up from 72.", "yes", []),
        ("Is it 40 euros a day?", "It is 40 euros a day.", "yes", ["yes"]),
    ],
)
def test_a_sentence_confirms_or_contradicts_one_amount(
    question: str, sentence: str, verdict: Verdict, expected: list[Verdict]
) -> None:
    """Of the same thing, and only where what it is taken for is borne out."""
    found, _ = confirmations(question, [evidence(sentence, verdict)])

    assert expected == [candidate.evidence.verdict for candidate in found]
