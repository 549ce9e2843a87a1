"""What the files of a run and a baseline hold, as far as it is read: people edit them by hand."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, FiniteFloat, ValidationError

Pair = Annotated[list[FiniteFloat], Field(min_length=2, max_length=2)]  # points and weight


class Shape(BaseModel):
    """Fields that must be there; others may be. Text is no number, and a number no text."""

    model_config = ConfigDict(strict=True)


class Place(Shape):
    """A citation, or the nearest place of an abstention."""

    source_id: str
    marker: int
    quote: str
    start: int
    end: int
    published: str | None


class Refusal(Shape):
    """Where an answer was looked for."""

    nearest: list[Place]


class Result(Shape):
    """An answer."""

    status: str
    answer: str | None
    short_answer: str | None
    citations: list[Place]
    conflict: dict[str, Any] | None
    abstention: Refusal | None
    timings_ms: dict[str, FiniteFloat]


class Retrieved(Shape):
    """A passage of the ranking."""

    id: str
    source_id: str
    start: int
    end: int
    relevant: bool | None


class Expected(Shape):
    """What a right answer holds."""

    answers: list[Annotated[list[str], Field(min_length=1)]]
    sources: list[str]
    quotes: list[str]


class Failed(Shape):
    """Why a question has no answer."""

    code: str


class Verdict(Shape):
    """What became of a question."""

    outcome: str
    reason: str


class QuestionRow(Shape):
    """A line of `questions.jsonl`."""

    id: str
    question: str
    kind: str
    answerable: bool
    expected: Expected
    result: Result | None
    error: Failed | None
    retrieved: list[Retrieved]
    verdict: Verdict
    scores: dict[str, Pair]


class Estimate(Shape):
    """A measure of a run, with its interval."""

    unit: str
    better: str
    n: int
    value: float
    low: float
    high: float


class Group(Shape):
    """The questions of a kind."""

    questions: int
    measures: dict[str, Estimate]


class Summary(Group):
    """`summary.json`."""

    set: str
    errors: dict[str, int]
    by_kind: dict[str, Group]
    stages_ms: dict[str, dict[str, FiniteFloat]]


class SetFile(Shape):
    """The set of a run."""

    name: str
    path: str


class Fingerprints(Shape):
    """`fingerprints.json`."""

    set: SetFile
    corpus: str
    index: dict[str, Any]


class Limit(Shape):
    """What a measure of a baseline must not fall by, or below."""

    tolerance: FiniteFloat | None = None
    floor: FiniteFloat | None = None


class Asked(Shape):
    """A question of a baseline: a digest of it, and its scores."""

    asked: str
    scores: dict[str, Pair]


class Baseline(Shape):
    """What `qa eval baseline` writes."""

    corpus: str
    measures: Annotated[dict[str, Limit], Field(min_length=1)]
    questions: dict[str, Asked]


def misfit(value: object, shape: type[Shape]) -> str | None:
    """Where a JSON value is not of this shape, and why; None where it is."""
    try:
        shape.model_validate(value)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        told = f"{first['msg'][0].lower()}{first['msg'][1:]}"
        return f"{place}: {told}" if place else told
    return None
