"""How one question is answered: find, read, compose, let a language model word it, draw up.

`Pipeline` opens what this works on; every surface asks through it.
"""

import datetime
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from threading import Event

from qa.answering.deadline import Deadline
from qa.answering.evidence import orders_left_out, without_orders
from qa.answering.extractive import ANSWERER as EXTRACTIVE
from qa.answering.extractive import Composed, Reading, claims_with_citations, compose
from qa.answering.matter import Embed
from qa.answering.opening import missing_model
from qa.answering.prompts import VERSION as PROMPT_VERSION
from qa.answering.then import known_by, known_then, left_out, newest_cited
from qa.answering.unread import read_more
from qa.answering.voices import copies_left_out
from qa.answering.writer import ANSWERER as WRITTEN
from qa.answering.writer import Asked, Written
from qa.opened import OpenIndex
from qa.protocols import Reader
from qa.reading.courtesy import plain_question
from qa.reading.headed import elsewhere_behind
from qa.reading.numbered import kin_behind
from qa.reading.parts import parts_of
from qa.reading.plans import plans_behind
from qa.receipts.drawing import Looked, draw_up
from qa.receipts.values import Receipt
from qa.retrieval.copies import without_copies
from qa.retrieval.known import joined
from qa.retrieval.spelling import Respelled, Speller
from qa.settings import Settings
from qa.two_steps import in_two_steps
from qa.types import (
    Answer,
    ClaimProven,
    Evidence,
    FollowUp,
    FoundSource,
    RetrievedPassage,
    SourceFilter,
    SourcesFound,
    source_of,
)

