"""`qa show` and `qa sessions`: what was asked before."""

import json
from pathlib import Path

import pytest

from qa.cli import main
from tests.cli.conftest import Qa


@pytest.fixture
def asked(qa: Qa, notes: Path, tmp_path: Path) -> tuple[Path, str]:
    """A data directory with one answer in it, and the answer's id."""
    own = tmp_path / "own"
    assert main(["ingest", str(notes), "--data-dir", str(own), "--json"]) == 0
    answer = json.loads(qa("ask", "When does the ferry leave?", "--json", "--data-dir", own).output)
    return own, answer["id"]


def test_an_answer_is_shown_with_all_that_led_to_it(qa: Qa, asked: tuple[Path, str]) -> None:
    """Question, answer, passages with scores, model, settings, times."""
    own, answer_id = asked
    output = qa("show", answer_id, "--data-dir", own).output

    assert output.startswith(answer_id)
    for told in ("When does the ferry leave?", "north pier", "cited as [1]", "threshold", "fusion"):
        assert told in output


def test_answers_are_listed_newest_first(qa: Qa, asked: tuple[Path, str]) -> None:
    """'last' names the first of them."""
    own, answer_id = asked
    assert answer_id in qa("show", "--data-dir", own).output
    receipt = json.loads(qa("show", "last", "--json", "--data-dir", own).output)
    assert answer_id == receipt["answer"]["id"]


def test_a_replay_says_that_nothing_changed(qa: Qa, asked: tuple[Path, str]) -> None:
    """Or, for programs, the same as JSON."""
    own, answer_id = asked
    told = qa("show", answer_id, "--replay", "--data-dir", own).output
    assert told.startswith("The same answer again.\nNothing changed")
    replay = json.loads(qa("show", answer_id, "--replay", "--json", "--data-dir", own).output)
    assert {"is_same": True, "changes": []} == replay


def test_a_replay_says_what_changed(qa: Qa, asked: tuple[Path, str], notes: Path) -> None:
    """Exit code 0: another answer is a finding, not a failure."""
    own, answer_id = asked
    (notes / "ferry.txt").write_text("The ferry leaves at 9 from the south pier.\n")
    qa("ingest", notes, "--data-dir", own)
    ended = qa("show", answer_id, "--replay", "--data-dir", own)
    assert 0 == ended.code
    assert ended.output.startswith("Another answer now.\n")
    assert "- index fingerprint was " in ended.output


def test_what_is_not_kept_is_said_to_be_unknown(qa: Qa, asked: tuple[Path, str]) -> None:
    """Exit code 2; also where nothing was ever kept."""
    own, answer_id = asked
    qa("show", answer_id, "--delete", "--data-dir", own)
    for command in (("show", answer_id), ("show", "last"), ("sessions", "ses_1")):
        ended = qa(*command, "--data-dir", own)
        assert (2, "") == (ended.code, ended.output)
        assert "Fix: `qa " in ended.errors
    assert "No session is kept.\n" == qa("sessions", "--data-dir", own).output


def test_what_needs_an_id_says_so(qa: Qa, asked: tuple[Path, str]) -> None:
    """Nothing is deleted by accident."""
    own, _ = asked
    for command in (("show", "--delete"), ("show", "--replay"), ("sessions", "--delete")):
        assert 2 == qa(*command, "--data-dir", own).code


def test_a_session_is_listed_shown_and_deleted(qa: Qa, asked: tuple[Path, str]) -> None:
    """As Markdown and as JSON."""
    own, _ = asked
    talk = b"When does the ferry leave?\nFrom where?\n"
    qa("chat", "--follow-ups", "--data-dir", own, stdin=talk)
    [listed] = json.loads(qa("sessions", "--json", "--data-dir", own).output)
    whole = json.loads(qa("sessions", "last", "--json", "--data-dir", own).output)
    assert listed["id"] == whole["id"]
    assert 2 == listed["turns"] == len(whole["turns"])
    page = qa("sessions", "last", "--markdown", "--data-dir", own).output
    assert page.startswith("# When does the ferry leave?\n")
    assert 0 == qa("sessions", "last", "--delete", "--data-dir", own).code
    assert [] == json.loads(qa("sessions", "--json", "--data-dir", own).output)


def test_a_deletion_is_told_to_programs(qa: Qa, asked: tuple[Path, str]) -> None:
    """The id as JSON, of a receipt and of a session."""
    own, answer_id = asked
    deleted = qa("show", answer_id, "--delete", "--json", "--data-dir", own).output
    qa("chat", "--follow-ups", "--data-dir", own, stdin=b"When does the ferry leave?\n")
    [session] = json.loads(qa("sessions", "--json", "--data-dir", own).output)
    gone = qa("sessions", "last", "--delete", "--json", "--data-dir", own).output
    assert {"deleted": answer_id} == json.loads(deleted)
    assert {"deleted": session["id"]} == json.loads(gone)


def test_a_hostile_answer_is_safe_to_show(qa: Qa, tmp_path: Path) -> None:
    """Escape sequences of a file reach the terminal as pictures, from a receipt and a session."""
    folder, own = tmp_path / "evil", tmp_path / "own"
    folder.mkdir()
    (folder / "evil\x1b[2J.txt").write_text(
        "The ferry leaves at 7 \x1b]0;owned from Sund. " + "It is a fine boat with a bar. " * 9
    )
    assert main(["ingest", str(folder), "--data-dir", str(own), "--json"]) == 0
    talk = b"When does the ferry leave?\n/why\n/open 1\n/export\n"
    shown = qa("chat", "--follow-ups", "--data-dir", own, stdin=talk).output
    shown += qa("show", "last", "--data-dir", own).output
    assert "\x1b" not in shown
    assert "\x07" not in shown


def test_feedback_is_kept_and_shown(qa: Qa, asked: tuple[Path, str]) -> None:
    """In the list, in the receipt and for programs."""
    own, answer_id = asked
    said = ("feedback", "last", "bad", "--expected", "at 8", "--comment", "new timetable")
    assert f"Kept: {answer_id} is bad\n" == qa(*said, "--data-dir", own).output
    assert "\tbad\tWhen does" in qa("show", "--data-dir", own).output
    shown = qa("show", answer_id, "--data-dir", own).output
    assert "right would be  at 8\n" in shown
    assert "comment         new timetable\n" in shown
    again = qa("feedback", answer_id, "good", "--json", "--data-dir", own).output
    assert (answer_id, "good") == (json.loads(again)["answer_id"], json.loads(again)["rating"])


def test_feedback_on_nothing_is_refused(qa: Qa, asked: tuple[Path, str]) -> None:
    """An id that is not there, a rating that is none, a text that is a document: exit code 2."""
    own, answer_id = asked
    for words in (
        ("ans_1", "good"),
        (answer_id, "fine"),
        (answer_id, "bad", "--expected", "x" * 5000),
    ):
        assert 2 == qa("feedback", *words, "--data-dir", own).code
