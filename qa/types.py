"""The values that travel through the pipeline: frozen, standard library only.

Every offset counts Unicode code points of `Document.text` and is half-open: `text[start:end]`.
For a text file `Document.text` is the decoded file itself, so anyone can check a citation.
"""

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Status = Literal["answered", "conflicting", "abstained"]
Grounding = Literal["verbatim", "supported"]
AbstainReason = Literal["no_relevant_passage", "low_confidence", "unsupported_premise", "unproven"]
Answerer = Literal["extractive", "llm"]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of characters of `Document.text`; `end` is never below `start`."""

    start: int
    end: int


def line_number(text: str, offset: int) -> int:
    """The 1-based line that holds `text[offset]`; `\\n`, `\\r\\n` and a lone `\\r` end lines."""
    crlf = text.count("\r\n", 0, offset)
    return 1 + text.count("\n", 0, offset) + text.count("\r", 0, offset) - crlf


@dataclass(frozen=True, slots=True)
class Document:
    """One source file as text.

    `source_id` is the path relative to the corpus root, with `/`. `published` is an ISO date
    ('2020-06-10', or shorter where the day is unknown) or None; it is never the file's mtime.
    `masks` are the spans kept out of the index as noise: sorted, disjoint. `encoding` is the codec
    that turns the file's bytes into `text` (`errors="replace"`), None where text was extracted.
    `warnings` are sentences for the ingest report.
    """

    source_id: str
    text: str
    title: str
    published: str | None = None
    encoding: str | None = None
    masks: tuple[Span, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """The indexed and citable unit: `text == document.text[start:end]`, no surrounding blanks.

    `id` is `<source_id>#<ordinal>`, the ordinal counting passages of that document from 0000.
    """

    id: str
    source_id: str
    text: str
    start: int
    end: int
    title: str
    published: str | None = None


@dataclass(frozen=True, slots=True)
class RetrievedPassage:
    """A passage and how well it matches one query: higher is better, comparable in one list only.

    `dense` is the cosine similarity and `lexical` the BM25 score, None where that retriever did
    not return the passage.
    """

    passage: Passage
    score: float
    dense: float | None = None
    lexical: float | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence chosen to answer this question, with where the answer stands in it.

    `sentence` and `answer` are spans of `Document.text`; `answer` is None where no exact span was
    found. `confidence` is the probability that the sentence answers the question.
    """

    passage: Passage
    sentence: Span
    answer: Span | None
    confidence: float

    @property
    def text(self) -> str:
        """The sentence, verbatim."""
        return self.passage.text[
            self.sentence.start - self.passage.start : self.sentence.end - self.passage.start
        ]

    @property
    def short_answer(self) -> str | None:
        """The exact answer, verbatim, or None."""
        if self.answer is None:
            return None
        return self.passage.text[
            self.answer.start - self.passage.start : self.answer.end - self.passage.start
        ]


@dataclass(frozen=True, slots=True)
class Citation:
    """A proven place: `quote == Document.text[start:end]` of `source_id`. `line` is 1-based."""

    marker: int
    source_id: str
    title: str
    published: str | None
    quote: str
    start: int
    end: int
    line: int
    score: float


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement of the answer and the markers of the citations it rests on."""

    text: str
    citations: tuple[int, ...]
    independent_sources: int
    grounding: Grounding


@dataclass(frozen=True, slots=True)
class Reading:
    """One of several competing answers."""

    text: str
    citations: tuple[int, ...]
    independent_sources: int


@dataclass(frozen=True, slots=True)
class Conflict:
    """Competing readings; `followed` indexes `readings`, None where the answer follows none."""

    readings: tuple[Reading, ...]
    followed: int | None
    why: str


@dataclass(frozen=True, slots=True)
class Abstention:
    """Why there is no answer, and the places that came nearest, best first.

    `why` is one sentence for the user.
    """

    reason: AbstainReason
    nearest: tuple[Citation, ...]
    why: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What every surface returns: the contract of the project.

    `answer` and `short_answer` are None when abstained, `conflict` is None unless conflicting,
    `abstention` is None unless abstained. `confidence` is the calibrated probability that the
    answer is right. `timings_ms` has `retrieve`, `read` and `total` in milliseconds.
    """

    id: str
    question: str
    status: Status
    answer: str | None
    short_answer: str | None
    claims: tuple[Claim, ...]
    citations: tuple[Citation, ...]
    conflict: Conflict | None
    confidence: float
    abstention: Abstention | None
    answerer: Answerer
    model: str
    index_fingerprint: str
    timings_ms: dict[str, float] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """The answer as plain JSON values, keys in the order of the contract."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Source:
    """One file as the index holds it.

    `characters` counts the document's text, `masked_characters` what of it is kept out as noise.
    `indexed_at` is an ISO time in UTC. `error` says why the file's newest version could not be
    read, None where it could; an older version then still answers.
    """

    source_id: str
    title: str
    published: str | None
    encoding: str | None
    content_hash: str
    characters: int
    masked_characters: int
    passages: int
    indexed_at: str
    error: str | None
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that could not be ingested: what happened and what to do."""

    source_id: str
    reason: str
    hint: str


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What one `sync` did, source ids sorted. `skipped` are files that no loader reads.

    `warnings` pairs a source id with a sentence. `embedded` counts the passages that needed a new
    vector, `passages` those in the index afterwards.
    """

    folder: str
    added: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: tuple[str, ...]
    removed: tuple[str, ...]
    failed: tuple[Failure, ...]
    skipped: tuple[str, ...]
    warnings: tuple[tuple[str, str], ...]
    passages: int
    embedded: int
    seconds: float


@dataclass(frozen=True, slots=True)
class IndexStatus:
    """The index at this moment. `fingerprint` changes with settings, embedder and any file."""

    folder: str
    sources: int
    passages: int
    fingerprint: str
    embedder: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One check of `qa doctor`; `fix` is the command that mends it, None where nothing is wrong."""

    check: str
    is_healthy: bool
    detail: str
    fix: str | None = None
