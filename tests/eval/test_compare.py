"""Two runs, one verdict; and the bad input that gets none."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from eval.comparable import changes
from eval.compare import compare, compare_folders
from eval.comparison_table import sentence
from eval.folder import CORPUS, FINGERPRINTS, QUESTIONS, SETTINGS, SUMMARY
from eval.recorded import read_run
from eval.run import Run
from qa.errors import CorpusError, SettingsError
from tests.eval.conftest import SMALL_IDS

Change = Callable[[dict[str, Any]], None]


@pytest.fixture
def other(small_run: Run, tmp_path: Path) -> Path:
    """A copy of the finished run, to be changed."""
    return Path(shutil.copytree(small_run.folder, tmp_path / "other"))


def change(folder: Path, name: str, how: Change) -> None:
    """One of the JSON files of a run, changed."""
    value = json.loads((folder / name).read_text())
    how(value)
    (folder / name).write_text(json.dumps(value))


def change_rows(folder: Path, how: Change) -> None:
    """Each row of a run, changed."""
    rows = [json.loads(line) for line in (folder / QUESTIONS).read_text().splitlines()]
    for row in rows:
        how(row)
    (folder / QUESTIONS).write_text("".join(json.dumps(row) + "\n" for row in rows))


def test_a_run_is_not_told_apart_from_itself(small_run: Run) -> None:
    """And the sentence says how little six questions show."""
    found = compare_folders(small_run.folder, small_run.folder)
    assert (found.verdict, found.wins, found.losses, found.changes) == (
        "no difference seen",
        (),
        (),
        (),
    )
    assert sentence(found).startswith("no difference seen (too few questions to see any difference")


def test_wins_and_losses_have_both_answers(small_run: Run, other: Path) -> None:
    """Every question turned round: right ones are losses, wrong ones wins."""

    def turn(row: dict[str, Any]) -> None:
        row["scores"]["accuracy"][0] = 1 - row["scores"]["accuracy"][0]
        row["result"]["answer"] = f"not {row['id']}"

    change_rows(other, turn)
    found = compare_folders(small_run.folder, other)
    assert sorted(one.id for one in (*found.wins, *found.losses)) == sorted(SMALL_IDS)
    assert [one.after for one in found.losses] == [f"not {one.id}" for one in found.losses]
    assert all(one.before != one.after for one in found.wins)


def test_what_was_changed_is_told(small_run: Run, other: Path) -> None:
    """A setting and the commit; not where the index lies."""
    change(other, SETTINGS, lambda value: value.update(top_k=3, data_dir="elsewhere"))
    change(other, FINGERPRINTS, lambda value: value.update(commit="abc"))
    before, after = read_run(small_run.folder), read_run(other)
    assert changes(before, after)[0] == "setting top_k: 8 before, 3 after"
    assert [one.split(":")[0] for one in changes(before, after)] == ["setting top_k", "commit"]


def drop_last(folder: Path) -> None:
    """A run of five of the six questions."""
    lines = (folder / QUESTIONS).read_text().splitlines(keepends=True)
    (folder / QUESTIONS).write_text("".join(lines[:-1]))
    change(folder, SUMMARY, lambda summary: summary.update(questions=len(SMALL_IDS) - 1))


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (
            drop_last,
            rf"different sets \(6 and 5 questions\): only the first asked '{SMALL_IDS[-1]}'",
        ),
        (
            lambda folder: change_rows(folder, lambda row: row["expected"].update(answers=[["x"]])),
            r"question or expected answer differ for 'moratorium-001'.* and 3 more",
        ),
        (
            lambda folder: change(folder, CORPUS, lambda files: files.update({"new.txt": "1"})),
            r"corpora differ \(5 and 6 files\): only the second had 'new.txt'",
        ),
        (
            lambda folder: change(folder, FINGERPRINTS, lambda value: value.update(format=1)),
            "written by another version: its format is 1, this version reads 2",
        ),
        (lambda folder: (folder / SUMMARY).unlink(), "is not finished: summary.json is missing"),
        (lambda folder: (folder / QUESTIONS).write_text(""), "is damaged: it has 0 rows of 6"),
        (lambda folder: (folder / FINGERPRINTS).unlink(), "is not the folder of a run"),
    ],
)
def test_runs_that_do_not_compare_say_why(
    small_run: Run, other: Path, spoil: Callable[[Path], None], told: str
) -> None:
    """Another set, other answers, another corpus, another version, half a run, no run."""
    spoil(other)
    with pytest.raises(CorpusError, match=told):
        compare_folders(small_run.folder, other)


def test_an_unknown_measure_is_refused(small_run: Run) -> None:
    """Rather than judged on nothing."""
    recorded = read_run(small_run.folder)
    with pytest.raises(SettingsError, match="no measure 'bleu'"):
        compare(recorded, recorded, ["bleu"])
