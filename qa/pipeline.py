"""The story: a folder becomes an index, a question becomes passages, evidence and an answer."""

import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Self

from qa.answering.deadline import Deadline
from qa.answering.evidence import without_orders
from qa.answering.extractive import ANSWERER as EXTRACTIVE
from qa.answering.extractive import Reading, claims_with_citations, compose
from qa.answering.opening import missing_model, open_writer
from qa.answering.writer import ANSWERER as WRITTEN
from qa.answering.writer import Asked, Writer, Written
from qa.errors import QuestionError, SettingsError
from qa.index.fingerprint import config_fingerprint
from qa.index.store import Store
from qa.ingest.embedding import MiniLMEmbedder, open_embedder
from qa.protocols import Embedder, Reader, Retriever
from qa.reading.opening import open_reader
from qa.reading.parts import parts_of
from qa.retrieval.retrievers import HybridRetriever
from qa.settings import Settings
from qa.types import (
    Answer,
    Citation,
    Claim,
    ClaimProven,
    Done,
    FoundSource,
    IndexStatus,
    RetrievedPassage,
    Source,
    SourcesFound,
    StreamEvent,
    SyncReport,
)

MAX_QUESTION_CHARACTERS = 4_000  # beyond it a text is a document, not a question
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def open_pipeline(settings: Settings) -> "Pipeline":
    """A pipeline over the data directory of these settings; parts open when first used.

    Raises:
        SettingsError: the settings contradict each other.
    """
    if settings.min_confidence is not None and settings.max_risk is not None:
        raise SettingsError(
            f"QA_MIN_CONFIDENCE is {settings.min_confidence:g} and QA_MAX_RISK is "
            f"{settings.max_risk:g}: both say when to abstain.",
            "Set one of them.",
        )
    return Pipeline(settings, open_embedder(settings))


