"""docs/cli.md leaves nothing out."""

import re

import pytest

from qa.terminal import guard
from tests.cli.examples import BLOCK, PAGE, printed, refreshed
from tests.cli.test_help import COMMANDS, GOLDEN

DOCS = PAGE.read_text(encoding="utf-8")
SHARED = {"--help", "--json", "--data-dir", "--top-k"}


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_and_option_is_documented(command: str) -> None:
    """Each command has a heading, and each of its options stands below it."""
    section = DOCS.split(f"\n## qa {command}\n")[1].split("\n## ")[0]
    page = GOLDEN / f"{command.replace(' ', '-')}.txt"
    options = set(re.findall(r"--[a-z-]+", page.read_text(encoding="utf-8")))
    assert {option for option in options - SHARED if f"`{option}" not in section} == set()


def test_every_exit_code_is_documented() -> None:
    """The table has the codes of `qa.terminal.guard`."""
    codes = {value for name, value in vars(guard).items() if name.startswith("EXIT_")}
    documented = {int(code) for code in re.findall(r"^\| (\d+) \|", DOCS, re.MULTILINE)}
    assert documented == codes | {0, 2}


def test_every_example_has_an_output() -> None:
    """An example that was never run shows nothing."""
    assert [block["command"] for block in BLOCK.finditer(DOCS) if not block["output"]] == []


def test_an_example_shows_what_the_program_prints() -> None:
    """Standard output, then standard error and the exit code where it is no success."""
    assert printed("qa search").endswith("Fix: see `qa search --help`\n$ echo $?\n2\n")
    assert "```console\n$ qa --version\nqa " in refreshed("```console\n$ qa --version\n```")
