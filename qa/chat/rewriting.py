"""What follow-up rewriting takes and gives; the rules and the language model both do this."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

By = Literal["rules", "llm"]
Lean = Literal["fragment", "reference", "may"]


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier turn: its question as it stood alone, its exact answer, what the answer rests on.

    `evidence` are the titles and quotes of the citations, '' where it abstained.
    """

    question: str
    short_answer: str | None = None
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Rewriting:
    """Standalone questions that a follow-up may mean, likeliest first.

    `lean` says how the question leans on earlier turns. A 'fragment' cannot be asked as it is. A
    'reference' can, where the corpus answers that better. One that only 'may' lean is asked as it
    is unless that finds no answer.
    """

    questions: tuple[str, ...]
    lean: Lean = "fragment"


class Rewriter(Protocol):
    """Makes a follow-up question stand alone."""

    def rewrite(self, question: str, earlier: Sequence[Earlier]) -> Rewriting:
        """What the question means after these turns, oldest first; no questions: it stands alone.

        Raises:
            EndpointError: a language model was asked and failed.
        """
