"""Several processes give the rows of one; a matrix gives the rows of single runs."""

import json
from pathlib import Path

import pytest

from eval.matrix import finish_matrix, is_matrix, parse_values, start_matrix
from eval.run import Run, run
from qa.errors import IndexMissing, SettingsError
from qa.pipeline import Pipeline
from tests.eval.test_cli import invoke
from tests.eval.test_run import lasting, rows_of


def test_two_processes_give_the_same_rows(
    small_run: Run, small_set: Path, pipeline: Pipeline, tmp_path: Path
) -> None:
    """In the order of the set, but for ids and times."""
    both = run(pipeline, small_set, tmp_path, workers=2)
    first, second = ([lasting(row) for row in rows_of(one.folder)] for one in (small_run, both))
    assert first == second


def test_a_matrix_holds_a_run_for_each_combination(
    small_run: Run, small_set: Path, pipeline: Pipeline, tmp_path: Path
) -> None:
    """The one with the usual settings has the rows of a run alone; the folder says what it is."""
    values = parse_values(["reader=sentence,span"])
    data_dir = pipeline.settings.data_dir
    folder = start_matrix(values, small_set, tmp_path, data_dir=data_dir, corpus=None)
    matrix = finish_matrix(folder)
    assert is_matrix(folder)
    assert [name for name, _ in matrix.runs] == ["reader=sentence", "reader=span"]
    alone, beside = (rows_of(one) for one in (small_run.folder, matrix.runs[1][1].folder))
    assert [lasting(row) for row in alone] == [lasting(row) for row in beside]


def test_a_killed_matrix_goes_on(small_set: Path, corpus_folder: Path, tmp_path: Path) -> None:
    """Stopped in the second index: what is there stays, and no index is left behind."""
    values = parse_values(["passage_tokens=64,160", "top_k=1,2"])
    folder = start_matrix(values, small_set, tmp_path, data_dir=None, corpus=corpus_folder)

    def stop(_done: int, _total: int, what: str) -> None:
        if what.startswith("moratorium") and (folder / "passage_tokens=160,top_k=1").exists():
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        finish_matrix(folder, limit=2, on_progress=stop)
    kept = rows_of(folder / "passage_tokens=64,top_k=2")
    result = invoke("run", "--resume", folder, "--limit", 2, "--json")
    assert result.exit_code == 0
    assert kept == rows_of(folder / "passage_tokens=64,top_k=2")
    runs = json.loads(result.stdout)["runs"]
    assert [one["verdict"] for one in runs] == [None, *["no difference seen"] * 3]
    assert sorted(path.name for path in folder.iterdir() if path.is_file()) == ["matrix.json"]
    assert not (folder / "indexes").exists()


@pytest.mark.parametrize(
    ("option", "told"),
    [
        ("top_k", "not NAME=VALUE,VALUE"),
        ("top_k=4,", "not NAME=VALUE,VALUE"),
        ("colour=red", "'colour' is no setting that can vary"),
        ("data_dir=a,b", "'data_dir' is no setting that can vary"),
        ("openai_api_key=a", "is no setting that can vary"),
        ("top_k=4,4", "a value comes twice"),
    ],
)
def test_a_matrix_of_nothing_is_refused(option: str, told: str) -> None:
    """The message shows the option."""
    with pytest.raises(SettingsError, match=told):
        parse_values([option])


def test_a_value_that_does_not_fit_is_refused_before_anything_is_asked(
    small_set: Path, tmp_path: Path
) -> None:
    """No folder is made."""
    with pytest.raises(SettingsError, match="QA_TOP_K has the value 'many'"):
        start_matrix({"top_k": ["8", "many"]}, small_set, tmp_path, data_dir=None, corpus=None)
    assert list(tmp_path.iterdir()) == []


def test_too_many_combinations_are_refused(small_set: Path, tmp_path: Path) -> None:
    """65 values of one setting."""
    values = {"top_k": [str(number) for number in range(1, 66)]}
    with pytest.raises(SettingsError, match="65 combinations; at most 64"):
        start_matrix(values, small_set, tmp_path, data_dir=None, corpus=None)


def test_another_splitter_needs_the_corpus(
    small_set: Path, pipeline: Pipeline, tmp_path: Path
) -> None:
    """One index cannot serve both; the hint says what to give."""
    values = {"passage_tokens": ["160", "64"]}
    folder = start_matrix(
        values, small_set, tmp_path, data_dir=pipeline.settings.data_dir, corpus=None
    )
    with pytest.raises(SettingsError, match="needs another index") as caught:
        finish_matrix(folder, limit=1)
    assert "--corpus" in caught.value.hint


def test_an_error_crosses_processes_whole() -> None:
    """Message and hint."""
    import pickle

    error = pickle.loads(pickle.dumps(IndexMissing("nothing", "ingest")))
    assert (type(error), error.message, error.hint) == (IndexMissing, "nothing", "ingest")
