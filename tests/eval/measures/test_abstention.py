"""Abstention precision, recall, F1, and coverage, pooled over a few questions."""

import pytest

from eval.judgment import Judgment, Score
from eval.measures import measure
from eval.questions import Question
from qa.types import Answer
from tests.eval.building import abstained, answer, question, unanswerable

ASKED, NO_ANSWER = question(), unanswerable()


def pooled(name: str, *judgments: Judgment) -> float | None:
    """All points over all weight; None where the measure applies to none."""
    scores = [score for one in judgments if isinstance(score := measure(name).judge(one), Score)]
    weight = sum(score.weight for score in scores)
    return sum(score.points for score in scores) / weight if scores else None


def of(asked: Question, given: Answer | None) -> Judgment:
    """A judgment on that question."""
    return Judgment(asked, given)


MIXED = (  # TP 1, FP 1, FN 2 (one of them failed), answered 2 of 4 answerable (one failed)
    of(NO_ANSWER, abstained()),
    of(NO_ANSWER, answer()),
    of(NO_ANSWER, None),
    of(ASKED, abstained()),
    of(ASKED, answer()),
    of(ASKED, answer(status="conflicting")),
    of(ASKED, None),
)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("abstention_precision", 1 / 2),
        ("abstention_recall", 1 / 3),
        ("abstention_f1", 2 / 5),
        ("coverage", 2 / 4),
    ],
)
def test_a_mixed_run(name: str, expected: float) -> None:
    """Abstaining is the positive class; a failed question was neither abstained nor answered."""
    assert expected == pooled(name, *MIXED)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("abstention_precision", 1 / 2),
        ("abstention_recall", 1),
        ("abstention_f1", 2 / 3),
        ("coverage", 0),
    ],
)
def test_everything_abstained(name: str, expected: float) -> None:
    """Refusing everything has full recall and no coverage."""
    assert expected == pooled(name, of(NO_ANSWER, abstained()), of(ASKED, abstained()))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("abstention_precision", None),
        ("abstention_recall", 0),
        ("abstention_f1", 0),
        ("coverage", 1),
    ],
)
def test_nothing_abstained(name: str, expected: float | None) -> None:
    """Answering everything leaves precision undefined and F1 at 0."""
    assert expected == pooled(name, of(NO_ANSWER, answer()), of(ASKED, answer()))


def test_f1_is_the_harmonic_mean_of_the_other_two() -> None:
    """The pooled form equals 2PR / (P + R)."""
    precision, recall = pooled("abstention_precision", *MIXED), pooled("abstention_recall", *MIXED)
    assert precision is not None
    assert recall is not None
    harmonic = 2 * precision * recall / (precision + recall)
    assert pytest.approx(harmonic) == pooled("abstention_f1", *MIXED)


def test_f1_is_undefined_where_abstaining_plays_no_part() -> None:
    """Only answerable questions, all answered: there is nothing to measure."""
    assert pooled("abstention_f1", of(ASKED, answer())) is None
