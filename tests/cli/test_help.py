"""Help pages, compared with files that are reviewed as diffs.

After a change that is meant, write them anew and read the diff:

    UPDATE_GOLDEN=1 python -m pytest tests/cli/test_help.py
"""

import os
from pathlib import Path

import pytest

from tests.cli.conftest import Qa

GOLDEN = Path(__file__).parent / "golden"
COMMANDS = ["ingest", "ask", "search", "sources", "chat", "sessions", "show", "feedback"]
COMMANDS += ["doctor", "serve", "config"]
COMMANDS += ["compact", "export", "import"]
COMMANDS += ["mcp", *(f"keys {command}" for command in ("add", "list", "revoke"))]


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_is_the_reviewed_one(qa: Qa, command: str) -> None:
    """Every page is equal to its file, at 80 columns."""
    ended = qa(*command.split(), "--help")
    path = GOLDEN / f"{command.replace(' ', '-') or 'qa'}.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(ended.output, encoding="utf-8")
    assert (ended.code, ended.errors) == (0, "")
    assert path.read_text(encoding="utf-8") == ended.output


@pytest.mark.parametrize("command", COMMANDS)
def test_every_page_has_an_example(command: str) -> None:
    """An example is a line that can be typed."""
    page = (GOLDEN / f"{command.replace(' ', '-')}.txt").read_text(encoding="utf-8")
    assert "\n  Examples:\n    " in page
    assert f"qa {command}" in page.split("Examples:")[1]


def test_the_first_page_shows_how_to_begin() -> None:
    """The three commands to get started come with an example each."""
    page = (GOLDEN / "qa.txt").read_text(encoding="utf-8")
    examples = [line.split() for line in page.splitlines() if line.startswith("    qa ")]
    assert [words[1] for words in examples[:3]] == ["ingest", "ask", "serve"]


def test_no_command_shows_the_first_page(qa: Qa) -> None:
    """`qa` alone is a question, not a mistake."""
    ended = qa()
    assert ended.code == 0
    assert ended.output.rstrip() == (GOLDEN / "qa.txt").read_text(encoding="utf-8").rstrip()


def test_help_fits_a_narrow_terminal(qa: Qa, monkeypatch: pytest.MonkeyPatch) -> None:
    """At 40 columns only examples, which must stay whole, are longer."""
    monkeypatch.setenv("COLUMNS", "40")
    lines = qa("ask", "--help").output.split("Examples:")[0].splitlines()
    assert max(map(len, lines)) <= 40


def test_evaluation_has_its_own_page(qa: Qa) -> None:
    """The page comes from `eval.cli`, which is loaded for it."""
    ended = qa("eval", "--help")
    assert ended.code == 0
    assert ended.output.startswith("Usage: qa eval ")
    assert "run" in ended.output


def test_a_command_of_evaluation_has_its_own_page(qa: Qa) -> None:
    """Forwarding does not stop at the first level."""
    ended = qa("eval", "run", "--help")
    assert ended.code == 0
    assert ended.output.startswith("Usage: qa eval run ")


def test_the_version_is_one_line(qa: Qa) -> None:
    """For bug reports."""
    ended = qa("--version")
    assert ended.code == 0
    assert ended.output.startswith("qa ")
    assert ended.output.count("\n") == 1


def test_a_misspelt_command_is_guessed(qa: Qa) -> None:
    """Exit code 2, the guess, and where to look."""
    ended = qa("aks")
    assert ended.code == 2
    assert "Did you mean 'ask'?" in ended.errors
    assert ended.errors.endswith("  Fix: see `qa --help`\n")
