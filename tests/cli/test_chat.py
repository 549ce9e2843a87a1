"""`qa chat` from a pipe; `test_program.py` has the prompt of a real terminal."""

from pathlib import Path

import pytest

from qa.cli import main
from tests.cli.conftest import Qa

TWO_QUESTIONS = b"Who founded Arthur AI?\nand why?\n"


@pytest.fixture
def own_index(notes: Path, tmp_path: Path) -> Path:
    """A data directory that a test may write its sessions into."""
    assert main(["ingest", str(notes), "--data-dir", str(tmp_path / "own"), "--json"]) == 0
    return tmp_path / "own"


def test_each_line_is_shown_and_answered(qa: Qa, index: Path) -> None:
    """A blank line asks nothing; the end of the input ends the loop with 0."""
    ended = qa("chat", "--data-dir", index, stdin=b"Who runs IBM?\n\n  \nWhat is Rekognition?")
    assert ended.code == 0
    asked = [line for line in ended.output.splitlines() if line.startswith("> ")]
    assert asked == ["> Who runs IBM?", "> What is Rekognition?"]


@pytest.mark.parametrize("word", ["exit", "quit", "/exit", "/quit", "QUIT", "/exit now"])
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
    assert "/exit         end;" in output
    assert "004_moratorium-opinion.txt" in output
    assert "There is no command /nonsense; /help lists them." in output


def test_without_an_index_it_does_not_begin(qa: Qa) -> None:
    """The first message is that there is no index, not the first question's failure."""
    ended = qa("chat", "--data-dir", "none", stdin=b"Who runs IBM?\n")
    assert (ended.code, ended.output) == (1, "")
    assert "qa ingest" in ended.errors


def test_every_line_is_asked_as_of_the_day(qa: Qa, index: Path) -> None:
    """Nothing in the index is that old."""
    arguments = ("chat", "--data-dir", index, "--as-of", "1990-01-01")
    output = qa(*arguments, stdin=b"Who runs IBM?\n").output
    assert "1990-01-01" in output
    assert "does not say" in output


def test_lines_of_a_pipe_are_asked_alone(qa: Qa, index: Path) -> None:
    """A file of questions is a list, not a talk."""
    output = qa("chat", "--data-dir", index, stdin=TWO_QUESTIONS).output
    assert "asked as" not in output


def test_a_follow_up_shows_how_it_was_asked(qa: Qa, index: Path) -> None:
    """Whoever reads the answer can see what was understood."""
    output = qa("chat", "--follow-ups", "--data-dir", index, stdin=TWO_QUESTIONS).output
    assert "\nasked as: Why " in output
    assert "found Arthur AI?" in output.split("asked as: ")[1].splitlines()[0]


def test_why_shows_what_was_searched_with_scores(qa: Qa, index: Path) -> None:
    """Before the first answer it says that there is none."""
    lines = b"/why\nWho founded Arthur AI?\n/why\n"
    output = qa("chat", "--data-dir", index, stdin=lines).output
    assert "There is no answer yet." in output
    trail = output.split("> /why\n")[2]
    assert "rank\tpassage\tscore\tdense\tlexical\tconfidence\twhat became of it" in trail
    assert "cited as [1]" in trail
    assert "below the threshold" in trail


def test_an_answer_is_rated_inside(qa: Qa, own_index: Path) -> None:
    """/good and /bad are about the last answer, and need one."""
    lines = b"/good\nWhen does the ferry leave?\n/good\n/bad at 8\n"
    output = qa("chat", "--data-dir", own_index, stdin=lines).output
    assert "There is no answer yet." in output
    assert "Kept: the last answer is good." in output
    shown = qa("show", "last", "--data-dir", own_index).output
    assert "right would be  at 8\n" in shown


def test_open_shows_a_citation_in_its_place(qa: Qa, index: Path) -> None:
    """With the lines around it, numbered as in the file."""
    lines = b"Who founded Arthur AI?\n/open 1\n/open 9\n"
    output = qa("chat", "--data-dir", index, stdin=lines).output
    opened = output.split("> /open 1\n")[1]
    assert "\n   13  Liz O'Sullivan, a privacy activist" in opened
    assert "\n   15  " in opened
    assert "The last answer has no citation 9." in output


@pytest.mark.parametrize(
    ("argument", "shown"),
    [
        ("", "[1] "),
        ("[1]", "[1] "),
        ("[9]", "The last answer has no citation 9."),
        ("two", "two is no number of a citation; /open 2 shows citation 2."),
    ],
)
def test_open_takes_a_citation_as_the_answer_prints_it(
    qa: Qa, index: Path, argument: str, shown: str
) -> None:
    """What is no number of one is not taken for the first."""
    lines = f"Who founded Arthur AI?\n/open {argument}\n".encode()
    output = qa("chat", "--data-dir", index, stdin=lines).output
    assert output.split("> /open")[1].splitlines()[1].startswith(shown)


