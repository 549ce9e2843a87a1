"""The values that travel through the pipeline: frozen, standard library only.

Every offset counts Unicode code points of `Document.text` and is half-open: `text[start:end]`.
For a text file `Document.text` is the decoded file itself, so anyone can check a citation.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from fnmatch import fnmatchcase
from typing import Any, Literal

Status = Literal["answered", "conflicting", "abstained"]
Grounding = Literal["verbatim", "supported"]
AbstainReason = Literal["no_relevant_passage", "low_confidence", "unsupported_premise", "unproven"]
Answerer = Literal["extractive", "llm"]
Verdict = Literal["yes", "no"]


_LINE_END = re.compile(r"[\r\n]+(?:[ \t]?>)*")  # and the marks before a quoted line


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of characters of `Document.text`; `end` is never below `start`."""

    start: int
    end: int

    def moved(self, by: int) -> "Span":
        """The range with `by` more characters before it; fewer where that is below 0."""
        return Span(self.start + by, self.end + by)


def line_number(text: str, offset: int) -> int:
    """The 1-based line that holds `text[offset]`; `\\n`, `\\r\\n` and a lone `\\r` end lines."""
    crlf = text.count("\r\n", 0, offset)
    return 1 + text.count("\n", 0, offset) + text.count("\r", 0, offset) - crlf


def page_number(text: str, offset: int) -> int | None:
    """The 1-based page that holds `text[offset]`, or None where the text has no pages.

    Every page of a paged text opens with a form feed, the first one too; so the text carries its
    own page map, and anyone who has the text can check a citation's page.
    """
    return text.count("\f", 0, offset) or 1 if text.startswith("\f") else None


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a document that is an article of its own: a record of a data file, a chapter.

    `label` says which, as a person would look it up: 'record 17'. A passage never crosses from one
    section into the next, and it carries the section's title and date.
    """

    start: int
    end: int
    label: str
    title: str
    published: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """One source file as text.

    `source_id` is the path relative to the corpus root, with `/`. `published` is an ISO date
    ('2020-06-10', or shorter where the day is unknown) or None; it is never the file's mtime.
    `masks` are the spans kept out of the index as noise: sorted, disjoint. `encoding` is the codec
    that turns the file's bytes into `text` (`errors="replace"`), None where text was extracted.
    `warnings` are sentences for the ingest report. `language` is an ISO 639-1 code, or None where
    it is neither stated nor plain. `sections` are sorted and disjoint; most documents have none.
    """

    source_id: str
    text: str
    title: str
    published: str | None = None
    encoding: str | None = None
    masks: tuple[Span, ...] = ()
    warnings: tuple[str, ...] = ()
    author: str | None = None
    language: str | None = None
    tags: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """The indexed and citable unit: `text == document.text[start:end]`, no surrounding blanks.

    `id` is `<source_id>#<ordinal>`, the ordinal counting passages of that document from 0000.
    `section` is the label of the section it lies in. Where it goes on with a table, `columns` is
    what the table begins with, of records the names of their fields: put before `text` it makes
    the table's rows again.
    """

    id: str
    source_id: str
    text: str
    start: int
    end: int
    title: str
    published: str | None = None
    section: str | None = None
    columns: str = ""


def source_of(passage_id: str) -> str:
    """The source id in a passage's id; a file name may have a `#` of its own."""
    return passage_id.rpartition("#")[0]


@dataclass(frozen=True, slots=True)
class SourceFilter:
    """Which sources may answer; every condition that is set must hold.

    `sources` are patterns of source ids (`*` matches slashes too, `?`, `[a-z]`): one must fit.
    A source id fits itself, whatever stands in it.
    `published_from` and `published_to` are ISO dates, whole or '2020-06' or '2020', both included.
    A source whose date is shorter is within them where any of its days is; one without a date is
    not. `tags` are as the sources state them, upper and lower case alike: one must fit.
    """

    sources: tuple[str, ...] = ()
    published_from: str | None = None
    published_to: str | None = None
    tags: tuple[str, ...] = ()

    @property
    def has_days(self) -> bool:
        """Whether there is a day that is within its dates."""
        return (self.published_from or "") <= (self.published_to or "") + _LAST

    def matches(self, source_id: str, published: str | None, tags: Sequence[str] = ()) -> bool:
        """Whether a source of that id, date and tags may answer."""
        if self.tags and folded(self.tags).isdisjoint(folded(tags)):
            return False
        if self.sources and not any(fits(source_id, each) for each in self.sources):
            return False
        if self.published_from is None and self.published_to is None:
            return True
        if published is None:
            return False
        return (self.published_from or "") <= published + _LAST and published <= (
            (self.published_to or "") + _LAST
        )


