"""A receipt: how one answer came about, so that it can be looked up and asked again."""

from dataclasses import asdict, dataclass
from typing import Any, Literal

from qa.types import Answer, SourceFilter

Fate = Literal["cited", "nearest", "cut", "not_read", "not_chosen"]
Rating = Literal["good", "bad"]


@dataclass(frozen=True, slots=True)
class Feedback:
    """What a person says of an answer: the rating, the right answer where they know, and why.

    `given_at` is an ISO time in UTC.
    """

    rating: Rating
    expected: str | None
    comment: str | None
    given_at: str

    def to_dict(self) -> dict[str, Any]:
        """The feedback as plain JSON values."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class SearchedPassage:
    """A passage that was found: where it ranked and what became of it.

    `rank` is None for one that an earlier answer brought along. `confidence` is that of its best
    sentence, None where it was not read. Scores are those of `RetrievedPassage`.
    """

    passage_id: str
    source_id: str
    start: int
    end: int
    rank: int | None
    score: float
    dense: float | None
    lexical: float | None
    confidence: float | None
    fate: Fate
    why: str


@dataclass(frozen=True, slots=True)
class ReadSentence:
    """A sentence that was read, its exact answer, and what became of it."""

    passage_id: str
    start: int
    end: int
    text: str
    short_answer: str | None
    confidence: float
    fate: Fate
    why: str


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the question: its passages as ranked, its sentences best first."""

    question: str
    passages: tuple[SearchedPassage, ...]
    sentences: tuple[ReadSentence, ...]


@dataclass(frozen=True, slots=True)
class Receipt:
    """An answer and all that led to it.

    `asked_at` is an ISO time in UTC. `typed` is what the user wrote, None where `answer.question`
    is that. `brought` are the passages that earlier answers brought along. `settings` are those
    that bear on answers. `prompt_version` is None where no language model wrote. `as_of` is the ISO
    date that the question was asked as of, `only` the sources that it was asked of. `feedback` is
    None until somebody gives one.
    """

    answer: Answer
    asked_at: str
    typed: str | None
    session_id: str | None
    brought: tuple[str, ...]
    k: int
    threshold: float
    settings: dict[str, Any]
    prompt_version: str | None
    parts: tuple[Part, ...]
    as_of: str | None = None
    only: SourceFilter | None = None
    feedback: Feedback | None = None

    def to_dict(self) -> dict[str, Any]:
        """The receipt as plain JSON values."""
        return asdict(self)
