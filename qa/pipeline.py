"""The story: a folder becomes an index, a question becomes passages, evidence and an answer."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Self

from qa.answering.extractive import ANSWERER, Reading, compose
from qa.errors import QuestionError, SettingsError
from qa.index.fingerprint import config_fingerprint
from qa.index.store import Store
from qa.ingest.embedding import MiniLMEmbedder, open_embedder
from qa.protocols import Embedder, Reader, Retriever
from qa.reading.opening import open_reader
from qa.reading.parts import parts_of
from qa.retrieval.retrievers import HybridRetriever
from qa.settings import Settings
from qa.types import Answer, IndexStatus, RetrievedPassage, Source, SyncReport

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

    def ask(self, question: str, k: int | None = None) -> Answer:
        """The answer to a question from the `k` best passages (default `settings.top_k`).

        A compound question is answered part by part, each from its own passages.

        Raises:
            QuestionError: it is empty, too long or has no word in it, or k is below 1.
            IndexMissing, IndexMismatch, IndexDamaged: the index cannot serve.
            EndpointError: the remote embedder failed.
            SettingsError: no threshold is as safe as `settings.max_risk` wants.
        """
        asked = clean_question(question)
        parts = self._parts
        started = time.perf_counter()
        questions = parts_of(asked)
        passages = [parts.retriever.retrieve(part, self._how_many(k)) for part in questions]
        retrieved = time.perf_counter()
        readings = [
            Reading(part, parts.reader.read(part, found))
            for part, found in zip(questions, passages, strict=True)
        ]
        threshold = self._threshold(parts.reader, questions[0])
        composed = compose(readings, parts.store.manifest.text, threshold)
        finished = time.perf_counter()
        return Answer(
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
            answerer=ANSWERER,
            model=parts.reader.name,
            index_fingerprint=parts.store.index_fingerprint(),
            timings_ms={
                "retrieve": _milliseconds(retrieved - started),
                "read": _milliseconds(finished - retrieved),
                "total": _milliseconds(finished - started),
            },
        )

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

    def _threshold(self, reader: Reader, question: str = "") -> float:
        """The confidence below which this pipeline abstains from such a question."""
        if self.settings.min_confidence is not None:
            return self.settings.min_confidence
        return reader.threshold(self.settings.max_risk, question)


@dataclass(frozen=True, slots=True)
class _Parts:
    """An open index with what works on it."""

    store: Store
    retriever: Retriever
    reader: Reader


def _open_parts(settings: Settings, embedder: Embedder) -> _Parts:
    store = Store.open(settings.data_dir, config_fingerprint(settings, embedder))
    return _Parts(
        store,
        HybridRetriever(store, embedder, candidates=settings.candidates, fusion=settings.fusion),
        open_reader(settings, embedder, store.lexical),
    )


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


def _milliseconds(seconds: float) -> float:
    return round(seconds * 1000, 1)
