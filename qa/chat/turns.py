"""A session and its turns, as they are stored, shown and sent."""

from dataclasses import asdict, dataclass
from typing import Any

from qa.chat.rewriting import By, Earlier
from qa.types import Answer


@dataclass(frozen=True, slots=True)
class Session:
    """A conversation: `title` is its first question; times are ISO, in UTC."""

    id: str
    title: str
    created_at: str
    updated_at: str
    turns: int

    def to_dict(self) -> dict[str, Any]:
        """The session as plain JSON values."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Turn:
    """One question of a session and its answer.

    `question` is what the user wrote; `asked_as` is how it was asked where that differs, and
    `rewritten_by` who made that. `passage_ids` are what the answer rests on.
    """

    number: int
    question: str
    asked_as: str | None
    rewritten_by: By | None
    answer: Answer
    passage_ids: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The turn as plain JSON values."""
        return asdict(self)

    def earlier(self) -> Earlier:
        """The turn as later questions see it."""
        return earlier_of(self.answer)


def earlier_of(answer: Answer) -> Earlier:
    """An answer as later questions see it."""
    first = answer.citations[:1]
    evidence = "\n".join([*(each.title for each in first), *(each.quote for each in first)])
    return Earlier(answer.question, answer.short_answer, evidence)
