"""Each kind of question, on a corpus of five short files that was written for it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from qa.pipeline import Pipeline, open_pipeline
from qa.settings import Settings

FILES = {
    "bakery.txt": "Old bakery closes\n\nThe Norford bakery closed on 3 March 1931 because the "
    "price of flour had doubled. Its owner, Ada Brook, employed fourteen people. The town council "
    "bought the building for $12,500 in May 1932.\n",
    "bridge.txt": "New bridge at Norford\n\nThe Westgate bridge was opened by Mayor Tom Hale on "
    "Friday, 12 June 1964. It is 240 metres long and took three years to build. Workers anchored "
    "its towers by driving steel piles forty metres into the river bed.\n",
    "ferry.txt": "Ferry company Harbour Lines\n\nHarbour Lines is a ferry company based in Elstow. "
    "It runs four boats between Elstow and Norford. Lena Voss, the chief executive of Harbour "
    "Lines, said that fares would not rise this year.\n",
    "ban.txt": "Fishing ban\n\nThe region banned trawling in the bay in 2019. Bluewater stopped "
    "trawling in March 2018, before the ban. Northcatch stopped only after the ban, in 2020.\n",
    "museum.txt": "The glass museum\n\nThe glass museum in Elstow shows vases, lamps and church "
    "windows. A kiln is a furnace in which glass is melted. About 40 percent of its visitors come "
    "from abroad. The museum is closed on Mondays.\n",
}


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pipeline]:
    """A pipeline over the five files."""
    folder: Path = tmp_path_factory.mktemp("town")
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    data = tmp_path_factory.mktemp("data")
    with open_pipeline(Settings(data_dir=data / "index")) as opened:
        opened.sync(folder)
        yield opened


@pytest.mark.parametrize(
    ("question", "exact"),
    [
        ("How many people did Ada Brook employ?", "fourteen"),
        ("How much did the council pay for the bakery building?", "$12,500"),
        ("What percentage of the museum's visitors come from abroad?", "About 40 percent"),
        ("Who opened the Westgate bridge?", "Mayor Tom Hale"),
        ("What position does Lena Voss hold?", "chief executive of Harbour Lines"),
        ("Where is Harbour Lines based?", "Elstow"),
        ("When did the bakery close?", "3 March 1931"),
        ("How long did the bridge take to build?", "three years"),
        ("How long is the Westgate bridge?", "240 metres"),
        ("What does the glass museum show?", "vases, lamps and church windows"),
        ("Who is Lena Voss?", "chief executive of Harbour Lines"),
        ("What is a kiln?", "furnace in which glass is melted"),
    ],
)
def test_an_exact_answer(town: Pipeline, question: str, exact: str) -> None:
    """A number, a sum, a share, a person, a position, a place, a date, a duration, a definition."""
    assert exact == town.ask(question).short_answer


@pytest.mark.parametrize(
    ("question", "part"),
    [
        ("Why did the bakery close?", "because the price of flour had doubled"),
        ("How were the towers of the bridge anchored?", "by driving steel piles"),
    ],
)
def test_a_reason_or_a_way_is_a_whole_sentence(town: Pipeline, question: str, part: str) -> None:
    """The sentence that tells it, verbatim."""
    answer = town.ask(question)
    assert part in (answer.answer or "")
    assert part in answer.claims[0].text


@pytest.mark.parametrize(
    ("question", "exact"),
    [
        ("Did the bakery close in 1931?", "yes"),
        ("Did Tom Hale open the Westgate bridge?", "yes"),
        ("Is Harbour Lines based in Elstow?", "yes"),
        ("Did the bakery close in 1935?", "no"),
        ("Does Harbour Lines run ten boats?", "no"),
        ("Is the museum open on Mondays?", "no"),
        ("Will fares rise this year?", "no"),
    ],
)
def test_yes_or_no_with_the_sentence_that_decides(
    town: Pipeline, question: str, exact: str
) -> None:
    """A contrary number, an opposite and a denial say no."""
    answer = town.ask(question)
    assert exact == answer.short_answer
    assert answer.citations


@pytest.mark.parametrize(
    "question",
    [
        "Is Harbour Lines based in Norford?",
        "Did Lena Voss open the Westgate bridge?",
        "Did Harbour Lines buy the bakery?",
    ],
)
def test_what_no_sentence_decides_stays_open(town: Pipeline, question: str) -> None:
    """A sentence about another name decides nothing; the reason repeats what was asked."""
    answer = town.ask(question)
    assert answer.abstention is not None
    assert "none says whether" in answer.abstention.why


def test_several_parts_from_several_places(town: Pipeline) -> None:
    """Each part has its own evidence."""
    answer = town.ask("Who opened the Westgate bridge, and where is Harbour Lines based?")
    assert answer.short_answer == "Mayor Tom Hale; Elstow"


@pytest.mark.parametrize(
    ("question", "reason", "why"),
    [
        ("What is the capital of France?", "no_relevant_passage", "No passage is about this."),
        (
            "Why did Harbour Lines buy the Norford bakery?",
            "unsupported_premise",
            "The corpus does not say that Harbour Lines bought the Norford bakery.",
        ),
        (
            "When did Lena Voss resign?",
            "unsupported_premise",
            "The corpus does not say that Lena Voss resigned.",
        ),
        (
            "Who founded the glass museum?",
            "unsupported_premise",
            "The corpus does not say that anyone founded the glass museum.",
        ),
        (
            "How much did the Westgate bridge cost?",
            "low_confidence",
            "Passages come near, but none says what is asked.",
        ),
    ],
)
def test_three_reasons_to_abstain(town: Pipeline, question: str, reason: str, why: str) -> None:
    """Nothing relevant, a premise nobody bears out, or a detail that nobody tells."""
    answer = town.ask(question)
    assert answer.abstention is not None
    assert (reason, why) == (answer.abstention.reason, answer.abstention.why)
    assert reason == "no_relevant_passage" or answer.abstention.nearest


@pytest.mark.parametrize(
    "question",
    ["How old is Ada Brook?", "How many members of the European Parliament visited Norford?"],
)
def test_a_near_miss_is_no_answer(town: Pipeline, question: str) -> None:
    """The right person with another fact, or another body's members."""
    assert town.ask(question).status == "abstained"
