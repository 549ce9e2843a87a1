"""Exact match and F1 of answer spans, as the SQuAD 2.0 evaluation defines them."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from eval.squad import normalise
from reader_model import Reading
from reading_sets import Example


def exact_match(answer: str, accepted: Sequence[str]) -> float:
    """1 where the answer is one of the accepted ones after `normalise`."""
    return float(any(normalise(answer) == normalise(other) for other in accepted or [""]))


def token_f1(answer: str, accepted: Sequence[str]) -> float:
    """The best F1 of shared words with an accepted answer; none accepted: 1 for no answer."""
    return max(_f1(normalise(answer).split(), normalise(o).split()) for o in accepted or [""])


def measure_spans(examples: Sequence[Example], readings: Sequence[Reading]) -> dict[str, float]:
    """In percent: EM and F1 where the answer is forced, and over all at the best threshold."""
    texts = [e.context[r.start : r.end] for e, r in zip(examples, readings, strict=True)]
    has = np.array([bool(e.answers) for e in examples])
    em = np.array([exact_match(t, e.answers) for t, e in zip(texts, examples, strict=True)])
    f1 = np.array([token_f1(t, e.answers) for t, e in zip(texts, examples, strict=True)])
    scores = {"n": float(len(has)), "em": 100 * em[has].mean(), "f1": 100 * f1[has].mean()}
    if not has.all():
        for name, values in (
            ("margin", [r.margin for r in readings]),
            ("answerable", [r.answerable for r in readings]),
            ("both", [r.margin + r.answerable for r in readings]),
        ):
            best = best_threshold(np.array(values), has, em, f1)
            scores |= {f"{name}_{key}": value for key, value in best.items()}
    return {key: round(float(value), 3) for key, value in scores.items()}


def best_threshold(
    values: NDArray[np.float64],
    has: NDArray[np.bool_],
    em: NDArray[np.float64],
    f1: NDArray[np.float64],
) -> dict[str, float]:
    """Overall EM and F1 where overall F1 is highest, with both parts; and balanced accuracy."""
    best = {"f1": -1.0}
    balanced = 0.0
    for threshold in np.unique(values):
        given = values >= threshold
        gained = np.where(has, given * f1, ~given)
        balanced = max(balanced, (given[has].mean() + (~given)[~has].mean()) / 2)
        if 100 * gained.mean() > best["f1"]:
            exact = np.where(has, given * em, ~given)
            best = {
                "em": 100 * exact.mean(),
                "f1": 100 * gained.mean(),
                "has_f1": 100 * gained[has].mean(),
                "no_answer": 100 * gained[~has].mean(),
                "threshold": float(threshold),
            }
    return best | {"balanced": 100 * balanced}


def _f1(one: list[str], two: list[str]) -> float:
    if not one or not two:
        return float(one == two)
    shared = sum((Counter(one) & Counter(two)).values())
    return 2 * shared / (len(one) + len(two))
