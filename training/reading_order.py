"""When is it enough: how sure a sentence must be for the passages further down not to matter.

And which of those need not be read at all, by what is known of them before.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from qa.answering.extractive import ALSO, NEAR_BEST
from qa.reading.features import PASSAGE_FEATURES
from qa.reading.span_reader import AT_A_TIME, SPAN_FEATURES
from qa.reading.weights import Reach, Weights
from sentence_examples import Example, Matrix
from sentence_weights import regress

CHANGED = 0.01  # of the answers that are given before all is read may be others in the end
_STEP = 0.01
_PAIRS = (("margin", "margin_behind"), ("answerable", "answerable_behind"))
_COLUMNS = [(SPAN_FEATURES.index(own), SPAN_FEATURES.index(behind)) for own, behind in _PAIRS]
_COMPARING = {behind for _, behind in _COLUMNS}
_OWN = [column for column in range(len(SPAN_FEATURES)) if column not in _COMPARING]
_KNOWN = [SPAN_FEATURES.index(name) for name in PASSAGE_FEATURES]


@dataclass(frozen=True, slots=True)
class Turn:
    """After `read` passages: the best confidence, and whether the answer stays as it is now.

    `answer` is what tells the sentences of the answer from others.
    """

    read: int
    confidence: float
    is_final: bool
    answer: tuple[bytes, ...]


def sure_enough(weights: Weights, examples: Sequence[Example]) -> float:
    """The least confidence at which to stop: see `CHANGED`; 1 where none is enough."""
    turns = [turn for example in examples for turn in turns_of(weights, example)[:-1]]
    confidences = np.array([turn.confidence for turn in turns])
    is_final = np.array([turn.is_final for turn in turns])
    for threshold in np.arange(round(weights.threshold, 2), 1.0, _STEP):
        stopping = confidences >= threshold
        if stopping.any() and (~is_final[stopping]).mean() <= CHANGED:
            return round(float(threshold), 2)
    return 1.0


def reach_of(weights: Weights, examples: Sequence[Example], missed: float) -> Reach:
    """A bound below which a passage's best sentence hardly ever reaches the threshold.

    A logistic regression of 'it does' on `PASSAGE_FEATURES`, moved so that the share
    `missed` of the passages that do are left unread.
    """
    passages = [row for example in examples for row in _passages(weights, example)]
    rows = np.array([features for features, _ in passages])
    matters = np.array([best >= weights.threshold for _, best in passages])
    bias, *found = regress(rows, matters.astype(np.int8))
    cut = np.quantile((bias + rows @ np.array(found))[matters], missed)
    return Reach(round(float(bias - cut), 6), tuple(round(float(w), 6) for w in found))


def _passages(weights: Weights, example: Example) -> Iterator[tuple[list[float], float]]:
    """Each passage's features and the confidence of its best sentence."""
    confidences = np.array(weights.confidences(example.features))
    for passage in np.unique(example.passages):
        own = example.passages == passage
        features = [float(value) for value in example.features[own][0, _KNOWN]]
        yield features, float(confidences[own].max())


def saved(weights: Weights, examples: Sequence[Example]) -> tuple[float, float]:
    """The share of passages that are not read, and of questions whose answer that changes."""
    left, of, changed = 0, 0, 0
    for example in examples:
        everything = turns_of(weights, example)[-1]
        turns = turns_of(weights, worth_reading(weights, example))
        stop = next((turn for turn in turns if turn.confidence >= weights.sure), turns[-1])
        left, of = left + everything.read - stop.read, of + everything.read
        changed += stop.answer != everything.answer
    return left / of, changed / len(examples)


def worth_reading(weights: Weights, example: Example) -> Example:
    """The example with the passages that the product would read, renumbered."""
    if weights.reach is None:
        return example
    kept = [
        passage
        for passage, (features, _) in zip(
            np.unique(example.passages), _passages(weights, example), strict=True
        )
        if passage < AT_A_TIME or weights.reach.is_worth_reading(features)
    ]
    rows = np.isin(example.passages, kept)
    numbers = np.searchsorted(np.array(kept), example.passages[rows]).astype(np.int16)
    return replace(
        example,
        features=example.features[rows],
        labels=example.labels[rows],
        passages=numbers,
    )


def turns_of(weights: Weights, example: Example) -> list[Turn]:
    """What is known after each few passages; the last turn is after all."""
    total = int(example.passages.max()) + 1
    ends = [*range(AT_A_TIME, total, AT_A_TIME), total]
    # Sentences come in the order of their passages, so positions are those of the whole.
    claims = [_claims(weights, example.features[example.passages < end]) for end in ends]
    return [
        Turn(end, confidence, answer == claims[-1][1], answer)
        for end, (confidence, answer) in zip(ends, claims, strict=True)
    ]


def _claims(weights: Weights, features: Matrix) -> tuple[float, tuple[bytes, ...]]:
    """The best confidence, and the sentences that the answer would be made of, best first.

    A sentence is told by those of its features that do not depend on the others.
    """
    if not len(features):
        return 0.0, ()
    compared = features.copy()
    for own, behind in _COLUMNS:
        compared[:, behind] = compared[:, own] - compared[:, own].max()
    found = np.array(weights.confidences(compared))
    order = np.argsort(-found, kind="stable")[:ALSO]
    confidences = [float(found[row]) for row in order]
    least = max(weights.threshold, NEAR_BEST * confidences[0])
    chosen = [row for row, value in zip(order, confidences, strict=True) if value >= least]
    return confidences[0], tuple(features[row, _OWN].tobytes() for row in chosen)
