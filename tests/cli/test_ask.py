"""`qa ask` on the bundled corpus."""

import json
import re
from pathlib import Path

import pytest

from qa.pipeline import Pipeline
from tests.cli.conftest import Qa

QUESTION = "How many members of Congress were mismatched?"


@pytest.fixture
def _answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Any confidence is enough: these tests are about the command, not about calibration."""
    monkeypatch.setenv("QA_MIN_CONFIDENCE", "0")


@pytest.fixture
def _abstains(monkeypatch: pytest.MonkeyPatch) -> None:
    """No confidence is enough."""
    monkeypatch.setenv("QA_MIN_CONFIDENCE", "1")


@pytest.mark.usefixtures("_answers")
def test_an_answered_question_ends_with_0_and_shows_file_and_line(qa: Qa, index: Path) -> None:
    """The answer comes first; below it a citation names the file and the line."""
    ended = qa("ask", QUESTION, "--data-dir", index)
    assert (ended.code, ended.errors) == (0, "")
    answer, blank, certainty, *_ = ended.output.splitlines()
    assert "[1]" in answer
    assert blank == ""
    assert certainty.startswith("confidence ")
    assert re.search(r"^\[1\] 00\d_[-\w]+\.txt:\d+  ", ended.output, re.MULTILINE)


def test_json_is_the_answer_of_the_pipeline(qa: Qa, index: Path, pipeline: Pipeline) -> None:
    """Keys, their order and values are those of the contract; id and timings differ by nature."""
    printed = json.loads(qa("ask", QUESTION, "--data-dir", index, "--json").output)
    expected = json.loads(json.dumps(pipeline.ask(QUESTION).to_dict()))
    assert list(printed) == list(expected)
    for name in ("id", "timings_ms"):
        del printed[name], expected[name]
    assert printed == expected


def test_json_in_a_pipe_is_one_line(qa: Qa, index: Path) -> None:
    """So `>>` collects answers as JSON Lines."""
    assert qa("ask", QUESTION, "--data-dir", index, "--json").output.count("\n") == 1


@pytest.mark.usefixtures("_answers")
def test_every_citation_of_json_is_proven_by_the_printed_text(qa: Qa, index: Path) -> None:
    """`qa sources ID --text` is what the offsets count in."""
    answer = json.loads(qa("ask", QUESTION, "--data-dir", index, "--json").output)
    assert answer["citations"]
    for citation in answer["citations"]:
        text = qa("sources", citation["source_id"], "--text", "--data-dir", index).output
        assert text[citation["start"] : citation["end"]] == citation["quote"]
        assert citation["line"] == 1 + text.count("\n", 0, citation["start"])


@pytest.mark.usefixtures("_abstains")
def test_an_abstention_ends_with_3_and_shows_the_nearest(qa: Qa, index: Path) -> None:
    """A script can tell 'the corpus does not say' from an answer and from an error."""
    ended = qa("ask", QUESTION, "--data-dir", index)
    assert (ended.code, ended.errors) == (3, "")
    assert ended.output.startswith("The corpus does not say.\nWhy: ")
    assert "\nNearest passages:\n[1] 00" in ended.output


@pytest.mark.usefixtures("_abstains")
def test_an_abstention_in_json_ends_with_3_too(qa: Qa, index: Path) -> None:
    """The format does not change the exit code."""
    ended = qa("ask", QUESTION, "--data-dir", index, "--json")
    assert (ended.code, json.loads(ended.output)["status"]) == (3, "abstained")


def test_words_need_no_quotation_marks(qa: Qa, index: Path) -> None:
    """Arguments are one question, with blanks between."""
    printed = qa("ask", "--data-dir", index, "--json", "Who", "runs", "IBM?").output
    assert json.loads(printed)["question"] == "Who runs IBM?"


def test_a_dash_reads_the_question_from_a_pipe(qa: Qa, index: Path) -> None:
    """UTF-8, with or without a byte order mark."""
    ended = qa("ask", "-", "--data-dir", index, "--json", stdin=b"\xef\xbb\xbfWho runs IBM?\n")
    assert json.loads(ended.output)["question"] == "Who runs IBM?"


def test_without_words_the_question_comes_from_a_pipe(qa: Qa, index: Path) -> None:
    """`echo ... | qa ask` works."""
    ended = qa("ask", "--data-dir", index, "--json", stdin="Où est l'île ?".encode())
    assert json.loads(ended.output)["question"] == "Où est l'île ?"


def test_a_pipe_that_is_not_utf8_is_refused(qa: Qa, index: Path) -> None:
    """The message names the byte and how to convert it."""
    ended = qa("ask", "-", "--data-dir", index, stdin=b"caf\xe9?")
    assert ended.code == 2
    assert "byte 4 is 0xe9" in ended.errors
    assert "iconv" in ended.errors


def test_an_empty_question_ends_with_2(qa: Qa, index: Path) -> None:
    """The call has to change, so it is 2, with one message and what to do."""
    ended = qa("ask", "", "--data-dir", index)
    assert (ended.code, ended.output) == (2, "")
    assert ended.errors.startswith("Error: ")
    assert "\n  Fix: " in ended.errors


def test_an_empty_pipe_ends_with_2(qa: Qa, index: Path) -> None:
    """As an empty question does."""
    assert qa("ask", "--data-dir", index).code == 2


def test_an_error_in_json_is_on_both_streams(qa: Qa, tmp_path: Path) -> None:
    """A program reads the code from standard output, a person the message on standard error."""
    ended = qa("ask", QUESTION, "--data-dir", tmp_path / "none", "--json")
    error = json.loads(ended.output)["error"]
    assert ended.code == 1
    assert error["code"] == "index_missing"
    assert ended.errors == f"Error: {error['message']}\n  Fix: {error['hint']}\n"


def test_a_question_that_is_not_text_is_refused(qa: Qa, index: Path) -> None:
    """Bytes of another encoding on the command line reach Python as lone surrogates."""
    ended = qa("ask", "caf\udce9 Amazon police?", "--data-dir", index)
    assert ended.code == 2
    assert "Character 4 of the question is no text" in ended.errors


def test_more_passages_than_allowed_is_a_wrong_call(qa: Qa, index: Path) -> None:
    """The message names the option and the limit."""
    ended = qa("ask", QUESTION, "-k", "101", "--data-dir", index)
    assert ended.code == 2
    assert "'-k'" in ended.errors
    assert "less than or equal to 100" in ended.errors