def fits(source_id: str, pattern: str) -> bool:
    """Whether a source is meant by a pattern of `SourceFilter.sources`."""
    return source_id == pattern or fnmatchcase(source_id, pattern)


def folded(tags: Iterable[str]) -> set[str]:
    """Tags as they are compared."""
    return {tag.casefold() for tag in tags}


_LAST = "~"  # after every digit and dash: '2020~' is the end of 2020


@dataclass(frozen=True, slots=True)
class RetrievedPassage:
    """A passage and how well it matches one query: higher is better, comparable in one list only.

    `dense` is the cosine similarity and `lexical` the BM25 score, None where that retriever did
    not return the passage. `copies` are the sources that say the same in a near-duplicate.
    """

    passage: Passage
    score: float
    dense: float | None = None
    lexical: float | None = None
    copies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence chosen to answer this question, with where the answer stands in it.

    `sentence` and `answer` are spans of `Document.text`; `answer` is None where no exact span was
    found. `confidence` is the probability that the sentence answers the question. `verdict` is
    what a model makes of the sentence where a yes or no is asked for; None where none was asked.
    """

    passage: Passage
    sentence: Span
    answer: Span | None
    confidence: float
    verdict: Verdict | None = None

    @property
    def quote(self) -> str:
        """The sentence, verbatim."""
        return self.passage.text[
            self.sentence.start - self.passage.start : self.sentence.end - self.passage.start
        ]

    @property
    def text(self) -> str:
        """The sentence on one line, as long as the quote."""
        return _LINE_END.sub(lambda found: " " * len(found[0]), self.quote)

    @property
    def short_answer(self) -> str | None:
        """The exact answer on one line, or None."""
        if self.answer is None:
            return None
        start, end = (place - self.sentence.start for place in (self.answer.start, self.answer.end))
        return " ".join(self.text[start:end].split())


def best_first(evidence: Iterable[Evidence]) -> list[Evidence]:
    """The surest first; equals by passage and place, so that the order is always the same."""
    return sorted(evidence, key=lambda e: (-e.confidence, e.passage.id, e.sentence))


@dataclass(frozen=True, slots=True)
class Citation:
    """A proven place: `quote == Document.text[start:end]` of `source_id`.

    `line` is 1-based and counts in that text: where it was extracted it is not the file's own.
    `page` is where the quote starts, from 1, None where the source has no pages. `section` is the
    part of the source it stands in ('record 17'), None where the source has no parts.
    """

    marker: int
    source_id: str
    title: str
    published: str | None
    quote: str
    start: int
    end: int
    line: int
    score: float
    page: int | None = None
    section: str | None = None


def place_of(source_id: str, line: int, page: int | None, section: str | None) -> str:
    """Where something stands, as every surface says it: 'notes.md:7', 'data.jsonl (record 2)'.

    A file with pages or parts is looked up by these: the line is one of its text as it was read.
    """
    within = ", ".join(filter(None, (f"page {page}" if page else "", section)))
    return f"{source_id} ({within})" if within else f"{source_id}:{line}"


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
    answer is right. `notices` are sentences about how this answer came about. `as_of` is the ISO
    date of the newest source followed where the question asks for the present or for a time.
    `timings_ms` has `retrieve`, `read` and `total` in milliseconds, `write` too where a language
    model was asked. `usage` has its `prompt_tokens`, `completion_tokens` and, where prices are set,
    `cost_usd`; None where none was asked.
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
    notices: tuple[str, ...] = field(default=(), kw_only=True)
    as_of: str | None = field(default=None, kw_only=True)
    answerer: Answerer
    model: str
    index_fingerprint: str
    timings_ms: dict[str, float] = field(default_factory=dict)
    usage: dict[str, float] | None = field(default=None, kw_only=True)

    def to_dict(self) -> dict[str, Any]:
        """The answer as plain JSON values, keys in the order of the contract."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What a question of a conversation brings along.

    `typed` is what the user wrote, where that was rewritten to stand alone, else None.
    `passage_ids` are passages that earlier answers rest on: they are read too. `session_id` is None
    where whoever asks keeps the conversation.
    """

    session_id: str | None
    typed: str | None = None
    passage_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FoundSource:
    """A file in which passages for a question were found."""

    source_id: str
    title: str
    published: str | None


@dataclass(frozen=True, slots=True)
class SourcesFound:
    """First event of a stream: the files of the passages that were read, the best first."""

    sources: tuple[FoundSource, ...]


@dataclass(frozen=True, slots=True)
class ClaimProven:
    """A statement of the answer, with those of its citations that no event had before."""

    claim: Claim
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Done:
    """Last event of a stream: the whole answer. Its claims are those of the events before."""

    answer: Answer


StreamEvent = SourcesFound | ClaimProven | Done


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
    author: str | None = None
    language: str | None = None
    tags: tuple[str, ...] = ()


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
