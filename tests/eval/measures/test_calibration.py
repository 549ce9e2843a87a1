"""Do confidences mean what they say, and do they put right answers first?"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.measures import measure
from eval.measures.risk_coverage import risks
from tests.eval.building import abstained, answer, judged, question, unanswerable

AURC, E_AURC, ECE = (measure(name).aggregate for name in ("aurc", "e_aurc", "ece"))
PAIRS = st.lists(st.tuples(st.booleans(), st.floats(0.001, 1)), min_size=1, max_size=20)


def arrays(pairs: list[tuple[bool, float]]) -> tuple[np.ndarray, np.ndarray]:
    """Errors and confidences."""
    errors, confidences = zip(*pairs, strict=True)
    return np.array(errors, dtype=np.float64), np.array(confidences)


def test_the_area_of_a_worked_case() -> None:
    """Right, wrong, right by confidence: risks 0, 1/2, 1/3; sorted well they are 0, 0, 1/3."""
    errors, confidences = np.array([1.0, 0.0, 0.0]), np.array([0.6, 0.9, 0.3])
    assert pytest.approx((0 + 1 / 2 + 1 / 3) / 3) == float(AURC(errors, confidences))
    assert pytest.approx((1 / 2) / 3) == float(E_AURC(errors, confidences))


def test_equal_confidences_have_no_order() -> None:
    """All orders of a right and a wrong one give 1/2 at the first, in the mean."""
    for errors in ([0.0, 1.0], [1.0, 0.0]):
        assert [0.5, 0.5] == list(risks(np.array(errors), np.array([0.7, 0.7])))


def test_the_calibration_error_of_a_worked_case() -> None:
    """Two at 0.8, one right: gap 0.3 on half; two at 0.25, both wrong: gap 0.25 on half."""
    errors, confidences = np.array([0.0, 1, 1, 1]), np.array([0.8, 0.8, 0.25, 0.25])
    assert pytest.approx(0.5 * 0.3 + 0.5 * 0.25) == float(ECE(errors, confidences))


def test_an_edge_is_in_the_lower_bin() -> None:
    """(0.1, 0.2] holds 0.2, so with 0.15 it is one bin: accuracy 1/2, mean 0.175."""
    errors, confidences = np.array([0.0, 1.0]), np.array([0.2, 0.15])
    assert pytest.approx(0.5 - 0.175) == float(ECE(errors, confidences))


@pytest.mark.parametrize(("text", "expected"), [("28 people.", 0.01), ("30 people.", 0.81)])
def test_brier_is_the_squared_distance(text: str, expected: float) -> None:
    """Confidence 0.9: right is 0.1 away, wrong 0.9."""
    points, weight = judged("brier", question(), answer(text)) or (None, None)
    assert pytest.approx(expected) == points
    assert weight == 1


@pytest.mark.parametrize("name", ["aurc", "e_aurc", "ece", "brier"])
def test_what_was_refused_or_failed_is_left_out(name: str) -> None:
    """An answer to a question without one counts as wrong."""
    assert judged(name, question(), abstained()) is None
    assert judged(name, question(), None) is None
    assert judged(name, unanswerable(), answer(confidence=0.0)) is not None


@given(PAIRS)
def test_areas_and_errors_stay_in_their_bounds(pairs: list[tuple[bool, float]]) -> None:
    """All in [0, 1]; the excess never above the area; risk at full coverage is the error rate."""
    errors, confidences = arrays(pairs)
    area, excess = float(AURC(errors, confidences)), float(E_AURC(errors, confidences))
    assert -1e-12 <= excess <= area + 1e-12 <= 1 + 1e-9
    assert 0 <= float(ECE(errors, confidences)) <= 1
    assert pytest.approx(errors.mean()) == risks(errors, confidences)[-1]


@given(PAIRS, st.floats(0.1, 3))
def test_only_the_order_of_confidences_matters_to_the_area(
    pairs: list[tuple[bool, float]], power: float
) -> None:
    """A monotone change of the confidences leaves it as it is."""
    errors, confidences = arrays([(wrong, round(value, 2) + 0.01) for wrong, value in pairs])
    assert pytest.approx(float(AURC(errors, confidences))) == float(
        AURC(errors, confidences**power)
    )


@given(PAIRS)
def test_rows_are_scored_alone(pairs: list[tuple[bool, float]]) -> None:
    """Two rows stacked give each row's own area: resamples do not mix."""
    errors, confidences = arrays(pairs)
    both = AURC(np.stack([errors, 1 - errors]), np.stack([confidences, confidences]))
    assert pytest.approx(
        [float(AURC(errors, confidences)), float(AURC(1 - errors, confidences))]
    ) == list(both)
