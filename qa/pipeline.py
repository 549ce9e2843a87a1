"""The story: a folder becomes an index, a question becomes passages, evidence and an answer."""

import datetime
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path
from threading import Event, Lock
from types import TracebackType
from typing import Self, TypeVar

from qa.answering.chat_model import open_chat_model
from qa.answering.extractive import confidence_of
from qa.errors import IndexDamaged, QuestionError, SettingsError
from qa.history import History
from qa.index.store import Store
from qa.ingest.decoding import encodable
from qa.ingest.embedding import MiniLMEmbedder, open_embedder
from qa.inquiry import Inquirer, Inquiry, Step, threshold_of
from qa.opened import OpenIndex, open_index
from qa.protocols import Embedder, Reader, Retriever
from qa.receipts.feedback import feedback_now
from qa.receipts.keeping import Receipts
from qa.receipts.replay import Replay, compare
from qa.receipts.values import Feedback, Rating, Receipt
from qa.retrieval.spelling import Respelled
from qa.settings import Settings
from qa.types import (
    Answer,
    Done,
    FollowUp,
    IndexStatus,
    Passage,
    RetrievedPassage,
    Source,
    SourceFilter,
    StreamEvent,
    SyncReport,
)

_T = TypeVar("_T")
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
        # one for all that ask it: it remembers how the endpoint is
        self.chat_model = open_chat_model(settings)
        self._embedder = embedder
        self._opened: OpenIndex | None = None
        self._lock = Lock()
        self.history = History.beside(settings.data_dir)
        self.receipts = Receipts(self.history, settings.receipts, settings.receipt_days)

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
        opened = self._index
        threshold_of(opened.reader, self.settings)
        if isinstance(self._embedder, MiniLMEmbedder):  # a remote one would cost a request
            self._embedder.embed(["warm up"])
        opened.reader.warm_up()
        if opened.writer is not None:
            opened.writer.warm_up()

    def ask(
        self,
        question: str,
        k: int | None = None,
        *,
        as_of: datetime.date | None = None,
        only: SourceFilter | None = None,
        record: bool = True,
    ) -> Answer:
        """The answer to a question from the `k` best passages (default `settings.top_k`).

        A compound question is answered part by part, each from its own passages. With `as_of` it
        is asked as if it were that day: sources published later are left out. With `only`, just
        the sources that match it may answer. Where a language model words the answer, what it
        wrote is proven first; where it fails, the answer is the extractive one and its `notices`
        say why. A receipt is kept where `record` is set and the settings want any; where that
        fails a notice says so.

        Raises:
            QuestionError: it is empty, too long or has no word in it, or k is below 1.
            IndexMissing, IndexMismatch, IndexDamaged: the index cannot serve.
            EndpointError: the remote embedder failed.
            SettingsError: no threshold is as safe as `settings.max_risk` wants.
        """
        return self.ask_in_full(question, k, as_of=as_of, only=only, record=record).answer

    def stream(
        self,
        question: str,
        k: int | None = None,
        *,
        as_of: datetime.date | None = None,
        only: SourceFilter | None = None,
        record: bool = True,
        given_up: Event | None = None,
    ) -> Iterator[StreamEvent]:
        """As `ask`, piece by piece: the sources, each claim once it is proven, then the answer.

        What an event said is never taken back; the claims of the last one are those of the events
        before it. Whoever sets `given_up` waits no longer: a language model is not listened to any
        more. Raises as `ask` does, before the first event.
        """
        steps = self.steps(question, k, as_of=as_of, only=only, record=record, given_up=given_up)
        for step in steps:
            yield Done(step.answer) if isinstance(step, Receipt) else step

    def ask_in_full(
        self,
        question: str,
        k: int | None = None,
        *,
        as_of: datetime.date | None = None,
        only: SourceFilter | None = None,
        follow_up: FollowUp | None = None,
        record: bool = True,
    ) -> Receipt:
        """The receipt of the answer: `ask`, and all that led to it.

        Passages that `follow_up` brings along are read after those that were found. Raises as
        `ask` does.
        """
        steps = self.steps(question, k, as_of=as_of, only=only, follow_up=follow_up, record=record)
        for step in steps:
            if isinstance(step, Receipt):
                return step
        raise AssertionError("the last step is the receipt")

    def steps(
        self,
        question: str,
        k: int | None = None,
        *,
        as_of: datetime.date | None = None,
        only: SourceFilter | None = None,
        follow_up: FollowUp | None = None,
        record: bool = True,
        given_up: Event | None = None,
    ) -> Iterator[Step]:
        """As `stream`, with the receipt of the answer as the last step; see `ask_in_full`."""
        inquiry = self._inquiry(question, k, as_of=as_of, only=only, follow_up=follow_up)
        inquiry = replace(inquiry, given_up=given_up)
        answer_id = _answer_id()
        for step in self._tried(lambda inquirer: _begun(inquirer.steps(inquiry, answer_id))):
            yield self._kept(step) if record and isinstance(step, Receipt) else step

    def prospect(
        self,
        question: str,
        k: int | None = None,
        *,
        as_of: datetime.date | None = None,
        only: SourceFilter | None = None,
        follow_up: FollowUp | None = None,
    ) -> float:
        """How likely the passages answer a question: the confidence of all its parts.

        Retrieves and reads as `ask` does, and raises what it raises; writes and records nothing.
        """
        inquiry = self._inquiry(question, k, as_of=as_of, only=only, follow_up=follow_up)
        looked, _ = self._tried(lambda each: each.look(inquiry, each.asked(inquiry).text))
        return confidence_of([one.reading for one in looked])

    def respelled(self, question: str, only: SourceFilter | None = None) -> Respelled:
        """What was typed without slips of the keyboard; raises as `status` does."""
        return self._tried(lambda inquirer: inquirer.respelled(question, only))

    @property
    def threshold(self) -> float:
        """The confidence below which this pipeline abstains; raises as `status` does."""
        return threshold_of(self.reader, self.settings)

    def replay(self, answer_id: str) -> Replay:
        """The question of a receipt asked again as it was then, compared; nothing is recorded.

        Raises:
            AnswerNotFound: no receipt of that answer is kept.
            HistoryError: the receipts cannot be read.
            And what `ask` raises.
        """
        then = self.receipts.find(answer_id)
        follow_up = FollowUp(then.session_id, then.typed, then.brought)
        now = self.ask_in_full(
            then.answer.question,
            then.k,
            as_of=datetime.date.fromisoformat(then.as_of) if then.as_of else None,
            only=then.only,
            follow_up=follow_up,
            record=False,
        )
        return compare(then, now)

    def give_feedback(
        self,
        answer_id: str,
        rating: Rating,
        *,
        expected: str | None = None,
        comment: str | None = None,
    ) -> Feedback:
        """What was kept: a rating of a past answer, with the right one where the caller knows it.

        It lies beside the receipt of the answer, replaces what was said of it before, and goes
        when the receipt goes.

        Raises:
            FeedbackError: the rating is neither 'good' nor 'bad', or a text is too long.
            AnswerNotFound: no receipt of that answer is kept.
            HistoryError: the receipts cannot be used.
        """
        feedback = feedback_now(rating, expected, comment)
        self.receipts.give_feedback(answer_id, feedback)
        return feedback

    def search(
        self, query: str, k: int | None = None, *, only: SourceFilter | None = None
    ) -> list[RetrievedPassage]:
        """The `k` best passages, best first, ties by passage id. Raises as `ask` does.

        A passage that a near-duplicate file repeats is there once, with its copies named.
        """
        inquiry = self._inquiry(query, k, only=only)
        return self._tried(lambda inquirer: inquirer.best(inquiry.question, inquiry))

    def sync(
        self,
        folder: Path | None = None,
        *,
        rebuild: bool = False,
        dry_run: bool = False,
        may_be_empty: bool = False,
        on_progress: Callable[[int, int, str], None] | None = None,
    ) -> SyncReport:
        """Make the index equal `folder`: default the one it followed last, else `settings.corpus`.

        With `rebuild` it is made anew; with `dry_run` nothing is written and the report says what
        would be. A folder with nothing to read empties the index only if it `may_be_empty`.
        `on_progress` gets files done, files in all, and what is being worked on.

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
            may_be_empty=may_be_empty,
            on_progress=on_progress,
        )

    def sources(self, after: str = "", limit: int | None = None) -> list[Source]:
        """The files in the index behind `after`, at most `limit`, by source id.

        Raises as `status` does.
        """
        return self._store.manifest.sources(after, limit)

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

    def passages(self, source_id: str) -> list[Passage]:
        """The passages of one file in the order of its text; what lies between them is masked.

        Raises:
            SourceNotFound: it is not in the index.
        """
        store = self._store
        store.catch_up()
        return store.passages_of(source_id)

    def status(self) -> IndexStatus:
        """The index at this moment.

        Raises:
            IndexMissing, IndexMismatch, IndexDamaged: it cannot serve; the message says why.
        """
        return self._store.status()

    def readiness(self) -> IndexStatus:
        """As `status`, and every part of the index was read for it: it can answer."""
        store = self._store
        store.require_readable()
        return store.status()

    @property
    def embedder(self) -> Embedder:
        """What makes the vectors of passages and queries."""
        return self._embedder

    @property
    def retriever(self) -> Retriever:
        """What finds passages; raises as `status` does."""
        return self._index.retriever

    @property
    def reader(self) -> Reader:
        """What finds the evidence in passages; raises as `status` does."""
        return self._index.reader

    @property
    def has_writer(self) -> bool:
        """Whether a language model is asked to word answers; raises as `status` does."""
        return self._index.writer is not None

    def close(self) -> None:
        """Let go of the files of index and history."""
        self.history.close()
        with self._lock:
            if self._opened:
                self._opened.store.close()
                self._opened = None

    @property
    def _store(self) -> Store:
        return self._index.store

    @property
    def _index(self) -> OpenIndex:
        """What is open; opened anew where the index was made anew meanwhile."""
        with self._lock:
            if self._opened and self._opened.store.is_replaced:
                self._opened.store.close()
                self._opened = None
            if self._opened is None:
                self._opened = open_index(self.settings, self._embedder, self.chat_model)
            return self._opened

    def _tried(self, work: Callable[[Inquirer], _T]) -> _T:
        """What `work` makes of the open index, or else of the one that is open then.

        Whoever makes the index anew, or sees that somebody did, closes it under those at work.
        """
        try:
            return work(self._inquirer())
        except IndexDamaged:
            return work(self._inquirer())

    def _inquirer(self) -> Inquirer:
        return Inquirer(self._index, self.settings, self._embedder.embed)

    def _inquiry(
        self,
        question: str,
        k: int | None,
        *,
        as_of: datetime.date | None = None,
        only: SourceFilter | None = None,
        follow_up: FollowUp | None = None,
    ) -> Inquiry:
        if k is not None and k < 1:
            raise QuestionError(f"{k} passages were asked for.", "Ask for at least one.")
        count = self.settings.top_k if k is None else k
        return Inquiry(clean_question(question), count, as_of, only, follow_up)

    def _kept(self, receipt: Receipt) -> Receipt:
        """The receipt, written down; with a notice in its answer where that failed."""
        trouble = self.receipts.keep(receipt)
        if trouble is None:
            return receipt
        answer = receipt.answer
        return replace(receipt, answer=replace(answer, notices=(*answer.notices, trouble)))


def clean_question(question: str) -> str:
    """The question with control characters as blanks, and no blanks around or doubled.

    Raises:
        QuestionError: nothing is left that can be asked, or it is too long.
    """
    cleaned = " ".join(_CONTROLS.sub(" ", encodable(question)).split())
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


def _begun(steps: Iterator[Step]) -> Iterator[Step]:
    """The same steps, the first one done: all that needs more of the index than its manifest."""
    return chain([next(steps)], steps)


def _answer_id() -> str:
    from ulid import ULID

    return f"ans_{ULID()}"
