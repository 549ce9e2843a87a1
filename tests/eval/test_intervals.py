"""Bootstrap intervals."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.intervals import Estimate, estimate
from eval.judgment import Score
from eval.measures import measure

ACCURACY = measure("accuracy")


def shares(*points: float) -> list[Score]:
    """Scores of weight 1."""
    return [Score(point) for point in points]


def test_nothing_to_score_is_undefined() -> None:
    """No question the measure applies to: no number, not 0."""
    assert Estimate(0, None, None, None) == estimate(ACCURACY, [])


def test_equal_scores_have_no_width() -> None:
    """A resample of ones is ones."""
    assert Estimate(5, 1.0, 1.0, 1.0) == estimate(ACCURACY, shares(1, 1, 1, 1, 1))


def test_a_half_of_hundred_lies_within_ten_points() -> None:
    """The normal approximation gives 0.5 plus and minus 1.96 * sqrt(0.25 / 100) = 0.098."""
    found = estimate(ACCURACY, shares(*[0, 1] * 50))
    assert (found.n, found.value) == (100, 0.5)
    assert pytest.approx(0.402, abs=0.01) == found.low
    assert pytest.approx(0.598, abs=0.01) == found.high


def test_citations_are_drawn_with_their_question() -> None:
    """9 of 10 and 0 of 2: drawing the second twice gives 0, so the interval reaches it."""
    found = estimate(ACCURACY, [Score(9, 10), Score(0, 2)])
    assert (found.n, found.value, found.low, found.high) == (2, 0.75, 0.0, 0.9)


def test_many_questions_give_the_interval_of_a_single_draw() -> None:
    """Drawn in slices for memory: 0.5 plus and minus 1.96 * sqrt(0.25 / 8000) = 0.011."""
    found = estimate(ACCURACY, shares(*[0, 1] * 4_000))
    assert pytest.approx(0.489, abs=0.001) == found.low
    assert pytest.approx(0.511, abs=0.001) == found.high


@settings(max_examples=20, deadline=None)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_the_interval_lies_in_the_range_and_repeats(points: list[float]) -> None:
    """Ends are between the lowest and highest score, and the same scores give the same ends."""
    found = estimate(ACCURACY, shares(*points))
    assert found == estimate(ACCURACY, shares(*points))
    assert found.low is not None
    assert found.high is not None
    assert min(points) - 1e-9 <= found.low <= found.high <= max(points) + 1e-9
