"""How an answer looks: in a pipe exactly, on a terminal by what stands out."""

import io
from dataclasses import replace
from typing import get_args

import pytest
from rich.console import Console
from rich.text import Text

from qa.terminal.answers import show_answer
from qa.terminal.screen import Screen
from qa.types import AbstainReason, Abstention
from tests.cli.shells import STYLING
from tests.cli.values import ABSTAINED, ANSWERED, CONFLICTING, FERRY, HARBOUR


def test_an_answer_shows_its_text_its_confidence_and_its_citations(
    pipe: Screen, paper: io.StringIO
) -> None:
    """In a pipe each paragraph is one line without escape sequences, however narrow the screen."""
    show_answer(pipe, ANSWERED)
    assert paper.getvalue() == (
        "The ferry leaves at 7 [1].\n"
        "\n"
        "confidence 0.93, extractive, 3 ms\n"
        "\n"
        "[1] notes/ferry.txt:3  Ferry times  2020-06-10\n"
        '    "The ferry leaves at 7 from the north pier."\n'
    )


def test_yes_or_no_stands_first(pipe: Screen, paper: io.StringIO) -> None:
    """The sentence that decides follows; it holds neither word."""
    show_answer(pipe, replace(ANSWERED, short_answer="yes"))
    assert paper.getvalue().startswith("Yes.\nThe ferry leaves at 7 [1].\n")


def test_a_conflict_shows_every_reading_with_its_count(pipe: Screen, paper: io.StringIO) -> None:
    """Each reading has its independent sources and its citations; the followed one is marked."""
    show_answer(pipe, CONFLICTING)
    assert (
        "The sources disagree:\n"
        "  - at 7: 1 independent source [1]\n"
        "  - at 8: 2 independent sources, followed [2]\n"
        "  Why: More independent sources say so.\n"
    ) in paper.getvalue()


def test_an_abstention_says_so_says_why_and_shows_the_nearest(
    pipe: Screen, paper: io.StringIO
) -> None:
    """The nearest passages have the form of citations; a date nobody found is left out."""
    show_answer(pipe, ABSTAINED)
    assert paper.getvalue() == (
        "The corpus does not say.\n"
        "Why: No passage is about this. (no_relevant_passage)\n"
        "\n"
        "confidence 0.02, extractive, 3 ms\n"
        "\n"
        "Nearest passages:\n"
        "[2] harbour.txt:12  Ferry times\n"
        '    "It leaves at 8."\n'
    )


@pytest.mark.parametrize("reason", get_args(AbstainReason))
def test_every_reason_to_abstain_is_told(
    pipe: Screen, paper: io.StringIO, reason: AbstainReason
) -> None:
    """Its sentence, with its stable name beside it."""
    told = Abstention(reason, (), "Nobody says when.")
    show_answer(pipe, replace(ABSTAINED, abstention=told))
    assert f"Why: Nobody says when. ({reason})\n" in paper.getvalue()


def test_the_short_answer_stands_out_in_the_quote(terminal: Screen, paper: io.StringIO) -> None:
    """A terminal shows it bold and reversed."""
    show_answer(terminal, ANSWERED)
    assert "\x1b[1;7m7\x1b[0m" in paper.getvalue()


def test_each_reading_stands_out_in_its_own_quote(terminal: Screen, paper: io.StringIO) -> None:
    """Competing readings are highlighted where each is said."""
    show_answer(terminal, CONFLICTING)
    marked = [part.split("\x1b[0m")[0] for part in paper.getvalue().split("\x1b[1;7m")[1:]]
    assert marked == ["at 7", "at 8"]


def test_an_answer_inside_a_longer_word_is_not_highlighted_first(
    terminal: Screen, paper: io.StringIO
) -> None:
    """'7' is not marked in '1975' while it stands alone further on."""
    citation = replace(HARBOUR, quote="In 1975 it was 7.")
    show_answer(terminal, replace(ANSWERED, citations=(citation,)))
    assert "In 1975 it was \x1b[1;7m7\x1b[0m" in paper.getvalue()


def test_a_very_long_quote_is_cut_where_it_shows(pipe: Screen, paper: io.StringIO) -> None:
    """A file without blanks must not fill the screen; the answer keeps its markers."""
    blob = "x" * 5000
    citation = replace(FERRY, quote=blob)
    show_answer(pipe, replace(ANSWERED, answer=f"{blob} [1]", citations=(citation,)))
    cut = "x" * 600 + "\u2026"
    assert paper.getvalue().startswith(f"{cut} [1]\n")
    assert paper.getvalue().endswith(f'    "{cut}"\n')


def test_a_long_quote_is_cut_between_words(pipe: Screen, paper: io.StringIO) -> None:
    """About 600 characters stay."""
    show_answer(pipe, replace(ANSWERED, citations=(replace(FERRY, quote="seven " * 200),)))
    assert paper.getvalue().endswith(f'    "{" ".join(["seven"] * 100)}\u2026"\n')


def test_a_narrow_terminal_wraps_between_words(terminal: Screen, paper: io.StringIO) -> None:
    """At 40 columns no line is longer, and no word is broken."""
    show_answer(terminal, replace(CONFLICTING, conflict=None, short_answer=None))
    lines = [Text.from_ansi(line).plain for line in paper.getvalue().splitlines()]
    assert max(map(len, lines)) <= 40
    assert lines[4:8] == [
        "[1] notes/ferry.txt:3  Ferry times",
        "    2020-06-10",
        '    "The ferry leaves at 7 from the',
        '    north pier."',
    ]


def test_no_colour_where_none_is_wanted(
    paper: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    """NO_COLOR leaves bold, dim and reverse, which are no colours."""
    monkeypatch.setenv("NO_COLOR", "1")
    show_answer(Screen(Console(file=paper, force_terminal=True)), ANSWERED)
    codes = {code for codes in STYLING.findall(paper.getvalue()) for code in codes[2:-1].split(";")}
    assert codes == {"0", "1", "2", "7"}
