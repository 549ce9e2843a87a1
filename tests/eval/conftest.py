"""A small set over the bundled articles, and a finished run of it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from eval.questions import BUNDLED_SET
from eval.run import Run, run
from qa.pipeline import Pipeline

WriteSet = Callable[[list[str]], Path]

# a number, two facts, two readings, the latest, one without an answer, one with a false premise
SMALL_IDS = [f"moratorium-{number:03}" for number in (1, 75, 84, 90, 104, 133)]


@pytest.fixture(scope="session")
def small_set(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six questions of the bundled set, one a kind."""
    path = tmp_path_factory.mktemp("sets") / "small.jsonl"
    lines = BUNDLED_SET.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if json.loads(line)["id"] in SMALL_IDS))
    return path


@pytest.fixture(scope="session")
def small_run(pipeline: Pipeline, small_set: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A finished run of the small set; for reading only."""
    return run(pipeline, small_set, tmp_path_factory.mktemp("runs"))


@pytest.fixture(scope="session")
def bundled_run(pipeline: Pipeline, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A finished run of the whole bundled set; for reading only."""
    return run(pipeline, BUNDLED_SET, tmp_path_factory.mktemp("bundled-runs"))
