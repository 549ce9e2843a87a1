"""Requests and responses as JSON; the responses mirror `qa.types` field by field.

`docs/http.md` shows each. Offsets count Unicode code points of the source's text, half-open.
"""

import datetime
import re
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    field_validator,
)
from pydantic_core import PydanticCustomError

from api.examples import ANSWER
from api.tasks import TaskKind, TaskState
from qa.pipeline import MAX_QUESTION_CHARACTERS
from qa.types import AbstainReason, Answerer, Grounding, SourceFilter, Status

Text = Annotated[
    str,
    Field(
        description="Plain text in any language, with a word or number in it; at most "
        f"{MAX_QUESTION_CHARACTERS:,} characters, blanks and control characters in a row as one.",
        json_schema_extra={"minLength": 1},
    ),
]
PassageCount = Annotated[
    int, Field(strict=True, ge=1, le=100, description="How many passages; unset: the setting.")
]
Markers = Annotated[list[int], Field(description="Markers of the citations it rests on.")]
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_FIRST_DAY = "0001-01-01"  # what a short date is filled up from


def _in_calendar(value: str) -> str:
    try:
        datetime.date.fromisoformat(value + _FIRST_DAY[len(value) :])
    except ValueError:
        raise PydanticCustomError("no_date", "There is no such date") from None
    return value


def _whole_day(value: object) -> object:
    """Pydantic takes numbers, and strings of digits, for seconds since 1970."""
    if isinstance(value, datetime.date):
        return value
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise PydanticCustomError("no_day", "Input should be a day as 2020-06-10")
    return _in_calendar(value)


Date = Annotated[
    str,
    Field(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$", description="ISO date."),
    AfterValidator(_in_calendar),
]


class RequestBody(BaseModel):
    """A body that names an unknown field is refused: it is a misspelt one."""

    model_config = ConfigDict(extra="forbid")


class Only(RequestBody):
    """Which sources may answer: every condition that is set must hold."""

    sources: list[Annotated[str, Field(min_length=1, max_length=1000)]] = Field(
        [], max_length=100, description="Patterns of source ids, such as `notes/*`; one must fit."
    )
    published_from: Date | None = Field(None, description="First date; short ones as 2020-06.")
    published_to: Date | None = Field(None, description="Last date, included.")
    tags: list[Annotated[str, Field(min_length=1, max_length=200)]] = Field(
        [], max_length=100, description="Tags as the sources have them, in any case; one must fit."
    )

    @field_validator("published_to")
    @classmethod
    def _not_before_the_first(cls, last: str | None, info: ValidationInfo) -> str | None:
        first = info.data.get("published_from")
        if first and last and not SourceFilter(published_from=first, published_to=last).has_days:
            told = "It is before 'published_from', which is {first}"
            raise PydanticCustomError("no_days", told, {"first": first})
        return last

    def as_filter(self) -> SourceFilter | None:
        """The filter that the pipeline takes; None for all sources."""
        only = SourceFilter(
            tuple(self.sources), self.published_from, self.published_to, tuple(self.tags)
        )
        return None if only == SourceFilter() else only


class FilteredRequest(RequestBody):
    """What may be limited to some of the sources."""

    only: Only | None = None

    def as_filter(self) -> SourceFilter | None:
        """The filter that the pipeline takes; None for all sources."""
        return self.only.as_filter() if self.only else None


class AskRequest(FilteredRequest):
    """A question, how many passages to read for it, of which sources, and the day to ask as of."""

    question: Text
    k: PassageCount | None = None
    as_of: Annotated[datetime.date, BeforeValidator(_whole_day)] | None = Field(
        None, description="Ask as if it were this day: sources published later are left out."
    )


class SearchRequest(FilteredRequest):
    """What to look for, how many passages to return, and of which sources."""

    query: Text
    k: PassageCount | None = None
    offset: Annotated[int, Field(strict=True, ge=0, le=1000)] = Field(
        0, description="Leave out so many of the best: the next page."
    )


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
    page: int | None = Field(description="Page where the quote starts, or null without pages.")
    section: str | None = Field(description="Part of the source, as 'record 17', or null.")


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
    notices: list[str] = Field(description="Sentences about how this answer came about.")
    as_of: str | None = Field(
        description="ISO date of the newest source followed, where the question asks for a time."
    )
    answerer: Answerer
    model: str
    index_fingerprint: str = Field(description="Changes with settings, embedder and any file.")
    timings_ms: dict[str, float]
    usage: dict[str, float] | None = Field(
        description="Tokens of the language model and their cost where known; null without one."
    )


class FoundSource(BaseModel):
    """A file in which passages for the question were found."""

    source_id: str
    title: str
    published: str | None


class SourcesFound(BaseModel):
    """Data of the stream's first event, `sources`: the files that were read, the best first."""

    sources: list[FoundSource]


class ClaimProven(BaseModel):
    """Data of an event `claim`: a statement, with its citations that no event had before."""

    claim: Claim
    citations: list[Citation]


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
    page: int | None = Field(description="Page where it starts, or null without pages.")
    section: str | None = Field(description="Part of the source, as 'record 17', or null.")
    score: float = Field(description="Higher is better; comparable within one reply only.")
    dense: float | None = Field(description="Cosine similarity.")
    lexical: float | None = Field(description="BM25 score.")
    copies: list[str] = Field(description="Near-duplicate sources that say the same.")


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
    author: str | None
    language: str | None = Field(description="ISO 639-1 code, or null where it is not plain.")
    tags: list[str]


class Task(BaseModel):
    """A change of the corpus on its way into the index."""

    id: str
    kind: TaskKind
    source_id: str
    state: TaskState
    created: str = Field(description="ISO time in UTC.")
    finished: str | None = Field(description="ISO time in UTC, or null while it is not.")
    error: str | None = Field(description="Why it failed, or null.")


class Health(BaseModel):
    """The process lives."""

    status: Literal["ok"]
    version: str


class Version(BaseModel):
    """What runs: the service, and the models it finds and reads passages with."""

    service: str
    embedder: str
    reader: str


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


class CompatibleErrorDetail(BaseModel):
    """What failed and what to do; `param` names the field that caused it, or is null."""

    message: str
    type: str
    param: str | None
    code: str


class CompatibleError(BaseModel):
    """The shape of OpenAI's errors."""

    error: CompatibleErrorDetail
