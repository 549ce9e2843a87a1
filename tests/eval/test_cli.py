"""The commands of `qa eval`."""

import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from eval.cli import app
from eval.folder import QUESTIONS
from eval.questions import BUNDLED_SET
from qa.errors import CorpusError, IndexMissing
from qa.pipeline import Pipeline
from tests.chat_endpoint import ChatEndpoint
from tests.conftest import MakePipeline
from tests.eval.building import TEXT
from tests.qa.answering.test_failures import refusing

WITH_PRODUCT = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent.parent)}


def invoke(*arguments: object) -> Result:
    """The command run in process, with its output."""
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.fixture
def data_dir(pipeline: Pipeline) -> Path:
    """The data directory of the bundled index."""
    return pipeline.settings.data_dir


def test_run_prints_a_table(small_set: Path, data_dir: Path, tmp_path: Path) -> None:
    """Accuracy of all and by kind, every group of measures, and the folder."""
    result = invoke("run", small_set, "--data-dir", data_dir, "--out", tmp_path)
    assert result.exit_code == 0
    for part in ("all", "false_premise", "Citations: at", "Abstention: F1", "MRR@10", "p95"):
        assert part in result.stdout
    assert f"Run: {tmp_path}" in result.stdout


def test_run_prints_json(small_set: Path, data_dir: Path, tmp_path: Path) -> None:
    """The summary and nothing else, so that a program can read it."""
    result = invoke("run", small_set, "--data-dir", data_dir, "--out", tmp_path, "--json")
    assert result.stdout.count("\n") == 1  # `>>` makes JSON Lines
    summary = json.loads(result.stdout)
    assert (summary["set"], summary["questions"]) == ("small", 6)
    assert (Path(summary["run"]) / QUESTIONS).is_file()