class Pipeline:
    """Retrieve, read, compose, prove. Safe to share between threads."""

    def __init__(self, settings: Settings, embedder: Embedder) -> None:
        self.settings = settings
        self._embedder = embedder
        self._opened: _Parts | None = None
        self._lock = Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def warm_up(self) -> None:
        """Open the index and load the embedded models now, so that no question waits for them.

        Raises:
            IndexMissing, IndexMismatch, IndexDamaged: the index cannot serve.
            ModelError: an embedded model is missing or damaged.
            SettingsError: no threshold is as safe as `settings.max_risk` wants.
        """
        self._threshold(self._parts.reader)
        if isinstance(self._embedder, MiniLMEmbedder):  # a remote one would cost a request
            self._embedder.embed(["warm up"])
        self._parts.reader.warm_up()
        if self._parts.writer is not None:
            self._parts.writer.warm_up()

    def ask(self, question: str, k: int | None = None) -> Answer:
        """The answer to a question from the `k` best passages (default `settings.top_k`).

        A compound question is answered part by part, each from its own passages. Where a language
        model words the answer, what it wrote is proven first; where it fails, the answer is the
        extractive one and its `notices` say why.

        Raises:
            QuestionError: it is empty, too long or has no word in it, or k is below 1.
            IndexMissing, IndexMismatch, IndexDamaged: the index cannot serve.
            EndpointError: the remote embedder failed.
            SettingsError: no threshold is as safe as `settings.max_risk` wants.
        """
        for event in self.stream(question, k):
            if isinstance(event, Done):
                return event.answer
        raise AssertionError("a stream ends with the answer")

    def stream(self, question: str, k: int | None = None) -> Iterator[StreamEvent]:
        """As `ask`, piece by piece: the sources, each claim once it is proven, then the answer.

        What an event said is never taken back; the claims of the last one are those of the events
        before it. Raises as `ask` does, before the first event.
        """
        asked = clean_question(question)
        parts, deadline = self._parts, Deadline(self.settings.deadline_seconds)
        clock = [time.perf_counter()]
        questions = parts_of(asked)
        passages = [parts.retriever.retrieve(part, self._how_many(k)) for part in questions]
        clock.append(time.perf_counter())
        readings = [
            Reading(part, parts.reader.read(part, found))
            for part, found in zip(questions, passages, strict=True)
        ]
        threshold = self._threshold(parts.reader)
        readings = without_orders(readings, threshold)
        composed = compose(readings, parts.store.manifest.text, threshold)
        clock.append(time.perf_counter())
        yield SourcesFound(tuple(found_sources(passages)))
        written = Written()
        if composed.answer is not None:
            request = Asked(asked, readings, composed, threshold)
            for claim, citations in self._write(request, deadline, written):
                yield ClaimProven(claim, citations)
            clock.append(time.perf_counter())
        is_written = written.composed is not None
        if not is_written:
            for claim, citations in claims_with_citations(composed):
                yield ClaimProven(claim, citations)
        composed = written.composed or composed
        yield Done(
            Answer(
                id=_answer_id(),
                question=asked,
                status=composed.status,
                answer=composed.answer,
                short_answer=composed.short_answer,
                claims=composed.claims,
                citations=composed.citations,
                conflict=None,
                confidence=composed.confidence,
                abstention=composed.abstention,
                notices=tuple(written.notices),
                answerer=WRITTEN if is_written else EXTRACTIVE,
                model=parts.writer.name if is_written and parts.writer else parts.reader.name,
                index_fingerprint=parts.store.index_fingerprint(),
                timings_ms=_timings(clock, has_written=bool(written.usage or is_written)),
                usage=self._priced(written.usage),
            )
        )

    def _write(
        self, request: Asked, deadline: Deadline, written: Written
    ) -> Iterator[tuple[Claim, tuple[Citation, ...]]]:
        """The claims of the language model that are proven; none where none is to be asked."""
        parts = self._parts
        if parts.writer is not None:
            yield from parts.writer.write(request, parts.store.manifest.text, deadline, written)
        elif self.settings.answerer == WRITTEN:
            written.notices.append(missing_model(self.settings))

    def _priced(self, usage: dict[str, float]) -> dict[str, float] | None:
        """The tokens, with what they cost where the prices are known."""
        if not usage:
            return None
        if self.settings.llm_usd_per_million is None:
            return usage
        prompt, completion = map(float, self.settings.llm_usd_per_million.split("/"))
        cost = usage["prompt_tokens"] * prompt + usage["completion_tokens"] * completion
        return {**usage, "cost_usd": round(cost / 1_000_000, 8)}

    def search(self, query: str, k: int | None = None) -> list[RetrievedPassage]:
        """The `k` best passages, best first, ties by passage id. Raises as `ask` does."""
        return self._parts.retriever.retrieve(clean_question(query), self._how_many(k))

    def sync(
        self,
        folder: Path | None = None,
        *,
        rebuild: bool = False,
        dry_run: bool = False,
        on_progress: Callable[[int, int, str], None] | None = None,
    ) -> SyncReport:
        """Make the index equal `folder`: default the one it followed last, else `settings.corpus`.

        With `rebuild` it is made anew; with `dry_run` nothing is written and the report says what
        would be. `on_progress` gets files done, files in all, and what is being worked on.

        Raises:
            CorpusError: the folder is missing or holds nothing to read; nothing was changed.
            IndexBusy: another process is writing.
            IndexMismatch: the index was made in another way, and `rebuild` is not set.
            IndexDamaged: the data directory cannot be written.
            EndpointError: the remote embedder failed; files finished before it stay.
        """
        from qa.ingest.syncing import sync_folder

        return sync_folder(
            self.settings,
            self._embedder,
            folder,
            rebuild=rebuild,
            dry_run=dry_run,
            on_progress=on_progress,
        )

    def sources(self) -> list[Source]:
        """Every file in the index, by source id. Raises as `status` does."""
        return self._store.manifest.sources()

    def source(self, source_id: str) -> Source:
        """One file in the index.

        Raises:
            SourceNotFound: it is not there.
        """
        return self._store.manifest.source(source_id)

    def source_text(self, source_id: str) -> str:
        """`Document.text` as it was indexed: what citation offsets count in.

        Raises:
            SourceNotFound: it is not in the index.
        """
        return self._store.manifest.text(source_id)

    def status(self) -> IndexStatus:
        """The index at this moment.

        Raises:
            IndexMissing, IndexMismatch, IndexDamaged: it cannot serve; the message says why.
        """
        return self._store.status()

    @property
    def embedder(self) -> Embedder:
        """What makes the vectors of passages and queries."""
        return self._embedder

    @property
    def retriever(self) -> Retriever:
        """What finds passages; raises as `status` does."""
        return self._parts.retriever

    @property
    def reader(self) -> Reader:
        """What finds the evidence in passages; raises as `status` does."""
        return self._parts.reader

    @property
    def has_writer(self) -> bool:
        """Whether a language model is asked to word answers; raises as `status` does."""
        return self._parts.writer is not None

    def close(self) -> None:
        """Let go of the index's files."""
        with self._lock:
            if self._opened:
                self._opened.store.close()
                self._opened = None

    @property
    def _store(self) -> Store:
        return self._parts.store

    @property
    def _parts(self) -> "_Parts":
        """What is open; opened anew where the index was made anew meanwhile."""
        with self._lock:
            if self._opened and self._opened.store.is_replaced:
                self._opened.store.close()
                self._opened = None
            if self._opened is None:
                self._opened = _open_parts(self.settings, self._embedder)
            return self._opened

    def _how_many(self, k: int | None) -> int:
        if k is None:
            return self.settings.top_k
        if k < 1:
            raise QuestionError(f"{k} passages were asked for.", "Ask for at least one.")
        return k

    def _threshold(self, reader: Reader) -> float:
        """The confidence below which this pipeline abstains."""
        if self.settings.min_confidence is not None:
            return self.settings.min_confidence
        return reader.threshold(self.settings.max_risk)


