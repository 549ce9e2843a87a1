"""Latency."""

import numpy as np
import pytest

from eval.measures import measure
from tests.eval.building import answer, judged, question


def test_it_is_what_the_caller_waited() -> None:
    """Milliseconds as measured around the call."""
    assert judged("latency_p50", question(), answer(), latency_ms=12.5) == (12.5, 1)


def test_a_failed_question_has_none() -> None:
    """An error is often fast; it must not make the system look so."""
    assert judged("latency_p95", question(), None, latency_ms=None) is None


@pytest.mark.parametrize(("name", "expected"), [("latency_p50", 3.0), ("latency_p95", 4.8)])
def test_percentiles_are_interpolated(name: str, expected: float) -> None:
    """Of 1 to 5: the middle one, and 0.8 of the way from 4 to 5."""
    spent = np.array([5.0, 1.0, 3.0, 2.0, 4.0])
    assert pytest.approx(expected) == float(measure(name).aggregate(spent, np.ones(5)))
