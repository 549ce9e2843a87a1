"""The library: what a notebook or a test of somebody else's imports."""

from pathlib import Path

import pytest

import eval as library
from eval import assert_answers, compare_runs, evaluate, gate_run, read_run
from qa.errors import SettingsError
from qa.pipeline import Pipeline


def test_a_limit_that_holds_gives_the_run(
    pipeline: Pipeline, small_set: Path, tmp_path: Path
) -> None:
    """And its folder, where one was asked for."""
    run = assert_answers(pipeline, small_set, out=tmp_path, limit=1, citation_location=1.0)
    assert run.folder.parent == tmp_path
    assert run.summary["questions"] == 1


def test_a_limit_that_does_not_hold_says_what_was_found(
    pipeline: Pipeline, small_set: Path
) -> None:
    """Measure, interval, count and the questions that went wrong."""
    with pytest.raises(AssertionError) as caught:
        assert_answers(pipeline, str(small_set), accuracy=1.01, limits={"hit@5": 0.0, "brier": 0.0})
    first, second, *examples = str(caught.value).splitlines()
    assert first.startswith("brier is ")
    assert "at most 0 was asked for" in first
    assert second.startswith("accuracy is ")
    assert "6 questions), at least 1.01 was asked for" in second
    assert all(line.startswith("  ") for line in examples)


def test_no_limit_is_no_test(pipeline: Pipeline, small_set: Path) -> None:
    """An assertion that cannot fail is refused."""
    with pytest.raises(SettingsError, match="No limit"):
        assert_answers(pipeline, small_set)


def test_the_names_of_the_library_are_there() -> None:
    """Each is loaded when asked for; others say that they are not."""
    assert all(getattr(library, name) is not None for name in library.__all__)
    assert all(callable(one) for one in (evaluate, compare_runs, gate_run, read_run))
    with pytest.raises(AttributeError, match="no attribute 'judge'"):
        _ = library.judge