@dataclass(frozen=True, slots=True)
class _Parts:
    """An open index with what works on it."""

    store: Store
    retriever: Retriever
    reader: Reader
    writer: Writer | None


def _open_parts(settings: Settings, embedder: Embedder) -> _Parts:
    store = Store.open(settings.data_dir, config_fingerprint(settings, embedder))
    return _Parts(
        store,
        HybridRetriever(store, embedder, candidates=settings.candidates, fusion=settings.fusion),
        open_reader(settings, embedder, store.lexical),
        open_writer(settings, embedder, store.lexical),
    )


def found_sources(passages: Sequence[Sequence[RetrievedPassage]]) -> list[FoundSource]:
    """The files of these passages, each once, in their order."""
    found = [item.passage for part in passages for item in part]
    return list(dict.fromkeys(FoundSource(p.source_id, p.title, p.published) for p in found))


def clean_question(question: str) -> str:
    """The question with control characters as blanks, and no blanks around or doubled.

    Raises:
        QuestionError: nothing is left that can be asked, or it is too long.
    """
    encodable = question.encode("utf-8", "replace").decode("utf-8")  # lone surrogates become '?'
    cleaned = " ".join(_CONTROLS.sub(" ", encodable).split())
    if len(cleaned) > MAX_QUESTION_CHARACTERS:
        raise QuestionError(
            f"The question has {len(cleaned)} characters; at most {MAX_QUESTION_CHARACTERS} fit.",
            "Ask one thing at a time; put long texts into the corpus instead.",
        )
    if not any(character.isalnum() for character in cleaned):
        raise QuestionError(
            f"The question {cleaned[:40]!r} has no word in it.", "Ask in words or numbers."
        )
    return cleaned


def _answer_id() -> str:
    from ulid import ULID

    return f"ans_{ULID()}"


def _timings(clock: Sequence[float], *, has_written: bool) -> dict[str, float]:
    """The steps between the moments of `clock`, and all of them together."""
    names = ["retrieve", "read", "write"][: 3 if has_written else 2]
    steps = zip(names, clock, clock[1:], strict=False)
    timings = {name: _milliseconds(end - start) for name, start, end in steps}
    return {**timings, "total": _milliseconds(time.perf_counter() - clock[0])}


def _milliseconds(seconds: float) -> float:
    return round(seconds * 1000, 1)
