"""Sessions and receipts as JSON; the responses mirror `qa.chat.turns` and `qa.receipts.values`."""

from typing import Any

from pydantic import BaseModel, Field

from api.schemas import Answer, RequestBody
from qa.chat.rewriting import By
from qa.receipts.feedback import MAX_FEEDBACK_CHARACTERS
from qa.receipts.values import Fate, Rating


class Session(BaseModel):
    """A conversation."""

    id: str
    title: str = Field(description="Its first question; empty before it.")
    created_at: str = Field(description="ISO time in UTC.")
    updated_at: str = Field(description="ISO time in UTC of its newest turn.")
    turns: int = Field(description="How many questions were asked.")


class SessionPage(BaseModel):
    """Sessions, newest first."""

    sessions: list[Session]
    next: str | None = Field(description="Value of `before` for the page after; null at the end.")


class Understood(BaseModel):
    """Data of the first event of a streamed turn, `understood`."""

    asked_as: str | None = Field(description="How it is asked, to stand alone; null where it did.")


class Turn(BaseModel):
    """A question of a session and its answer."""

    number: int = Field(description="From 1.")
    question: str = Field(description="What the user wrote.")
    asked_as: str | None = Field(description="How it was asked, to stand alone; null where it did.")
    rewritten_by: By | None = Field(description="Who made `asked_as`; null where nobody had to.")
    answer: Answer
    passage_ids: list[str] = Field(description="Passages that the answer rests on.")


class WholeSession(BaseModel):
    """A session with all of its turns, oldest first."""

    id: str
    title: str
    created_at: str
    updated_at: str
    turns: list[Turn]


class SearchedPassage(BaseModel):
    """A passage that was found, and what became of it."""

    passage_id: str
    source_id: str
    start: int
    end: int
    rank: int | None = Field(description="From 1; null where an earlier answer brought it along.")
    score: float
    dense: float | None
    lexical: float | None
    confidence: float | None = Field(description="Of its best sentence; null where not read.")
    fate: Fate
    why: str


class ReadSentence(BaseModel):
    """A sentence that was read, and what became of it."""

    passage_id: str
    start: int
    end: int
    text: str
    short_answer: str | None
    confidence: float
    fate: Fate
    why: str


class Part(BaseModel):
    """One part of the question: passages as ranked, sentences best first."""

    question: str
    passages: list[SearchedPassage]
    sentences: list[ReadSentence]


class FeedbackRequest(RequestBody):
    """What a person says of an answer."""

    rating: Rating
    expected: str | None = Field(
        None, max_length=MAX_FEEDBACK_CHARACTERS, description="The right answer, in short."
    )
    comment: str | None = Field(
        None, max_length=MAX_FEEDBACK_CHARACTERS, description="Anything else about it."
    )


class Feedback(BaseModel):
    """What a person said of an answer."""

    rating: Rating
    expected: str | None = Field(description="The right answer, where they gave one.")
    comment: str | None
    given_at: str = Field(description="ISO time in UTC.")


class Receipt(BaseModel):
    """An answer and all that led to it."""

    answer: Answer
    asked_at: str = Field(description="ISO time in UTC.")
    typed: str | None = Field(description="What the user wrote, where it was rewritten.")
    session_id: str | None
    brought: list[str] = Field(description="Passages that earlier answers brought along.")
    k: int
    threshold: float
    settings: dict[str, Any] = Field(description="Those that bear on answers.")
    prompt_version: str | None = Field(description="Null where no language model wrote.")
    parts: list[Part]
    as_of: str | None = Field(description="ISO date that it was asked as of.")
    only: dict[str, Any] | None = Field(description="The sources that it was asked of.")
    feedback: Feedback | None = Field(description="Null until somebody gave one.")


class Replay(BaseModel):
    """The same question asked again."""

    is_same: bool = Field(description="Status, text, short answer and cited places are the same.")
    changes: list[str]
    now: Answer
