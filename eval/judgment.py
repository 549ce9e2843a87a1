"""What a measure looks at, and what it gives back."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from eval.questions import Question
from qa.types import Answer, RetrievedPassage


@dataclass(frozen=True, slots=True)
class Judgment:
    """One question with all that a measure may look at.

    `answer` and `latency_ms` are None where asking failed: that counts as wrong, never as
    abstained. `retrieved` is ranked, best first. `texts` maps a source id to its text as indexed;
    a source that is not in the index is not in it.
    """

    question: Question
    answer: Answer | None
    retrieved: tuple[RetrievedPassage, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)
    latency_ms: float | None = None

    @property
    def is_abstained(self) -> bool:
        """Whether the system said that it has no answer."""
        return self.answer is not None and self.answer.status == "abstained"


@dataclass(frozen=True, slots=True)
class Score:
    """What one question adds to a measure: `points` out of `weight`, which is above 0.

    For a share of questions the weight is 1; for a share of citations it is how many there are.
    """

    points: float
    weight: float = 1.0