def test_a_language_model_that_never_answers_is_told(
    small_set: Path, data_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the table, the summary and the report: every answer is the extractive one."""
    monkeypatch.setenv("QA_LLM_MODEL", "small")
    options = (small_set, "--data-dir", data_dir, "--out", tmp_path, "--limit", 1)
    with ChatEndpoint(refusing(401, "wrong key")) as endpoint:
        monkeypatch.setenv("OPENAI_BASE_URL", endpoint.address)
        table = invoke("run", *options).stdout
        summary = json.loads(invoke("run", *options, "--json").stdout)
    invoke("report", summary["run"], "--out", tmp_path / "report.html")

    writing = summary["writing"]
    assert (writing["by_model"], writing["fell_back"]) == (0, 1)
    assert "401" in writing["first_reason"]
    for shown in (table, (tmp_path / "report.html").read_text(encoding="utf-8")):
        assert "language model worded: 0; extractive ones in its place: 1" in shown


def test_no_bar_where_there_is_no_terminal(small_set: Path, data_dir: Path, tmp_path: Path) -> None:
    """A log gets no control characters."""
    result = invoke("run", small_set, "--data-dir", data_dir, "--out", tmp_path, "--limit", 1)
    assert (result.stderr, "\x1b" in result.stdout) == ("", False)


def test_run_makes_an_index_of_a_folder_for_itself(
    small_set: Path, corpus_folder: Path, tmp_path: Path
) -> None:
    """With `--corpus` no index is needed and none is left behind."""
    result = invoke(
        "run", small_set, "--corpus", corpus_folder, "--out", tmp_path, "--limit", 1, "--json"
    )
    assert json.loads(result.stdout)["questions"] == 1
    assert len(list(tmp_path.iterdir())) == 1


def test_run_names_sources_that_the_index_lacks(data_dir: Path, tmp_path: Path) -> None:
    """Their questions count as missed; whoever asked the wrong index should know."""
    path = tmp_path / "set.jsonl"
    line = {"id": "q", "question": "Who left?", "kind": "who", "answerable": True}
    path.write_text(json.dumps({**line, "sources": ["gone.txt"]}))
    result = invoke("run", path, "--data-dir", data_dir, "--out", tmp_path)
    assert 0 == result.exit_code
    assert result.stderr.startswith("The index lacks sources that the set expects: 'gone.txt'.")


def test_run_goes_on_with_a_limited_run(small_set: Path, data_dir: Path, tmp_path: Path) -> None:
    """`--resume` finds the set by what the run recorded."""
    options = ("--data-dir", data_dir, "--json")
    first = invoke("run", small_set, "--out", tmp_path, "--limit", 2, *options)
    folder = json.loads(first.stdout)["run"]
    second = json.loads(invoke("run", "--resume", folder, *options).stdout)
    assert (folder, 6) == (second["run"], second["questions"])


def test_a_failed_question_ends_with_exit_code_1(data_dir: Path, tmp_path: Path) -> None:
    """The table says how many failed and why."""
    path = tmp_path / "set.jsonl"
    path.write_text('{"id": "q", "question": "?!", "kind": "who", "answerable": false}')
    result = invoke("run", path, "--data-dir", data_dir, "--out", tmp_path)
    assert result.exit_code == 1
    assert "scored as wrong: invalid_question 1" in result.stdout


def test_without_an_index_the_error_reaches_the_caller(tmp_path: Path) -> None:
    """The command line's own guard prints it."""
    result = invoke("run", "--data-dir", tmp_path / "none", "--out", tmp_path / "runs")
    assert isinstance(result.exception, IndexMissing)


def test_a_folder_that_is_no_run_is_refused(data_dir: Path, tmp_path: Path) -> None:
    """`--resume` needs a run folder."""
    result = invoke("run", "--data-dir", data_dir, "--resume", tmp_path)
    assert isinstance(result.exception, CorpusError)


def test_corpus_and_data_dir_exclude_each_other(tmp_path: Path) -> None:
    """One of them would be ignored."""
    result = invoke("check", "--data-dir", tmp_path, "--corpus", tmp_path)
    assert result.exit_code == 2
    assert "not both" in result.stderr


def test_check_counts_the_bundled_set_by_kind(data_dir: Path) -> None:
    """Without an argument, the bundled set is checked."""
    result = invoke("check", "--data-dir", data_dir)
    assert result.exit_code == 0
    lines = len(BUNDLED_SET.read_text(encoding="utf-8").splitlines())
    counts = dict(line.split(maxsplit=1) for line in result.stdout.splitlines())
    assert counts["questions"].startswith(f"{lines}, ")
    assert counts["problems"] == "0, 0 notes"


def test_check_tells_problems(make_pipeline: MakePipeline, small_set: Path) -> None:
    """Exit code 1, as text and as JSON."""
    data_dir = make_pipeline({"a.txt": TEXT}).settings.data_dir
    result = invoke("check", small_set, "--data-dir", data_dir)
    assert result.exit_code == 1
    assert "moratorium-001: source '002_moratorium-broadcast-news.txt' is not" in result.stdout
    as_json = json.loads(invoke("check", small_set, "--data-dir", data_dir, "--json").stdout)
    assert (as_json["questions"], as_json["answerable"]) == (6, 4)


def test_importing_the_commands_is_cheap() -> None:
    """Nothing but typer is loaded until a command runs: `qa --help` pays for it."""
    code = "import eval.cli, sys; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    heavy = {"numpy", "rich.table", "pydantic", "qa.settings", "qa.pipeline", "ir_measures"}
    assert set() == heavy & set(loaded.stdout.split())


def test_a_stopped_run_says_how_to_go_on(data_dir: Path, tmp_path: Path) -> None:
    """With the options that it had, from any folder: the set is found where it was."""
    (tmp_path / "my sets").mkdir()
    shutil.copy(BUNDLED_SET, tmp_path / "my sets" / "set.jsonl")
    arguments = "run", "my sets/set.jsonl", "--data-dir", data_dir, "--out", tmp_path, "--limit", 30
    command = [sys.executable, "-m", "qa", "eval", *map(str, arguments), "--workers", "1"]
    with subprocess.Popen(
        command, cwd=tmp_path, env=WITH_PRODUCT, stderr=subprocess.PIPE, text=True
    ) as run:
        while not any(path.stat().st_size for path in tmp_path.glob(f"*/{QUESTIONS}")):
            assert run.poll() is None, "it has ended"
            time.sleep(0.05)
        run.send_signal(signal.SIGINT)
        told = run.communicate(timeout=60)[1]

    words = shlex.split(told.partition("Go on with: ")[2].splitlines()[0])
    assert words[-4:] == ["--limit", "30", "--workers", "1"]
    assert json.loads(invoke(*words[2:], "--json").stdout)["questions"] == 30
