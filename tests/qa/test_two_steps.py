"""Questions whose answer stands in one sentence and what they are about in another."""

import pytest

from qa.pipeline import Pipeline
from tests.conftest import MakePipeline

FILES = {
    "deal.txt": (
        "Shipping firm buys a bell maker\n\nThe shipping firm Halvorsen AG bought the bell maker"
        " Ringo in March 2021. The workers were not told.\n"
    ),
    "portrait.txt": (
        "A portrait\n\nHalvorsen AG is based in Arendal and has 340 employees. Halvorsen AG has"
        " been led by Ida Berg since 2017.\n"
    ),
}


@pytest.fixture
def asked(make_pipeline: MakePipeline) -> Pipeline:
    """Over two files that know different things of one firm."""
    return make_pipeline(FILES)


def test_what_the_first_step_finds_is_asked_about(asked: Pipeline) -> None:
    """Both sentences are cited, and the short answer is the second one's."""
    answer = asked.ask("How many people work for the company that bought the bell maker?")

    assert answer.short_answer == "340"
    assert [citation.source_id for citation in answer.citations] == ["deal.txt", "portrait.txt"]
    assert answer.notices == (
        "It took two steps: Which company bought the bell maker? Halvorsen AG.",
    )


def test_the_thing_described_is_no_answer_to_what_is_asked_of_it(asked: Pipeline) -> None:
    """Else 'Who leads the firm that bought Ringo?' got the firm."""
    assert asked.ask("Who leads the firm that bought Ringo?").short_answer == "Ida Berg"


def test_confidence_is_that_of_both_steps(asked: Pipeline) -> None:
    """Each has to be right."""
    first = asked.ask("Which firm bought Ringo?").confidence
    second = asked.ask("Who leads Halvorsen AG?").confidence
    both = asked.ask("Who leads the firm that bought Ringo?").confidence

    assert both == pytest.approx(first * second, abs=0.001)


def test_a_step_that_leads_nowhere_is_not_shown(asked: Pipeline) -> None:
    """Nobody says who owns the firm, or who is married to whom."""
    answer = asked.ask("Who is married to the owner of the firm that bought Ringo?")

    assert answer.status == "abstained"
    assert answer.notices == ()


def test_the_receipt_has_both_steps(asked: Pipeline) -> None:
    """What was asked, found and read in each of them."""
    answer = asked.ask("Who leads the firm that bought Ringo?")
    parts = asked.receipts.find(answer.id).parts

    assert [part.question for part in parts] == [
        "Which firm bought Ringo?",
        "Who leads Halvorsen AG?",
    ]