def test_a_session_is_listed_resumed_exported_and_deleted(
    qa: Qa, own_index: Path, tmp_path: Path
) -> None:
    """All from inside the chat."""
    talk = b"When does the ferry leave?\nFrom where?\n/export talk.md\n/export talk.json\n"
    qa("chat", "--follow-ups", "--data-dir", own_index, stdin=talk)
    later = b"/sessions\n/resume last\n/delete\n/sessions\n/resume last\n"
    ended = qa("chat", "--data-dir", own_index, stdin=later)
    assert "\t2\tWhen does the ferry leave?" in ended.output
    assert ", 2 questions so far:" in ended.output
    assert "Deleted: ses_" in ended.output
    assert "There is no session 'last'" in ended.errors
    assert (tmp_path / "talk.md").read_text().startswith("# When does the ferry leave?\n")
    assert '"asked_as": "From where does the ferry leave?"' in (tmp_path / "talk.json").read_text()


def test_a_session_that_is_not_there_names_the_commands_that_help(qa: Qa, own_index: Path) -> None:
    """Those of the chat, not of the shell: `/new` goes on where it was deleted elsewhere."""
    ended = qa("chat", "--data-dir", own_index, stdin=b"/resume ses_gone\n")
    assert "There is no session 'ses_gone'." in ended.errors
    assert "Fix: /sessions lists those there are; /new begins another." in ended.errors


def test_a_chat_goes_on_where_it_was_left(qa: Qa, own_index: Path) -> None:
    """What was said before the program ended still counts."""
    first = b"When does the ferry leave?\n"
    qa("chat", "--follow-ups", "--data-dir", own_index, stdin=first)
    ended = qa("chat", "--resume", "last", "--data-dir", own_index, stdin=b"From where?\n")
    assert "asked as: From where does the ferry leave?" in ended.output


def test_questions_asked_alone_are_said_to_be_in_no_session(qa: Qa, own_index: Path) -> None:
    """Where somebody resumes one, or wants to export what was asked."""
    told = "Questions are asked alone here and kept in no session"
    lines = b"When does the ferry leave?\n/export\n"
    assert told in qa("chat", "--data-dir", own_index, stdin=lines).output
    qa("chat", "--follow-ups", "--data-dir", own_index, stdin=lines)
    ended = qa("chat", "--resume", "last", "--alone", "--data-dir", own_index)
    assert told in ended.output


def test_a_first_question_that_fails_is_not_gone_on_with(qa: Qa, own_index: Path) -> None:
    """The talk before it is."""
    for lines in (b"When does the ferry leave?\n", b"?\n"):
        qa("chat", "--follow-ups", "--data-dir", own_index, stdin=lines)
    ended = qa("chat", "--resume", "last", "--data-dir", own_index)
    assert "- When does the ferry leave?" in ended.output


def test_an_export_never_replaces_a_file(qa: Qa, own_index: Path, tmp_path: Path) -> None:
    """It says so and the chat goes on."""
    (tmp_path / "mine.md").write_text("mine")
    talk = b"When does the ferry leave?\n/export mine.md\n/help\n"
    ended = qa("chat", "--follow-ups", "--data-dir", own_index, stdin=talk)
    assert "mine.md cannot be written: File exists." in ended.errors
    assert "mine" == (tmp_path / "mine.md").read_text()
    assert "/export FILE" in ended.output


@pytest.mark.parametrize("file", ["no/such.md", "~nobody-of-that-name/a.md", "a\0b.md"])
def test_an_export_that_cannot_be_written_is_told(qa: Qa, own_index: Path, file: str) -> None:
    """The remedy fits a missing folder too, and the chat goes on."""
    talk = f"When does the ferry leave?\n/export {file}\n/help\n".encode()
    ended = qa("chat", "--follow-ups", "--data-dir", own_index, stdin=talk)
    assert "cannot be written: " in ended.errors
    assert "Fix: Name a new file, in a folder that is there and that you may write" in ended.errors
    assert "/export FILE" in ended.output


def test_sessions_that_are_not_kept_leave_nothing(
    qa: Qa, own_index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither a session nor a receipt; follow-ups work all the same."""
    monkeypatch.setenv("QA_KEEP_SESSIONS", "false")
    monkeypatch.setenv("QA_RECEIPTS", "0")
    talk = b"When does the ferry leave?\nFrom where?\n"
    ended = qa("chat", "--follow-ups", "--data-dir", own_index, stdin=talk)
    assert "asked as: From where does the ferry leave?" in ended.output
    assert not (own_index / "history.sqlite").exists()
