"""Files that attack the terminal: through their names, their text and their failures."""

import json
from pathlib import Path

import pytest

from qa.terminal.visible import UNSAFE
from tests.cli.conftest import Qa
from tests.cli.shells import Shell

TITLE = "\x1b]0;owned\x07"  # sets the title of the window
CLEAR = "\x1b[2J\x1b[H\x9b31m"  # clears the screen, in seven and in eight bits
NAME = f"evil{TITLE}\u202etxt.md"


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """A folder with a hostile name and a hostile text in it, and a file that fails."""
    folder = tmp_path / f"folder{TITLE}"
    folder.mkdir()
    text = f"# The harbour {CLEAR}\n\nThe ferry {TITLE}leaves at 7 from {CLEAR}the north pier.\n"
    (folder / NAME).write_text(text, encoding="utf-8")
    (folder / f"broken{CLEAR}.txt").write_bytes(bytes(range(256)) * 64)
    (folder / f"photo{CLEAR}.png").write_bytes(b"\x89PNG")
    return folder


@pytest.fixture
def attacked(qa: Qa, hostile: Path) -> Qa:
    """`qa` with the hostile folder ingested into `index`."""
    assert qa("ingest", hostile, "--data-dir", "index").code == 1
    return qa


def test_the_report_of_an_ingest_is_safe(qa: Qa, hostile: Path) -> None:
    """Names of added, skipped and failed files, and the folder's."""
    ended = qa("ingest", hostile, "--data-dir", "index")
    assert UNSAFE.search(ended.output + ended.errors) is None
    assert "evil\u241b]0;owned\u2407\ufffdtxt.md" in ended.output


@pytest.mark.parametrize(
    "arguments",
    [
        ["ask", "When does the ferry leave?"],
        ["ask", f"Who is{CLEAR} the mayor of {TITLE}Paris?"],
        ["ask", "--json", "When does the ferry leave?"],
        ["search", f"ferry {CLEAR}"],
        ["search", "--json", f"ferry {CLEAR}"],
        ["sources"],
        ["sources", "--json"],
        ["sources", NAME],
        ["sources", f"unknown{CLEAR}"],
        ["doctor"],
        ["config"],
        ["ask", f"--unknown{CLEAR}"],
        [f"unknown{CLEAR}"],
    ],
)
def test_no_command_passes_on_what_a_terminal_obeys(attacked: Qa, arguments: list[str]) -> None:
    """Both streams hold visible characters only."""
    ended = attacked(*arguments, "--data-dir", "index")
    assert ended.code != 70
    assert UNSAFE.search(ended.output + ended.errors) is None


def test_a_chat_is_safe(attacked: Qa) -> None:
    """The echo of a line, its answer, and commands that do not exist."""
    lines = f"When does the {CLEAR}ferry leave?\n/sources\n/evil{TITLE}\n"
    ended = attacked("chat", "--data-dir", "index", stdin=lines.encode())
    assert UNSAFE.search(ended.output + ended.errors) is None


def test_json_still_has_the_true_text(attacked: Qa) -> None:
    """The escape is one of JSON, so a program gets the characters of the file."""
    printed = json.loads(attacked("search", "ferry", "--data-dir", "index", "--json").output)
    assert TITLE in printed["results"][0]["text"]
    assert printed["results"][0]["source_id"] == NAME


def test_the_text_of_a_source_is_made_safe_on_a_terminal_only(attacked: Qa, hostile: Path) -> None:
    """A pipe gets the exact text, because offsets count in it."""
    printed = attacked("sources", NAME, "--text", "--data-dir", "index").output
    assert printed == (hostile / NAME).read_text(encoding="utf-8")
    with Shell("sources", NAME, "--text", "--data-dir", "index") as shell:
        assert shell.end() == 0
    assert "The ferry \u241b]0;owned\u2407leaves at 7" in shell.shown
    assert "\x1b" not in shell.shown


def test_the_progress_bar_is_safe(qa: Qa, hostile: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It shows names while files are read; the only escape sequences are its own."""
    monkeypatch.setenv("FORCE_COLOR", "1")  # standard error counts as a terminal
    for number in range(60):  # so many that the bar is drawn among them: it is ten times a second
        (hostile / f"{TITLE}{number}.txt").write_text(f"Ferry {number} leaves at 7.\n")
    errors = qa("ingest", hostile, "--data-dir", "index").errors
    assert "owned\u2407" in errors
    assert TITLE not in errors
    assert CLEAR not in errors
