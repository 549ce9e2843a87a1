"""Requests and responses as JSON; the responses mirror `qa.types` field by field.

`docs/http.md` shows each. Offsets count Unicode code points of the source's text, half-open.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from api.examples import ANSWER
from qa.types import AbstainReason, Answerer, Grounding, Status

Text = Annotated[str, Field(description="Plain text in any language; blank text is refused.")]
PassageCount = Annotated[
    int, Field(strict=True, ge=1, le=100, description="How many passages; unset: the setting.")
]
Markers = Annotated[list[int], Field(description="Markers of the citations it rests on.")]


class RequestBody(BaseModel):
    """A body that names an unknown field is refused: it is a misspelt one."""

    model_config = ConfigDict(extra="forbid")


class AskRequest(RequestBody):
    """A question, and how many passages to read for it."""

    question: Text
    k: PassageCount | None = None


class SearchRequest(RequestBody):
    """What to look for, and how many passages to return."""

    query: Text
    k: PassageCount | None = None


class Citation(BaseModel):
    """A proven place: `quote` is the source's text from `start` to `end`."""

    marker: int = Field(description="The number in square brackets in `answer`.")
    source_id: str
    title: str
    published: str | None = Field(description="ISO date, or null where the source gives none.")
    quote: str
    start: int
    end: int
    line: int = Field(description="Line of the source where the quote starts, from 1.")
    score: float


class Claim(BaseModel):
    """One statement of the answer."""

    text: str
    citations: Markers
    independent_sources: int = Field(description="Sources that are not copies of each other.")
    grounding: Grounding


class Reading(BaseModel):
    """One of several competing answers."""

    text: str
    citations: Markers
    independent_sources: int


class Conflict(BaseModel):
    """Competing readings; `followed` is the index of the one that the answer follows, or null."""

    readings: list[Reading]
    followed: int | None
    why: str


class Abstention(BaseModel):
    """Why there is no answer, and the places that came nearest, best first."""

    reason: AbstainReason
    nearest: list[Citation]
    why: str = Field(description="One sentence for the user.")


class Answer(BaseModel):
    """An answer with its proof, or the reason why there is none."""

    model_config = ConfigDict(json_schema_extra={"examples": [ANSWER]})

    id: str
    question: str
    status: Status
    answer: str | None = Field(description="Null when abstained.")
    short_answer: str | None = Field(description="Null when abstained or where none was found.")
    claims: list[Claim]
    citations: list[Citation]
    conflict: Conflict | None = Field(description="Null unless conflicting.")
    confidence: float = Field(description="Calibrated probability that the answer is right.")
    abstention: Abstention | None = Field(description="Null unless abstained.")
    answerer: Answerer
    model: str
    index_fingerprint: str = Field(description="Changes with settings, embedder and any file.")
    timings_ms: dict[str, float]


class SearchResult(BaseModel):
    """A passage that matches; `dense` or `lexical` is null where that retriever missed it."""

    rank: int = Field(description="From 1, best first.")
    passage_id: str
    source_id: str
    title: str
    published: str | None
    text: str
    start: int
    end: int
    line: int = Field(description="Line of the source where the passage starts, from 1.")
    score: float = Field(description="Higher is better; comparable within one reply only.")
    dense: float | None = Field(description="Cosine similarity.")
    lexical: float | None = Field(description="BM25 score.")


class SearchResponse(BaseModel):
    """The passages found, best first; empty where nothing matches."""

    query: str
    results: list[SearchResult]
    index_fingerprint: str


class Source(BaseModel):
    """One file as the index holds it."""

    source_id: str
    title: str
    published: str | None
    encoding: str | None = Field(description="Codec of the file; null where text was extracted.")
    content_hash: str
    characters: int
    masked_characters: int = Field(description="Characters kept out of the index as noise.")
    passages: int
    indexed_at: str = Field(description="ISO time in UTC.")
    error: str | None = Field(description="Why the newest version could not be read, or null.")
    warnings: list[str]


class Health(BaseModel):
    """The process lives."""

    status: Literal["ok"]
    version: str


class Readiness(BaseModel):
    """The index can answer."""

    status: Literal["ready"]
    sources: int
    passages: int
    index_fingerprint: str


class ErrorDetail(BaseModel):
    """What failed and why, and what to do; `code` is stable."""

    code: str
    message: str
    hint: str


class Error(BaseModel):
    """The shape of every reply that is not a success."""

    error: ErrorDetail
