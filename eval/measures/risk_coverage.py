"""Risk-coverage areas: does the confidence put right answers before wrong ones?"""

import numpy as np

from eval.judgment import Judgment, Score
from eval.measures import Judge, Numbers, measure, register


def error_by_confidence(judgment: Judgment) -> Score | None:
    """1 where a given answer is wrong (see `accuracy`), with the confidence as the weight.

    Applies to questions that were answered: what an answer that was not given would have been is
    not known. For the whole curve, run with QA_MIN_CONFIDENCE=0. The weight is never 0, so that a
    confidence of 0 stays the lowest.
    """
    if judgment.answer is None or judgment.is_abstained:
        return None
    score = measure("accuracy").judge(judgment)
    if score is None:
        return None
    return Score(score.weight - score.points, max(judgment.answer.confidence, np.finfo(float).tiny))


def risk_coverage_area(errors: Numbers, confidences: Numbers) -> Numbers:
    """The mean of the risks at coverages 1/n, 2/n, ... 1, most confident answers first: AURC.

    Risk is the share of wrong ones among the answers taken so far. Lower is better. Equal
    confidences are taken together, each at the mean of what any order of them would give.

    Source: Geifman, Uziel and El-Yaniv (ICLR 2019), section 3.
    """
    return np.asarray(risks(errors, confidences).mean(axis=-1))


def excess_risk_coverage_area(errors: Numbers, confidences: Numbers) -> Numbers:
    """AURC minus that of a confidence that puts every right answer first: E-AURC.

    0 is a perfect order. Source: Geifman, Uziel and El-Yaniv (ICLR 2019), section 3; the best
    area is that of the sorted errors themselves, not their approximation by a logarithm.
    """
    best = risks(errors, -errors).mean(axis=-1)
    return np.asarray(risk_coverage_area(errors, confidences) - best)


def risks(errors: Numbers, confidences: Numbers) -> Numbers:
    """The risk after each answer, most confident first, of `(..., n)` arrays."""
    order = np.argsort(-confidences, axis=-1, kind="stable")
    sorted_errors = np.take_along_axis(errors, order, axis=-1)
    level = _mean_of_ties(sorted_errors, np.take_along_axis(confidences, order, axis=-1))
    taken = np.arange(1, errors.shape[-1] + 1)
    return np.asarray(np.cumsum(level, axis=-1) / taken)


def _mean_of_ties(errors: Numbers, confidences: Numbers) -> Numbers:
    """Each error replaced by the mean of those with the same confidence, sorted rows given."""
    begins = np.ones(errors.shape, dtype=bool)
    begins[..., 1:] = confidences[..., 1:] != confidences[..., :-1]
    group = np.cumsum(begins.ravel()) - 1  # the first of a row always begins one
    sums = np.bincount(group, weights=errors.ravel())
    return np.asarray((sums / np.bincount(group))[group].reshape(errors.shape))


aurc: Judge = register("aurc", risk_coverage_area, better="lower")(error_by_confidence)
e_aurc: Judge = register("e_aurc", excess_risk_coverage_area, better="lower")(error_by_confidence)
