"""From rows to numbers."""

from typing import Any

import pytest

from eval.summary import summarise


def written(answerer: str, *notices: str, status: str = "answered", **timings_ms: float) -> Any:
    """What a row holds of an answer."""
    return {
        "status": status,
        "answerer": answerer,
        "notices": list(notices),
        "timings_ms": timings_ms or {"read": 2.0, "total": 4.0},
    }


def row(kind: str = "who", accuracy: float = 1, **fields: Any) -> dict[str, Any]:
    """A row with one score."""
    result = written("extractive")
    defaults = {
        "kind": kind,
        "result": result,
        "error": None,
        "scores": {"accuracy": [accuracy, 1]},
    }
    return {**defaults, **fields}


def test_each_kind_has_its_own_number() -> None:
    """In the order of the kinds, and only those that were asked."""
    summary = summarise([row("who"), row("list", 0), row("who", 0)])
    accuracy = {
        kind: (group["questions"], group["measures"]["accuracy"]["value"])
        for kind, group in summary["by_kind"].items()
    }
    assert accuracy == {"who": (2, 0.5), "list": (1, 0.0)}
    assert list(accuracy) == ["who", "list"]
    assert pytest.approx(1 / 3) == summary["measures"]["accuracy"]["value"]


def test_a_measure_counts_only_questions_it_applies_to() -> None:
    """`n` says how many; a measure that applies to none is left out."""
    summary = summarise([row(scores={"coverage": [1, 1]}), row(), row()])
    counts = {name: one["n"] for name, one in summary["measures"].items()}
    assert counts == {"accuracy": 2, "coverage": 1}


def test_weights_are_pooled() -> None:
    """9 of 10 citations and 0 of 2 are 9 of 12."""
    summary = summarise(
        [row(scores={"citation_location": [9, 10]}), row(scores={"citation_location": [0, 2]})]
    )
    assert summary["measures"]["citation_location"]["value"] == 0.75


def test_stages_have_percentiles_of_answered_questions() -> None:
    """A failed question has no stages."""
    other = written("extractive", status="abstained", read=4.0)
    summary = summarise([row(), row(result=other), row(result=None, error={"code": "x"})])
    assert {"p50": 3.0, "p95": pytest.approx(3.9)} == summary["stages_ms"]["read"]
    assert summary["stages_ms"]["total"] == {"p50": 4.0, "p95": 4.0}
    assert (summary["errors"], summary["statuses"]) == ({"x": 1}, {"abstained": 1, "answered": 1})


def test_who_worded_the_answers_is_counted() -> None:
    """The model, or the extractive answer in its place, with the reason of the first."""
    failed = "The endpoint refused. This is the extractive answer."
    results = [
        written("llm", "1 passage was not sent."),
        written("extractive", "Read 'a' as 'b'.", failed),
        written("extractive", "Another. This is the extractive answer."),
        written("extractive", status="abstained"),
    ]
    summary = summarise([row(result=result) for result in results])

    assert {"by_model": 1, "fell_back": 2, "first_reason": "The endpoint refused."} == summary[
        "writing"
    ]


def test_without_a_model_nothing_is_said_of_one() -> None:
    """Nobody wanted it."""
    assert summarise([row()])["writing"] is None


def test_no_rows_have_no_numbers() -> None:
    """An empty run is not an error."""
    assert tuple(summarise([])[name] for name in ("questions", "measures", "stages_ms")) == (
        0,
        {},
        {},
    )
