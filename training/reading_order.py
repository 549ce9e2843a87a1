"""When is it enough: how sure a sentence must be for the passages further down not to matter."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from qa.answering.extractive import ALSO, NEAR_BEST
from qa.reading.span_reader import AT_A_TIME, SPAN_FEATURES
from qa.reading.weights import Weights
from sentence_examples import Example, Matrix

CHANGED = 0.01  # of the answers that are given before all is read may be others in the end
_STEP = 0.01
_PAIRS = (("margin", "margin_behind"), ("answerable", "answerable_behind"))
_COLUMNS = [(SPAN_FEATURES.index(own), SPAN_FEATURES.index(behind)) for own, behind in _PAIRS]


@dataclass(frozen=True, slots=True)
class Turn:
    """After `read` passages: the best confidence, and whether the answer stays as it is now."""

    read: int
    confidence: float
    is_final: bool


def sure_enough(weights: Weights, examples: Sequence[Example]) -> float:
    """The least confidence at which to stop: see `CHANGED`; 1 where none is enough."""
    turns = [turn for example in examples for turn in turns_of(weights, example)[:-1]]
    confidences = np.array([turn.confidence for turn in turns])
    is_final = np.array([turn.is_final for turn in turns])
    sure = 1.0
    for threshold in np.arange(1.0, weights.threshold, -_STEP):
        stopping = confidences >= threshold
        if stopping.any() and (~is_final[stopping]).mean() > CHANGED:
            break
        sure = float(threshold)
    return round(sure, 2)


def saved(weights: Weights, examples: Sequence[Example]) -> tuple[float, float]:
    """The share of passages that are not read, and of questions whose answer that changes."""
    left, of, changed = 0, 0, 0
    for example in examples:
        turns = turns_of(weights, example)
        stop = next((turn for turn in turns if turn.confidence >= weights.sure), turns[-1])
        left, of = left + turns[-1].read - stop.read, of + turns[-1].read
        changed += not stop.is_final
    return left / of, changed / len(examples)


def turns_of(weights: Weights, example: Example) -> list[Turn]:
    """What is known after each few passages; the last turn is after all."""
    total = int(example.passages.max()) + 1
    ends = [*range(AT_A_TIME, total, AT_A_TIME), total]
    # Sentences come in the order of their passages, so positions are those of the whole.
    claims = [_claims(weights, example.features[example.passages < end]) for end in ends]
    return [
        Turn(end, confidence, sentences == claims[-1][1])
        for end, (confidence, sentences) in zip(ends, claims, strict=True)
    ]


def _claims(weights: Weights, features: Matrix) -> tuple[float, list[int]]:
    """The best confidence, and the sentences that the answer would be made of, best first."""
    if not len(features):
        return 0.0, []
    compared = features.copy()
    for own, behind in _COLUMNS:
        compared[:, behind] = compared[:, own] - compared[:, own].max()
    scores = weights.bias + compared @ np.array(weights.weights)
    order = np.argsort(-scores, kind="stable")[:ALSO]
    confidences = [weights.confidence(float(scores[row])) for row in order]
    least = max(weights.threshold, NEAR_BEST * confidences[0])
    return confidences[0], [
        int(row) for row, value in zip(order, confidences, strict=True) if value >= least
    ]
