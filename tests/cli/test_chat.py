"""`qa chat` from a pipe; `test_program.py` has the prompt of a real terminal."""

from pathlib import Path

import pytest

from tests.cli.conftest import Qa


def test_each_line_is_shown_and_answered(qa: Qa, index: Path) -> None:
    """A blank line asks nothing; the end of the input ends the loop with 0."""
    ended = qa("chat", "--data-dir", index, stdin=b"Who runs IBM?\n\n  \nWhat is Rekognition?")
    assert ended.code == 0
    asked = [line for line in ended.output.splitlines() if line.startswith("> ")]
    assert asked == ["> Who runs IBM?", "> What is Rekognition?"]


@pytest.mark.parametrize("word", ["exit", "quit", "/exit", "/quit", "QUIT"])
def test_words_that_end_it(qa: Qa, index: Path, word: str) -> None:
    """What follows is not asked."""
    ended = qa("chat", "--data-dir", index, stdin=f"{word}\nWho runs IBM?\n".encode())
    assert ended.code == 0
    assert "IBM" not in ended.output


def test_an_error_does_not_end_it(qa: Qa, index: Path) -> None:
    """Neither a question without words nor bytes that are no text."""
    ended = qa("chat", "--data-dir", index, stdin=b"???\ncaf\xe9\nWho runs IBM?\n")
    assert ended.code == 0
    assert ended.errors.count("Error: ") == 2
    assert "> Who runs IBM?" in ended.output


def test_help_and_sources_work_inside(qa: Qa, index: Path) -> None:
    """They are not asked as questions."""
    output = qa("chat", "--data-dir", index, stdin=b"/help\n/sources\n/nonsense\n").output
    assert "/exit     end;" in output
    assert "004_moratorium-opinion.txt" in output
    assert "There is no command /nonsense; /help lists them." in output


def test_without_an_index_it_does_not_begin(qa: Qa) -> None:
    """The first message is that there is no index, not the first question's failure."""
    ended = qa("chat", "--data-dir", "none", stdin=b"Who runs IBM?\n")
    assert (ended.code, ended.output) == (1, "")
    assert "qa ingest" in ended.errors
