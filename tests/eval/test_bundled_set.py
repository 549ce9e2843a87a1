"""What must hold for every question of the bundled set, and what a worse system must not pass."""

from pathlib import Path

import pytest

from eval.baseline import gate, read_baseline, write_baseline
from eval.compare import compare
from eval.folder import cited_in
from eval.questions import BUNDLED_SET
from eval.recorded import RecordedRun, read_run
from eval.run import Run, run
from qa.pipeline import Pipeline, open_pipeline
from qa.settings import Settings
from tests.conftest import CORPUS

BASELINE = Path(__file__).parents[2] / "eval" / "baselines" / "moratorium.json"


@pytest.mark.slow
def test_every_citation_stands_where_it_says(pipeline: Pipeline, bundled_run: Run) -> None:
    """`source_text[start:end] == quote` and the right line, also for what abstentions show."""
    wrong, seen = [], 0
    for row in read_run(bundled_run.folder).rows:
        for one in cited_in(row):
            text = pipeline.source_text(one["source_id"])
            line = len(text[: one["start"]].split("\n"))
            seen += 1
            if (text[one["start"] : one["end"]], line) != (one["quote"], one["line"]):
                wrong.append((row["id"], one))
    assert wrong == []
    assert seen > 0


@pytest.mark.slow
def test_the_answers_are_as_good_as_those_of_the_baseline(bundled_run: Run) -> None:
    """`make gate` in the tests; where it fails on purpose, `make baseline` writes a new one."""
    checks = gate(read_run(bundled_run.folder), read_baseline(BASELINE))
    assert [check for check in checks if not check.passed] == []


def asked(tmp_path: Path, **settings: object) -> RecordedRun:
    """The bundled set, asked with these settings over an index of its own."""
    with open_pipeline(Settings.model_validate({"data_dir": tmp_path, **settings})) as pipeline:
        pipeline.sync(CORPUS)
        return read_run(run(pipeline, BUNDLED_SET, tmp_path / "runs").folder)


def stopped(before: RecordedRun, after: RecordedRun, tmp_path: Path) -> set[str]:
    """The measures at which the gate stops the later run, the earlier one being the baseline."""
    path = tmp_path / "baseline.json"
    write_baseline(before, path)
    return {check.name for check in gate(after, read_baseline(path)) if not check.passed}


@pytest.mark.slow
def test_a_wrong_threshold_is_worse_and_stopped(bundled_run: Run, tmp_path: Path) -> None:
    """Refusing nearly everything."""
    before, after = read_run(bundled_run.folder), asked(tmp_path, min_confidence=0.9)
    assert compare(before, after).verdict == "worse"
    assert "accuracy" in stopped(before, after, tmp_path)


@pytest.mark.slow
def test_a_lost_reader_and_a_worse_splitter_are_worse_and_stopped(
    bundled_run: Run, tmp_path: Path
) -> None:
    """Without the span model near misses are answered; passages of 32 word pieces rank low."""
    whole = read_run(bundled_run.folder)
    without = asked(tmp_path / "sentence", reader="sentence")
    assert compare(whole, without).verdict == "worse"
    assert "abstention_recall" in stopped(whole, without, tmp_path)
    shredded = asked(tmp_path / "split", reader="sentence", passage_tokens=32)
    worse = {one.name for one in compare(without, shredded).measures if one.verdict == "worse"}
    assert "mrr@10" in worse
    assert "mrr@10" in stopped(without, shredded, tmp_path)
