"""A run in the forms of other tools."""

import json
from pathlib import Path

import pytest

from eval.exports import EXPORTS, export
from eval.importers import form
from eval.questions import load_questions
from eval.run import Run, run
from qa.errors import SettingsError
from qa.pipeline import Pipeline


@pytest.fixture(scope="module")
def finished(pipeline: Pipeline, tmp_path_factory: pytest.TempPathFactory) -> tuple[Run, Path]:
    """A run over one question with an answer and one without, and its set."""
    folder = tmp_path_factory.mktemp("export")
    lines = [
        {
            "id": "q 1",
            "question": "How many members of Congress were mismatched?",
            "kind": "number",
            "answerable": True,
            "answers": [["28"]],
            "sources": ["002_moratorium-broadcast-news.txt"],
        },
        {
            "id": "q2",
            "question": "What is the capital of Mongolia?",
            "kind": "unanswerable",
            "answerable": False,
        },
    ]
    path = folder / "set.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)))
    return run(pipeline, path, folder / "runs"), path


def exported(finished: tuple[Run, Path], name: str, out: Path) -> str:
    """The text of an export."""
    folder, path = finished[0].folder, finished[1]
    rows = [json.loads(line) for line in (folder / "questions.jsonl").read_text().splitlines()]
    export(name, load_questions(path), rows, out)
    return out.read_text()


def test_the_official_script_reads_the_predictions(
    finished: tuple[Run, Path], tmp_path: Path
) -> None:
    """An id and its text each; abstaining is an empty text."""
    assert {"q 1": "28", "q2": ""} == json.loads(exported(finished, "squad", tmp_path / "p.json"))


def test_a_trec_run_ranks_files_once(finished: tuple[Run, Path], tmp_path: Path) -> None:
    """Six columns, ranks from 1, scores falling."""
    lines = exported(finished, "trec-run", tmp_path / "run.txt").splitlines()
    columns = [line.split() for line in lines if line.startswith("q_1 ")]
    assert {("q_1", "Q0", "corpus-qa")} == {(row[0], row[1], row[5]) for row in columns}
    assert "002_moratorium-broadcast-news.txt" in {row[2] for row in columns}
    assert len({row[2] for row in columns}) == len(columns)
    assert [str(rank + 1) for rank in range(len(columns))] == [row[3] for row in columns]


def test_qrels_name_the_expected_files(finished: tuple[Run, Path], tmp_path: Path) -> None:
    """Only questions with sources have lines."""
    text = exported(finished, "trec-qrels", tmp_path / "qrels.txt")
    assert "q_1 0 002_moratorium-broadcast-news.txt 1\n" == text


def test_the_exchange_form_comes_back_as_a_set(finished: tuple[Run, Path], tmp_path: Path) -> None:
    """What was exported can be imported."""
    exported(finished, "exchange", tmp_path / "x.json")
    first, second = form("exchange").read(tmp_path / "x.json").questions
    assert ((("28",),), False) == (first.answers, second.answerable)


@pytest.mark.parametrize("name", sorted(EXPORTS))
def test_an_export_overwrites_nothing(
    finished: tuple[Run, Path], tmp_path: Path, name: str
) -> None:
    """A file that is there stays."""
    out = tmp_path / "there"
    out.write_text("mine")
    with pytest.raises(SettingsError, match="cannot be written"):
        exported(finished, name, out)
    assert "mine" == out.read_text()


def test_another_set_is_refused(finished: tuple[Run, Path], tmp_path: Path) -> None:
    """The message names the question that it lacks."""
    rows = [{"id": "q9"}]
    with pytest.raises(SettingsError, match="no question 'q9'"):
        export("squad", load_questions(finished[1]), rows, tmp_path / "p.json")
