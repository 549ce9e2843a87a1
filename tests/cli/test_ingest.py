"""`qa ingest` on small folders."""

import io
import json
from dataclasses import replace
from pathlib import Path

import pytest

from qa.terminal.ingesting import is_news
from qa.terminal.reports import show_report, stopped
from qa.terminal.screen import Screen
from qa.types import Failure, SyncReport
from tests.cli.conftest import Qa


def test_a_good_run_ends_with_0_and_reports_what_it_did(qa: Qa, notes: Path) -> None:
    """Counts, and names while they are few; nothing on standard error without a terminal."""
    ended = qa("ingest", notes, "--data-dir", "index")
    assert (ended.code, ended.errors) == (0, "")
    assert ended.output.startswith("Ingested: notes, ")
    assert "added      1  ferry.txt\n" in ended.output
    assert "passages   1 (1 newly embedded)\n" in ended.output


def test_a_second_run_finds_nothing_to_do(qa: Qa, notes: Path) -> None:
    """The folder need not be named again."""
    qa("ingest", notes, "--data-dir", "index")
    assert qa("ingest", "--data-dir", "index").output.startswith("Up to date: notes, ")
    report = json.loads(qa("ingest", "--data-dir", "index", "--json").output)
    assert report["unchanged"] == ["ferry.txt"]
    assert report["embedded"] == 0


@pytest.mark.parametrize("arguments", [("",), ("--data-dir", ""), ("notes", "--data-dir=")])
def test_an_empty_name_is_no_folder(
    qa: Qa, notes: Path, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    """A shell variable that is not set must not make an index of the working folder, or in it."""
    ended = qa("ingest", *arguments)
    assert ended.code == 2
    assert "the name of the folder is empty" in ended.errors
    assert list(tmp_path.iterdir()) == [notes]


def test_a_file_that_fails_is_reported_and_the_rest_goes_in(qa: Qa, notes: Path) -> None:
    """Exit code 1; the failed file has its reason and what to do."""
    (notes / "binary.txt").write_bytes(bytes(range(256)) * 64)
    ended = qa("ingest", notes, "--data-dir", "index")
    assert ended.code == 1
    assert "added      1  ferry.txt\n" in ended.output
    assert "Failed: binary.txt is not text: " in ended.output
    assert "\n  Fix: " in ended.output
    sources = json.loads(qa("sources", "--data-dir", "index", "--json").output)
    assert [source["source_id"] for source in sources if source["passages"]] == ["ferry.txt"]


def test_a_file_that_no_loader_reads_is_named(qa: Qa, notes: Path) -> None:
    """Skipping is no failure."""
    (notes / "photo.png").write_bytes(b"\x89PNG")
    ended = qa("ingest", notes, "--data-dir", "index")
    assert ended.code == 0
    assert "skipped    1  photo.png\n" in ended.output


def test_a_dry_run_says_so_and_writes_nothing(qa: Qa, notes: Path) -> None:
    """There is still no index afterwards."""
    ended = qa("ingest", notes, "--dry-run", "--data-dir", "index")
    assert ended.output.startswith("Dry run, nothing was changed: ")
    assert "added      1  ferry.txt\n" in ended.output
    assert qa("ask", "When?", "--data-dir", "index").code == 1


def test_a_missing_folder_ends_with_2(qa: Qa) -> None:
    """The message names the folder."""
    ended = qa("ingest", "no-such-folder", "--data-dir", "index")
    assert (ended.code, ended.output) == (2, "")
    assert "no-such-folder" in ended.errors


def test_the_command_in_the_hint_goes_to_the_same_index(qa: Qa) -> None:
    """It can be pasted."""
    assert "`qa ingest PATH --data-dir dg`" in qa("ingest", "none", "--data-dir", "dg").errors


def test_an_empty_folder_ends_with_2(qa: Qa, tmp_path: Path) -> None:
    """An index of nothing would answer nothing."""
    (tmp_path / "empty").mkdir()
    assert qa("ingest", tmp_path / "empty", "--data-dir", "index").code == 2


def test_many_names_become_a_count(pipe: Screen, paper: io.StringIO) -> None:
    """More than five names would bury the rest of the report."""
    names = tuple(f"{number}.txt" for number in range(6))
    report = SyncReport("notes", names, (), names, (), (), (), (), 6, 6, 0.25)
    show_report(pipe, report, is_dry_run=False)
    assert "added      6\n" in paper.getvalue()
    assert "0.txt" not in paper.getvalue()


def test_failures_and_warnings_come_last(pipe: Screen, paper: io.StringIO) -> None:
    """They are what a person has to act on, so they stay on the screen."""
    failed = (Failure("a.txt", "it is locked", "unlock it"),)
    report = SyncReport("notes", (), (), (), (), failed, (), (("b.txt", "no date"),), 0, 0, 0.25)
    show_report(pipe, report, is_dry_run=False)
    assert paper.getvalue().endswith(
        "Failed: a.txt: it is locked\n  Fix: unlock it\nWarning: b.txt: no date\n"
    )


def test_ctrl_c_tells_how_to_go_on_in_each_mode() -> None:
    """What the index holds, and that work is not lost."""
    assert "every file that was finished is in it" in stopped(is_dry_run=False, is_rebuild=False)
    assert "as it was before" in stopped(is_dry_run=False, is_rebuild=True)
    assert stopped(is_dry_run=True, is_rebuild=False) == "Stopped; nothing was changed."


def test_an_empty_folder_does_not_empty_the_index(qa: Qa, notes: Path) -> None:
    """A disk may not be mounted; what is said names what the index holds and how to empty it."""
    qa("ingest", notes, "--data-dir", "index")
    (notes / "ferry.txt").unlink()
    ended = qa("ingest", "--data-dir", "index")

    assert ended.code == 2
    assert "still holds 1 source" in ended.errors
    assert "--empty --data-dir index`" in ended.errors
    assert "ferry.txt" in qa("sources", "--data-dir", "index").output


@pytest.mark.parametrize("rebuild", [(), ("--rebuild",)])
def test_an_index_can_be_emptied(qa: Qa, notes: Path, rebuild: tuple[str, ...]) -> None:
    """By the command that the refusal names; a dry run says so and changes nothing."""
    qa("ingest", notes, "--data-dir", "index")
    (notes / "ferry.txt").unlink()
    dry = qa("ingest", "--empty", "--dry-run", "--data-dir", "index")
    assert "ferry.txt" in qa("sources", "--data-dir", "index").output
    ended = qa("ingest", "--empty", *rebuild, "--data-dir", "index")

    assert (dry.code, ended.code) == (0, 0)
    assert "holds no file: it was emptied" in qa("sources", "--data-dir", "index").errors


def test_following_tells_once_of_what_cannot_be_read() -> None:
    """Also where nothing else has changed: an unreadable file is tried again with every sync."""
    quiet = SyncReport("notes", (), (), ("a.txt",), (), (), (), (), 1, 0, 0.25)
    failed = replace(quiet, failed=(Failure("b.txt", "it is no text", "write it anew"),))
    warned = replace(quiet, warnings=(("b.txt", "no date"),))

    assert not is_news(quiet, quiet)
    assert is_news(failed, quiet)
    assert not is_news(failed, failed)
    assert is_news(warned, failed)


def test_following_without_doing_is_refused(qa: Qa, notes: Path) -> None:
    """--watch and --dry-run contradict each other."""
    assert qa("ingest", notes, "--watch", "--dry-run").code == 2