Step = SourcesFound | ClaimProven | Receipt  # the receipt is the last one


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A question with all that bears on its answer.

    `k` passages are read. With `as_of` it is asked as if it were that day; with `only`, just the
    sources that match may answer. Those passages that `follow_up` brings along are read too.
    Once `given_up` is set nobody waits for the answer, and no language model is asked further.
    """

    question: str
    k: int
    as_of: datetime.date | None = None
    only: SourceFilter | None = None
    follow_up: FollowUp | None = None
    given_up: Event | None = None

    @property
    def within(self) -> SourceFilter | None:
        """Which sources may answer; None for all."""
        return known_by(self.as_of, self.only)


class Inquirer:
    """Answers inquiries from one open index."""

    def __init__(self, opened: OpenIndex, settings: Settings, embed: Embed) -> None:
        self._opened = opened
        self._settings = settings
        self._embed = embed
        self._speller = Speller(opened.store)

    def asked(self, inquiry: Inquiry) -> Respelled:
        """The question that is meant by what was typed."""
        respelled = self.respelled(plain_question(inquiry.question), inquiry.within)
        return replace(respelled, text=plain_question(respelled.text))

    def respelled(self, question: str, only: SourceFilter | None) -> Respelled:
        """The question without slips of the keyboard, by the words of what may answer."""
        within = None if only is None else self._opened.store.manifest.matching(only)
        return self._speller.read(question, within)

    def look(self, inquiry: Inquiry, question: str) -> tuple[list[Looked], float]:
        """What is found and read for each part, and the moment at which the finding was done."""
        questions = parts_of(question)
        found = [self.found(question, inquiry) for question in questions]
        brought = self._brought(inquiry)
        chosen = [joined(self._opened.store, each, inquiry.k, brought) for each in found]
        retrieved = time.perf_counter()
        looked = [
            Looked(question, passages, read, self._evidence(question, read))
            for question, passages, read in zip(questions, found, chosen, strict=True)
        ]
        if len(looked) == 1 and self._settings.two_steps:
            looked = in_two_steps(
                looked[0], lambda question: self._looked(question, inquiry), self._threshold
            )
        return looked, retrieved

    def _looked(self, question: str, inquiry: Inquiry) -> Looked:
        found = self.found(question, inquiry)
        read = found[: inquiry.k]
        return Looked(question, found, read, self._evidence(question, read))

    def _threshold(self, question: str) -> float:
        return threshold_of(self._opened.reader, self._settings, question)

    def steps(self, inquiry: Inquiry, answer_id: str) -> Iterator[Step]:
        """The sources, each claim once it is proven, then the receipt of the whole answer.

        What a step said is never taken back: the claims of the answer are those of the steps.
        """
        deadline = Deadline(self._settings.deadline_seconds, inquiry.given_up)
        clock = [time.perf_counter()]
        meant = self.asked(inquiry)
        looked, retrieved = self.look(inquiry, meant.text)
        clock.append(retrieved)
        threshold = self._threshold(looked[0].question)
        found = [one.reading for one in looked]
        readings = without_orders(found, threshold)
        composed = _noticed(self._composed(readings, threshold), meant, looked, inquiry)
        aside = orders_left_out(found, readings, threshold)
        composed = replace(composed, notices=(*composed.notices, *aside))
        clock.append(time.perf_counter())
        yield SourcesFound(tuple(found_sources([one.read for one in looked])))
        written = Written()
        if composed.answer is not None:
            asked = self._asked(inquiry.question, readings, composed, threshold)
            yield from self._written(asked, deadline, written)
            clock.append(time.perf_counter())
        if written.composed is None:
            for claim, citations in claims_with_citations(composed):
                yield ClaimProven(claim, citations)
        answer = self._answer(inquiry, answer_id, composed, written, clock)
        yield draw_up(
            answer,
            looked,
            self._settings,
            k=inquiry.k,
            threshold=threshold,
            follow_up=inquiry.follow_up,
            as_of=inquiry.as_of,
            only=inquiry.only,
            prompt_version=PROMPT_VERSION if written.usage or written.composed else None,
        )

    def found(self, query: str, inquiry: Inquiry) -> list[RetrievedPassage]:
        """At least `inquiry.k` passages where there are so many, best first, each copy once."""
        # asking for no more than the candidates that are fused anyway changes no rank
        return self._found(query, inquiry, max(inquiry.k, self._settings.candidates))

    def best(self, query: str, inquiry: Inquiry) -> list[RetrievedPassage]:
        """The first `inquiry.k` of `found`; only where they have copies are the others loaded."""
        few = self._found(query, inquiry, inquiry.k)
        with_copies = self._opened.store.manifest.families()
        is_alone = all(item.passage.source_id not in with_copies for item in few)
        if is_alone and len(few) == inquiry.k:
            return few
        return self.found(query, inquiry)[: inquiry.k]

    def _found(self, query: str, inquiry: Inquiry, count: int) -> list[RetrievedPassage]:
        found = self._opened.retriever.retrieve(query, count, inquiry.within)
        known = known_then(found, inquiry.as_of)
        return without_copies(known, self._opened.store.families())

    def _brought(self, inquiry: Inquiry) -> Sequence[str]:
        """The passages of earlier answers, but for those that the filter leaves out."""
        passage_ids = inquiry.follow_up.passage_ids if inquiry.follow_up else ()
        within = inquiry.within
        if within is None or not passage_ids:
            return passage_ids
        matching = self._opened.store.manifest.matching(within)
        allowed = {version.source_id for version in matching}
        return [id_ for id_ in passage_ids if source_of(id_) in allowed]

    def _evidence(self, question: str, passages: Sequence[RetrievedPassage]) -> list[Evidence]:
        reader = self._opened.reader
        evidence = read_more(question, reader.read(question, passages), passages, reader)
        for step_back in (plans_behind, elsewhere_behind, kin_behind):
            evidence = step_back(question, evidence)
        return evidence

    def _composed(self, readings: Sequence[Reading], threshold: float) -> Composed:
        store = self._opened.store
        return compose(
            readings,
            store.manifest.text,
            threshold,
            family_of=store.families(),
            embed=self._embed,
        )

    def _asked(
        self, question: str, readings: Sequence[Reading], composed: Composed, threshold: float
    ) -> Asked:
        """What the writer gets; where sources disagree it has to state every reading."""
        conflict = composed.conflict
        return Asked(
            question,
            readings,
            composed,
            threshold,
            versions=tuple(reading.text for reading in conflict.readings) if conflict else (),
            kept=composed.citations if conflict else (),
            family_of=self._opened.store.families(),
        )

    def _written(self, asked: Asked, deadline: Deadline, written: Written) -> Iterator[ClaimProven]:
        """The claims of the language model that are proven; none where none is to be asked."""
        writer = self._opened.writer
        if writer is not None:
            source_text = self._opened.store.manifest.text
            for claim, citations in writer.write(asked, source_text, deadline, written):
                yield ClaimProven(claim, citations)
        elif self._settings.answerer == WRITTEN:
            written.notices.append(missing_model(self._settings))

    def _answer(
        self,
        inquiry: Inquiry,
        answer_id: str,
        composed: Composed,
        written: Written,
        clock: Sequence[float],
    ) -> Answer:
        opened, shown = self._opened, written.composed or composed
        is_written = written.composed is not None
        as_of = composed.as_of or (newest_cited(shown.citations) if inquiry.as_of else None)
        return Answer(
            id=answer_id,
            question=inquiry.question,
            status=shown.status,
            answer=shown.answer,
            short_answer=shown.short_answer,
            claims=shown.claims,
            citations=shown.citations,
            conflict=composed.conflict,
            confidence=shown.confidence,
            abstention=shown.abstention,
            notices=(*composed.notices, *written.notices),
            as_of=as_of,
            answerer=WRITTEN if is_written else EXTRACTIVE,
            model=opened.writer.name if is_written and opened.writer else opened.reader.name,
            index_fingerprint=opened.store.index_fingerprint(),
            timings_ms=_timings(clock, has_written=bool(written.usage or is_written)),
            usage=_priced(written.usage, self._settings.llm_usd_per_million),
        )


def _noticed(
    composed: Composed, meant: Respelled, looked: Sequence[Looked], inquiry: Inquiry
) -> Composed:
    """With what a reader should know of words read otherwise and sources left out."""
    steps = [f"It took two steps: {one.question} {one.named}." for one in looked if one.named]
    copies = copies_left_out(composed.citations, chain(*(one.read for one in looked)))
    later = left_out(inquiry.as_of, composed.citations)
    return replace(composed, notices=(*composed.notices, *meant.notices(), *steps, *copies, *later))


def threshold_of(reader: Reader, settings: Settings, question: str = "") -> float:
    """The confidence below which such a question is abstained from.

    Raises:
        SettingsError: no threshold is as safe as `settings.max_risk` wants.
    """
    if settings.min_confidence is not None:
        return settings.min_confidence
    return reader.threshold(settings.max_risk, question)


def found_sources(passages: Sequence[Sequence[RetrievedPassage]]) -> list[FoundSource]:
    """The files of these passages, each once, in their order."""
    found: dict[str, FoundSource] = {}  # passages of one file may have titles of their own
    for passage in (item.passage for part in passages for item in part):
        source = FoundSource(passage.source_id, passage.title, passage.published)
        found.setdefault(passage.source_id, source)
    return list(found.values())


def _timings(clock: Sequence[float], *, has_written: bool) -> dict[str, float]:
    """The steps between the moments of `clock`, and all of them together, in milliseconds."""
    names = ["retrieve", "read", "write"][: 3 if has_written else 2]
    steps = zip(names, clock, clock[1:], strict=False)
    timings = {name: round((end - start) * 1000, 1) for name, start, end in steps}
    return {**timings, "total": round((time.perf_counter() - clock[0]) * 1000, 1)}


def _priced(usage: dict[str, float], usd_per_million: str | None) -> dict[str, float] | None:
    """The tokens, with what they cost where the prices are known; None where none were used."""
    if not usage:
        return None
    if usd_per_million is None:
        return usage
    prompt, completion = map(float, usd_per_million.split("/"))
    cost = usage["prompt_tokens"] * prompt + usage["completion_tokens"] * completion
    return {**usage, "cost_usd": round(cost / 1_000_000, 8)}
