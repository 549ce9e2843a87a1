"""The weights turn features into log-odds and log-odds into a probability."""

from hypothesis import given
from hypothesis import strategies as st

from qa.reading.features import FEATURES
from qa.reading.weights import Weights, load_weights

LOG_ODDS = st.floats(-2_000, 2_000)


def test_installed_weights_fit_the_features() -> None:
    """One weight a feature, and a threshold that is a probability."""
    weights = load_weights()

    assert len(FEATURES) == len(weights.weights)
    assert 0 < weights.threshold < 1


@given(LOG_ODDS, LOG_ODDS)
def test_confidence_is_a_rising_probability(one: float, other: float) -> None:
    """More log-odds never mean less confidence, and no value overflows."""
    low, high = (load_weights().confidence(value) for value in sorted((one, other)))

    assert 0 <= low <= high <= 1


def test_weighing_is_linear() -> None:
    """Bias plus weighted features."""
    weights = Weights(bias=1.0, weights=(2.0, -1.0), slope=1.0, offset=0.0, threshold=0.5)

    assert weights.weigh((3.0, 4.0)) == 1.0 + 2.0 * 3.0 - 1.0 * 4.0
