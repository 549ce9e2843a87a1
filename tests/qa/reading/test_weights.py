"""The weights turn features into log-odds and log-odds into a probability."""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.errors import SettingsError
from qa.reading.features import FEATURES
from qa.reading.opening import SENTENCE_WEIGHTS, SPAN_WEIGHTS
from qa.reading.span_reader import SPAN_FEATURES
from qa.reading.weights import Certainty, Choice, Weights, load_weights

LOG_ODDS = st.floats(-2_000, 2_000)
INSTALLED = {SENTENCE_WEIGHTS: FEATURES, SPAN_WEIGHTS: SPAN_FEATURES}
RISKS = Weights(
    bias=0.0,
    weights=(),
    slope=1.0,
    offset=0.0,
    threshold=0.4,
    choices=(Choice(0.2, 0.4, 0.9), Choice(0.5, 0.2, 0.6), Choice(0.8, 0.1, 0.3)),
)


@pytest.mark.parametrize("name", INSTALLED)
def test_installed_weights_fit_the_features(name: str) -> None:
    """One weight a feature, and a threshold that is a probability."""
    weights = load_weights(name, INSTALLED[name])

    assert len(INSTALLED[name]) == len(weights.weights)
    assert 0 < weights.threshold < 1


@given(LOG_ODDS, LOG_ODDS)
def test_confidence_is_a_rising_probability(one: float, other: float) -> None:
    """More log-odds never mean less confidence, and no value overflows."""
    weights = load_weights(SPAN_WEIGHTS, SPAN_FEATURES)
    low, high = (weights.confidence(value) for value in sorted((one, other)))

    assert 0 <= low <= high <= 1


def test_weighing_is_linear() -> None:
    """Bias plus weighted features."""
    weights = Weights(bias=1.0, weights=(2.0, -1.0), slope=1.0, offset=0.0, threshold=0.5)

    assert weights.weigh((3.0, 4.0)) == 1.0 + 2.0 * 3.0 - 1.0 * 4.0


@given(st.lists(st.lists(st.floats(-30, 30), min_size=24, max_size=24), max_size=6))
def test_certainty_changes_how_sure_and_not_which(rows: list[list[float]]) -> None:
    """Sentences are in the order of their log-odds, with certainty and without."""
    weights = load_weights(SPAN_WEIGHTS, SPAN_FEATURES)
    certain = weights.confidences(rows)
    odds = [weights.weigh(row) for row in rows]

    assert weights.certainty is not None
    assert all(0 <= confidence <= 1 for confidence in certain)
    assert all(
        certain[one] <= certain[other]
        for one in range(len(rows))
        for other in range(len(rows))
        if odds[one] < odds[other]
    )


def test_the_best_sentence_is_judged_by_its_own_features() -> None:
    """The first is chosen by what the second line of weights does not look at."""
    certainty = Certainty(bias=0.5, weights=(0.0, 1.0))
    weights = Weights(0.0, (2.0, 0.0), 0.5, 0.0, 0.5, certainty=certainty)
    best, other = weights.confidences([(3.0, 1.0), (1.0, 9.0)])

    assert best == pytest.approx(1 / (1 + math.exp(-1.5)))
    assert other == pytest.approx(1 / (1 + math.exp(-(1.5 - 0.5 * 4.0))))


@pytest.mark.parametrize(
    ("max_risk", "threshold"), [(None, 0.4), (0.5, 0.2), (0.2, 0.5), (0.15, 0.8)]
)
def test_a_wanted_risk_moves_the_threshold(max_risk: float | None, threshold: float) -> None:
    """To the lowest that was as safe; no wish leaves the calibrated one."""
    assert RISKS.threshold_for(max_risk) == threshold


def test_a_risk_out_of_reach_is_an_error() -> None:
    """The message says what can be had."""
    with pytest.raises(SettingsError, match=r"at least 0\.10") as caught:
        RISKS.threshold_for(0.05)

    assert "0.10 or more" in caught.value.hint


def test_a_reader_without_measured_risks_says_so() -> None:
    """A threshold that nobody has tried is not promised."""
    with pytest.raises(SettingsError, match="risks were never measured"):
        replace(RISKS, choices=()).threshold_for(0.3)
