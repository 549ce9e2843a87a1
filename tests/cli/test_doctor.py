"""`qa doctor` on a good index, on none, and how its findings look."""

import io
import json
from pathlib import Path

from rich.console import Console

from qa.terminal.findings import show_findings
from qa.terminal.screen import Screen
from qa.types import Finding
from tests.cli.conftest import Qa

FINDINGS = [
    Finding("models", True, "all there"),
    Finding("index", False, "it is missing", "qa ingest PATH"),
]


def test_a_good_index_is_well(qa: Qa, index: Path) -> None:
    """Exit code 0, and no check has a cross."""
    ended = qa("doctor", "--data-dir", index)
    assert ended.code == 0
    assert ended.output.endswith("All is well.\n")


def test_no_index_ends_with_1_and_the_command_that_mends_it(qa: Qa) -> None:
    """The fix is a command that can be typed."""
    ended = qa("doctor", "--data-dir", "none")
    assert ended.code == 1
    assert "Run `qa ingest PATH --data-dir none` with" in ended.output


def test_json_tells_the_same(qa: Qa) -> None:
    """`is_healthy` sums it up; each finding has its fix."""
    ended = qa("doctor", "--data-dir", "none", "--json")
    printed = json.loads(ended.output)
    assert (ended.code, printed["is_healthy"]) == (1, False)
    assert {"check", "is_healthy", "detail", "fix"} == set(printed["findings"][0])


def test_a_check_is_a_line_and_a_fault_has_its_fix_below(pipe: Screen, paper: io.StringIO) -> None:
    """Names are aligned, and the last line counts the faults."""
    show_findings(pipe, FINDINGS)
    assert paper.getvalue() == (
        "\u2713 models  all there\n"
        "\u2717 index   it is missing\n"
        "    Fix: qa ingest PATH\n"
        "\n"
        "1 of 2 checks failed.\n"
    )


def test_an_ascii_terminal_gets_words_for_marks() -> None:
    """A tick that the encoding lacks would come out as an escape."""
    written = io.BytesIO()
    file = io.TextIOWrapper(written, encoding="ascii")
    show_findings(Screen(Console(file=file, highlight=False)), FINDINGS)
    file.flush()
    assert [line[:2] for line in written.getvalue().splitlines()[:2]] == [b"ok", b"NO"]
