"""The readers' weights of a sentence's features, learnt by the scripts in training/."""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from qa.errors import ModelError, SettingsError

_LIMIT = 500.0  # beyond it exp overflows and the probability is 0 or 1 anyway
FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Choice:
    """What abstaining below `threshold` meant on held-out questions.

    `risk` is the share of wrong answers among those given, with one wrong and one right added
    (Laplace 1814), `coverage` the share of all questions that got one (El-Yaniv & Wiener 2010).
    """

    threshold: float
    risk: float
    coverage: float


@dataclass(frozen=True, slots=True)
class Reach:
    """What tells, before a passage is read, whether it can matter: log-odds over a safe bound."""

    bias: float
    weights: tuple[float, ...]

    def is_worth_reading(self, features: Sequence[float]) -> bool:
        """False where hardly any passage like this one ever held an answer worth giving."""
        return self.bias + sum(w * x for w, x in zip(self.weights, features, strict=True)) >= 0


@dataclass(frozen=True, slots=True)
class Certainty:
    """Log-odds that the sentence chosen for a question is right, from the same features.

    What tells the right sentence from its neighbours is not what tells whether any is right.
    """

    bias: float
    weights: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Weights:
    """`weigh` gives a sentence's log-odds; `confidence` turns the best one's into a probability.

    Where there is a `certainty`, `weigh` only chooses, and `confidences` are by that.
    `threshold` is the confidence below which it is better to abstain: the point of best balanced
    accuracy on held-out articles. `choices` are others, by rising threshold. At `sure` and above,
    a sentence was hardly ever beaten by one of a passage further down. `reach` is None where
    every passage is to be read.
    """

    bias: float
    weights: tuple[float, ...]
    slope: float
    offset: float
    threshold: float
    choices: tuple[Choice, ...] = ()
    sure: float = 1.0
    reach: Reach | None = None
    certainty: Certainty | None = None

    def weigh(self, features: Sequence[float]) -> float:
        """Log-odds that the sentence answers; higher is better."""
        return self.bias + sum(w * x for w, x in zip(self.weights, features, strict=True))

    def confidence(self, log_odds: float) -> float:
        """The probability that the answer is right, after Platt (1999)."""
        return _logistic(self.slope * log_odds + self.offset)

    def confidences(self, rows: ArrayLike) -> list[float]:
        """Of each of a question's sentences the probability that it is the right answer.

        `rows` are their features. The highest is that of the sentence with most log-odds; where it
        is judged by `certainty`, the others are behind by what their scaled log-odds are.
        """
        features = np.asarray(rows, dtype=np.float64)
        if not features.size:
            return []
        values = self.bias + features @ np.array(self.weights)
        if self.certainty is None:
            return [self.confidence(float(value)) for value in values]
        best = int(np.argmax(values))
        sure = self.certainty.bias + float(features[best] @ np.array(self.certainty.weights))
        return [_logistic(sure + self.slope * float(value - values[best])) for value in values]

    def threshold_for(self, max_risk: float | None) -> float:
        """The lowest threshold from which on at most this share of given answers was wrong.

        None stands for the calibrated threshold.

        Raises:
            SettingsError: no threshold was that safe; the message says what was reached.
        """
        if max_risk is None:
            return self.threshold
        if not self.choices:
            raise SettingsError(
                f"QA_MAX_RISK is {max_risk:g}, but this reader's risks were never measured.",
                "Use QA_READER=span, or set QA_MIN_CONFIDENCE instead.",
            )
        safe = None
        for choice in reversed(self.choices):
            if choice.risk > max_risk:
                break
            safe = choice.threshold
        if safe is None:
            least = min(choice.risk for choice in self.choices)
            raise SettingsError(
                f"QA_MAX_RISK is {max_risk:g}, but on the questions the reader was tried on it "
                f"was wrong in at least {least:.2f} of its answers.",
                f"Ask for {math.ceil(least * 100) / 100:.2f} or more, or set QA_MIN_CONFIDENCE.",
            )
        return safe


def _logistic(log_odds: float) -> float:
    return 1 / (1 + math.exp(-max(-_LIMIT, min(_LIMIT, log_odds))))


@cache
def load_weights(name: str, features: tuple[str, ...]) -> Weights:
    """The installed weights of one reader, which must have been learnt for these features.

    Raises:
        ModelError: the file is missing, damaged, or made for other features.
    """
    path = FOLDER / name
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelError(
            f"The weights {path} cannot be read: {error}.", "Install corpus-qa again."
        ) from error
    if tuple(stored["features"]) != features:
        raise ModelError(
            f"{path} was made for the features {stored['features']}.",
            f"Run {stored['made_by']}, or install corpus-qa again.",
        )
    return _weights(stored)


def _weights(stored: dict[str, Any]) -> Weights:
    reach, certainty = stored.get("reach"), stored.get("certainty")
    return Weights(
        bias=stored["bias"],
        weights=tuple(stored["weights"]),
        slope=stored["platt"]["slope"],
        offset=stored["platt"]["offset"],
        threshold=stored["threshold"],
        sure=stored.get("sure", 1.0),
        choices=tuple(Choice(*row) for row in stored.get("choices", ())),
        reach=Reach(reach["bias"], tuple(reach["weights"])) if reach else None,
        certainty=Certainty(certainty["bias"], tuple(certainty["weights"])) if certainty else None,
    )
