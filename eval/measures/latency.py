"""Latency: how long one question takes, as the caller sees it."""

from functools import partial

import numpy as np

from eval.judgment import Judgment, Score
from eval.measures import Judge, Numbers, register


def percentile(points: Numbers, _weights: Numbers, *, percent: float) -> Numbers:
    """The percentile, interpolated between neighbours (Hyndman and Fan 1996, definition 7)."""
    return np.asarray(np.percentile(points, percent, axis=-1))


def latency(judgment: Judgment) -> Score | None:
    """Milliseconds from asking to the whole answer; failed questions have none.

    Questions are asked one after the other; the first also pays for loading the models.
    """
    if judgment.latency_ms is None:
        return None
    return Score(judgment.latency_ms)


latency_p50: Judge = register("latency_p50", partial(percentile, percent=50), "ms")(latency)
latency_p95: Judge = register("latency_p95", partial(percentile, percent=95), "ms")(latency)
