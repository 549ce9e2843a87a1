"""The sentence reader's weights: a logistic regression, by training/fit_sentence_reader.py."""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from qa.errors import ModelError
from qa.reading.features import FEATURES

_LIMIT = 500.0  # beyond it exp overflows and the probability is 0 or 1 anyway
PATH = Path(__file__).with_name("sentence_reader.json")


@dataclass(frozen=True, slots=True)
class Weights:
    """`weigh` gives a sentence's log-odds; `confidence` turns the best one's into a probability.

    `threshold` is the confidence below which it is better to abstain: the point of best balanced
    accuracy on held-out articles.
    """

    bias: float
    weights: tuple[float, ...]
    slope: float
    offset: float
    threshold: float

    def weigh(self, features: Sequence[float]) -> float:
        """Log-odds that the sentence answers; higher is better."""
        return self.bias + sum(w * x for w, x in zip(self.weights, features, strict=True))

    def confidence(self, log_odds: float) -> float:
        """The probability that the answer is right, after Platt (1999)."""
        scaled = self.slope * log_odds + self.offset
        return 1 / (1 + math.exp(-max(-_LIMIT, min(_LIMIT, scaled))))


@cache
def load_weights() -> Weights:
    """The installed weights.

    Raises:
        ModelError: the file is missing, damaged, or made for other features.
    """
    try:
        stored = json.loads(PATH.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelError(
            f"The weights {PATH} cannot be read: {error}.", "Install corpus-qa again."
        ) from error
    if tuple(stored["features"]) != FEATURES:
        raise ModelError(
            f"{PATH} was made for the features {stored['features']}.",
            "Run training/fit_sentence_reader.py, or install corpus-qa again.",
        )
    return Weights(
        bias=stored["bias"],
        weights=tuple(stored["weights"]),
        slope=stored["platt"]["slope"],
        offset=stored["platt"]["offset"],
        threshold=stored["threshold"],
    )
