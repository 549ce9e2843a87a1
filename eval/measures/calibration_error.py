"""Expected calibration error: is an answer with confidence 0.8 right four times out of five?"""

import numpy as np

from eval.judgment import Judgment, Score
from eval.measures import Numbers, register
from eval.measures.risk_coverage import error_by_confidence

BINS = 10  # Naeini et al. (2015); Guo et al. (2017) use 15, for sets that are much larger


def calibration_error(errors: Numbers, confidences: Numbers) -> Numbers:
    """The mean distance of confidence and accuracy over bins of equal width, weighted by size.

    Lower is better. Bins are (0, 0.1], (0.1, 0.2], ...: a confidence on an edge is in the lower
    one. Source: Naeini, Cooper and Hauskrecht (AAAI 2015); Guo et al. (ICML 2017), equation 3.
    """
    bins_of_each = bin_of(confidences)
    gaps = [
        np.abs(((1 - errors - confidences) * (bins_of_each == number)).sum(axis=-1))
        for number in range(BINS)
    ]
    return np.asarray(np.sum(gaps, axis=0) / errors.shape[-1])


def bin_of(confidences: Numbers) -> Numbers:
    """The number of the bin, 0 for the lowest, of each confidence."""
    return np.asarray(np.clip(np.ceil(confidences * BINS) - 1, 0, BINS - 1))


@register("ece", calibration_error, better="lower")
def ece(judgment: Judgment) -> Score | None:
    """The error and the confidence of a given answer; questions that were refused have neither."""
    return error_by_confidence(judgment)
