"""The embedded verdict model: does a text say yes to a question, say no, or leave it open?"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from qa.models import MODELS
from qa.reading.pair_model import PairModel
from qa.types import Verdict

FILE = "verdict.onnx"
Label = Literal["yes", "no", "open"]
LABELS: tuple[Label, ...] = ("yes", "no", "open")  # the model's outputs at the first token
BESIDE = 1  # sentences that are read on each side of one, as in training


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a text makes of a question, in log-odds.

    `yes` is of yes against no, `decided` of either against leaving the question open.
    """

    yes: float
    decided: float

    @property
    def says(self) -> Verdict:
        """The likelier of the two, however likely it is that the text leaves the question open."""
        return "yes" if self.yes >= 0 else "no"


class VerdictModel(PairModel):
    """Trained on questions for a yes or no and single sentences with their neighbours."""

    def __init__(self, threads: int = 0, folder: Path = MODELS) -> None:
        super().__init__(FILE, threads, folder)

    def judge(self, question: str, texts: Sequence[str]) -> list[Judgement]:
        """What each text makes of the question, in their order; a title may stand before each.

        What is too long for one window is cut off.

        Raises:
            ModelError: the model is missing or damaged.
        """
        return [
            Judgement(float(yes - no), float(np.logaddexp(yes, no) - left))
            for logits in self.run(self.encode(question, texts))
            for yes, no, left in [logits[0]]
        ]
