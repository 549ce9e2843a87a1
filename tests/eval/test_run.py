"""A run of six questions over the bundled articles, with the real pipeline."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from eval.folder import CORPUS, FINGERPRINTS, QUESTIONS, SETTINGS, SOURCES, SUMMARY
from eval.measures import measure
from eval.recorded import read_run
from eval.run import Run, finish, run, start
from qa.errors import CorpusError, IndexMissing
from qa.pipeline import Pipeline, open_pipeline
from tests.conftest import MakePipeline, SettingsFor
from tests.eval.conftest import SMALL_IDS
from tests.qa.processes import start as start_process

HOLD_RUN = """
from pathlib import Path
import sys
from eval.folder import only_asker

with only_asker(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def rows_of(folder: Path) -> list[dict[str, Any]]:
    """The rows of a run as they stand in its file."""
    return [json.loads(line) for line in (folder / QUESTIONS).read_bytes().splitlines()]


def lasting(row: dict[str, Any]) -> dict[str, Any]:
    """A row without what differs from run to run: answer id and times."""
    result = {
        name: value for name, value in row["result"].items() if name not in ("id", "timings_ms")
    }
    scores = {name: score for name, score in row["scores"].items() if measure(name).unit == "share"}
    return {**row, "result": result, "scores": scores, "latency_ms": None}


@pytest.fixture
def copied(small_run: Run, tmp_path: Path) -> Path:
    """A copy of the finished run that a test may change."""
    return Path(shutil.copytree(small_run.folder, tmp_path / "copied"))


def test_a_run_writes_six_files(small_run: Run) -> None:
    """Nothing unfinished is left beside them."""
    files = sorted(path.name for path in small_run.folder.iterdir())
    assert sorted([SETTINGS, FINGERPRINTS, CORPUS, QUESTIONS, SOURCES, SUMMARY]) == files


def test_every_question_has_a_row_in_the_order_of_the_set(small_run: Run) -> None:
    """Each is asked once."""
    assert [row["id"] for row in rows_of(small_run.folder)] == SMALL_IDS


def test_a_row_holds_the_answer_of_the_contract(small_run: Run, pipeline: Pipeline) -> None:
    """The answer in a row is what `ask --json` prints, but for id and times."""
    row = rows_of(small_run.folder)[0]
    answer = pipeline.ask(row["question"]).to_dict()
    expected = json.loads(json.dumps({**row, "result": answer}))
    assert lasting(expected) == lasting(row)
    assert list(answer) == list(row["result"])


def test_a_row_holds_the_ranking(small_run: Run, pipeline: Pipeline) -> None:
    """Ten passage ids with their scores, best first, although answers read fewer."""
    row = rows_of(small_run.folder)[0]
    found = pipeline.search(row["question"], 10)
    assert [(one.passage.id, one.score) for one in found] == [
        (one["id"], one["score"]) for one in row["retrieved"]
    ]


def test_the_summary_is_what_the_rows_say(small_run: Run) -> None:
    """The number of a measure is the points of the rows over their weight."""
    scores = [row["scores"]["accuracy"] for row in rows_of(small_run.folder)]
    accuracy = small_run.summary["measures"]["accuracy"]
    assert sum(points for points, _ in scores) / len(SMALL_IDS) == accuracy["value"]
    assert json.loads((small_run.folder / SUMMARY).read_text()) == small_run.summary


def test_two_runs_differ_in_ids_and_times_only(
    small_run: Run, small_set: Path, pipeline: Pipeline, tmp_path: Path
) -> None:
    """The same index gives the same rows."""
    again = run(pipeline, small_set, tmp_path)
    first, second = ([lasting(row) for row in rows_of(one.folder)] for one in (small_run, again))
    assert first == second


@pytest.mark.parametrize("end", [b"", b'{"id": "moratorium-084", "que'])
def test_a_killed_run_goes_on(copied: Path, pipeline: Pipeline, end: bytes) -> None:
    """Rows that are there stay as they are, the rest is asked, a broken end is dropped."""
    whole = (copied / QUESTIONS).read_bytes().splitlines(keepends=True)
    (copied / QUESTIONS).write_bytes(b"".join(whole[:2]) + end)
    (copied / SUMMARY).unlink()
    finished = finish(pipeline, copied)
    after = (copied / QUESTIONS).read_bytes().splitlines(keepends=True)
    assert whole[:2] == after[:2]
    assert [lasting(json.loads(line)) for line in whole] == [
        lasting(json.loads(line)) for line in after
    ]
    assert SUMMARY in [path.name for path in copied.iterdir()]
    assert len(SMALL_IDS) == finished.summary["questions"]


def test_a_finished_run_is_not_asked_again(copied: Path, pipeline: Pipeline) -> None:
    """Resuming it changes no row and no number."""
    before = (copied / QUESTIONS).read_bytes(), (copied / SUMMARY).read_bytes()
    finish(pipeline, copied)
    assert before == ((copied / QUESTIONS).read_bytes(), (copied / SUMMARY).read_bytes())


def test_a_run_is_asked_by_one_process_at_a_time(copied: Path, pipeline: Pipeline) -> None:
    """Two would each add the rows that the other adds; once the first has ended, it goes on."""
    holder = start_process(HOLD_RUN, copied)
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"

    with pytest.raises(CorpusError, match="Another process is asking"):
        finish(pipeline, copied)

    holder.kill()
    holder.communicate()
    finish(pipeline, copied)
    assert "run.lock" not in [path.name for path in copied.iterdir()]


def test_a_run_does_not_go_on_with_another_set(copied: Path, pipeline: Pipeline) -> None:
    """Rows of two sets must not be mixed."""
    other = copied / "other.jsonl"
    other.write_text('{"id": "q", "question": "?", "kind": "who", "answerable": false}')
    with pytest.raises(CorpusError, match=r"has changed \(set: .+ then, .+ now\)"):
        finish(pipeline, copied, set_path=other)


def test_a_run_of_another_version_does_not_go_on(copied: Path, pipeline: Pipeline) -> None:
    """The message has both formats, not only that something changed."""
    recorded = json.loads((copied / FINGERPRINTS).read_text())
    (copied / FINGERPRINTS).write_text(json.dumps({**recorded, "format": 1}))
    with pytest.raises(CorpusError, match="another version: its format is 1, this version reads"):
        finish(pipeline, copied)


def test_a_run_goes_on_where_its_set_has_moved(
    copied: Path, small_set: Path, pipeline: Pipeline
) -> None:
    """The content decides, not the path."""
    moved = Path(shutil.copy(small_set, copied / "moved.jsonl"))
    assert len(SMALL_IDS) == finish(pipeline, copied, set_path=moved).summary["questions"]


def test_a_run_does_not_go_on_with_another_index(copied: Path, make_pipeline: MakePipeline) -> None:
    """Answers from two corpora must not be mixed."""
    with pytest.raises(CorpusError, match=r"has changed \(index: .+ then, .+ now\)"):
        finish(make_pipeline({"a.txt": "Ann left in May."}), copied)


def test_a_run_does_not_go_on_with_other_settings(
    copied: Path, pipeline: Pipeline, settings_for: SettingsFor
) -> None:
    """The message names the setting; where the index lies does not matter."""
    settings = settings_for(pipeline.settings.data_dir, top_k=3)
    with (
        open_pipeline(settings) as other,
        pytest.raises(CorpusError, match=r"has changed \(setting top_k: \d+ then, \d+ now\)"),
    ):
        finish(other, copied)


def test_the_limit_takes_the_first_questions(
    small_set: Path, pipeline: Pipeline, tmp_path: Path
) -> None:
    """And a later call without it asks the rest."""
    part = run(pipeline, small_set, tmp_path, limit=2)
    assert SMALL_IDS[:2] == [row["id"] for row in rows_of(part.folder)]
    assert len(SMALL_IDS) == finish(pipeline, part.folder).summary["questions"]


def test_progress_is_told_after_each_question(
    small_set: Path, pipeline: Pipeline, tmp_path: Path
) -> None:
    """Done, in all, and which."""
    told: list[tuple[int, int, str]] = []
    run(pipeline, small_set, tmp_path, limit=2, on_progress=lambda *step: told.append(step))
    assert [(1, 2, SMALL_IDS[0]), (2, 2, SMALL_IDS[1])] == told


def test_a_stopped_run_keeps_what_was_asked(
    small_set: Path, pipeline: Pipeline, tmp_path: Path
) -> None:
    """Ctrl-C after the second question leaves two whole rows and no summary."""

    def stop(done: int, _total: int, _id: str) -> None:
        if done == 2:
            raise KeyboardInterrupt

    folder = start(pipeline, small_set, tmp_path)
    with pytest.raises(KeyboardInterrupt):
        finish(pipeline, folder, on_progress=stop)
    assert SMALL_IDS[:2] == [row["id"] for row in rows_of(folder)]
    assert not (folder / SUMMARY).exists()


def test_a_question_that_fails_is_a_row_scored_wrong(pipeline: Pipeline, tmp_path: Path) -> None:
    """It is never dropped, and it is no abstention."""
    path = tmp_path / "set.jsonl"
    path.write_text('{"id": "q", "question": "?!", "kind": "who", "answerable": false}')
    finished = run(pipeline, path, tmp_path)
    (row,) = rows_of(finished.folder)
    assert (row["error"]["code"], row["result"]) == ("invalid_question", None)
    assert row["scores"] == {
        "accuracy": [0, 1],
        "abstention_recall": [0, 1],
        "abstention_f1": [0, 1],
    }
    assert finished.summary["errors"] == {"invalid_question": 1}


def test_a_source_that_is_not_indexed_is_a_miss(pipeline: Pipeline, tmp_path: Path) -> None:
    """The run goes on; what is expected there cannot be found."""
    path = tmp_path / "set.jsonl"
    fields = {"id": "q", "question": "Who left?", "kind": "who", "answerable": True}
    expected = {"answers": [["Ann"]], "sources": ["gone.txt"], "quotes": ["Ann left"]}
    path.write_text(json.dumps({**fields, **expected}))
    (row,) = rows_of(run(pipeline, path, tmp_path).folder)
    assert row["scores"]["hit@5"] == row["scores"]["hit@5_file"] == [0, 1]


def test_a_run_that_names_no_set_is_told(copied: Path, pipeline: Pipeline) -> None:
    """A folder that something else wrote is not gone on with."""
    (copied / FINGERPRINTS).write_text("{}")
    with pytest.raises(CorpusError, match="names no set"):
        finish(pipeline, copied)


@pytest.mark.parametrize(
    ("name", "place"), [(SUMMARY, "questions"), (FINGERPRINTS, "set: field required")]
)
def test_a_run_changed_by_hand_is_told(copied: Path, name: str, place: str) -> None:
    """The message has the file and what is not there."""
    (copied / name).write_text('{"format": 2}')
    with pytest.raises(CorpusError, match=f"{name} is damaged: {place}"):
        read_run(copied)


def test_without_an_index_nothing_is_written(
    small_set: Path, settings_for: SettingsFor, tmp_path: Path
) -> None:
    """The error comes before the folder."""
    with open_pipeline(settings_for()) as empty, pytest.raises(IndexMissing):
        start(empty, small_set, tmp_path / "runs")
    assert not (tmp_path / "runs").exists()
