"""Answers that a language model words and we prove: what it cannot prove is not shown."""

import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from threading import Lock

from qa.answering.chat_model import ChatModel, ContextOverflow, ReplyCut
from qa.answering.claims import drafts, lines
from qa.answering.deadline import Deadline
from qa.answering.evidence import Chosen, answering, choose, with_orders
from qa.answering.extractive import Composed, Reading, exact_answer, stated
from qa.answering.facts import content
from qa.answering.grounding import Citations
from qa.answering.locating import plain
from qa.answering.orders import gives_orders
from qa.answering.prompts import MOST_LINES, system_prompt, user_prompt
from qa.answering.proof import Place, Proven, Prover, Unproven
from qa.answering.support import SupportJudge
from qa.answering.voices import FamilyOf, itself
from qa.errors import EndpointError
from qa.types import Answerer, Citation, Claim, Evidence

ANSWERER: Answerer = "llm"
_ATTEMPTS = 2  # the second is told what was wrong with the first
_CUTS = 3  # times that the evidence is halved where the model cannot read it all
_REASONS = 5  # told at the second attempt
_FEWEST_WORDS = 3  # a claim of fewer says something only together with the question
FELL_BACK = "This is the extractive answer."  # ends the notice of a failure


@dataclass(frozen=True, slots=True)
class Asked:
    """What the writer is to answer, and the answer that stands where it fails.

    `versions` are texts of competing readings: each has to be stated in a proven claim. Their
    citations, `kept`, keep their markers. Sources are counted by `family_of`.
    """

    question: str
    readings: Sequence[Reading]
    extractive: Composed
    min_confidence: float
    versions: Sequence[str] = ()
    kept: Sequence[Citation] = ()
    family_of: FamilyOf = itself


@dataclass(slots=True)
class Written:
    """What came of asking: `composed` is None where the extractive answer has to be given."""

    composed: Composed | None = None
    notices: list[str] = field(default_factory=list)
    usage: dict[str, float] = field(default_factory=dict)


ShownClaim = tuple[Claim, tuple[Citation, ...]]


class _Budget:
    """How many tokens of evidence are sent; shared by all questions, and lowered by what works."""

    def __init__(self, tokens: int) -> None:
        self._tokens = tokens
        self._most_read = 0
        self._lock = Lock()

    @property
    def tokens(self) -> int:
        """What a question begins with."""
        return self._tokens

    def was_read(self, tokens: int, budget: int) -> None:
        """Remember that evidence of `tokens`, chosen within `budget`, was not too much.

        The budget never falls below what was read before: then the question was too long.
        """
        with self._lock:
            self._most_read = max(self._most_read, tokens)
            self._tokens = min(self._tokens, max(budget, self._most_read))


class Writer:
    """Asks the model, proves each sentence as it comes, and gives what is proven."""

    def __init__(
        self,
        model: ChatModel,
        judge: SupportJudge,
        count_tokens: Callable[[str], int],
        evidence_tokens: int,
    ) -> None:
        self._model = model
        self._judge = judge
        self._count_tokens = count_tokens
        self._budget = _Budget(evidence_tokens)

    @property
    def name(self) -> str:
        """The language model's name."""
        return self._model.name

    def warm_up(self) -> None:
        """Load the judge's model and the client; nothing is sent."""
        self._judge.warm_up()
        self._model.warm_up()

    def write(
        self, asked: Asked, source_text: Callable[[str], str], deadline: Deadline, written: Written
    ) -> Iterator[ShownClaim]:
        """Each proven claim with the citations not given before; the outcome is in `written`.

        Nothing is given before the claims so far answer the question; from then on each one is
        given as soon as it is proven, and none is taken back.
        """
        rejected: list[str] = []
        cuts = 0
        budget = self._budget.tokens
        for attempt in range(_ATTEMPTS + _CUTS):
            chosen = choose(asked.readings, asked.min_confidence, budget, self._count_tokens)
            if not chosen.passages:
                written.notices.append(f"Every passage gives orders; none was sent. {FELL_BACK}")
                return
            draft = _Attempt(asked, Prover(self._judge, chosen.passages), source_text)
            try:
                pieces = self._reply(asked, chosen, rejected, deadline, written)
                yield from draft.claims(lines(pieces))
            except ContextOverflow as error:
                cuts += 1
                if cuts > _CUTS or len(chosen.passages) == 1:
                    written.notices.append(f"{error} {FELL_BACK}")
                    return
                budget = max(1, budget // 2)
                continue
            except ReplyCut as error:
                draft.cut = str(error)
            except EndpointError as error:
                written.notices.append(f"{error.message} {FELL_BACK}")
                return
            self._budget.was_read(chosen.tokens, budget)
            if draft.is_answered:
                written.composed = draft.composed()
                written.notices += _left_out(draft, chosen)
                return
            rejected = draft.reasons()
            if attempt - cuts + 1 >= _ATTEMPTS:
                break
        written.notices.append(_failed(draft))

    def _reply(
        self,
        asked: Asked,
        chosen: Chosen,
        rejected: Sequence[str],
        deadline: Deadline,
        written: Written,
    ) -> Iterator[str]:
        prompt = user_prompt(
            asked.question,
            chosen.prompt_rows,
            secrets.token_hex(4),
            versions=asked.versions,
            rejected=rejected,
        )
        return self._model.reply(system_prompt(), prompt, deadline, written.usage)


class _Attempt:
    """One reply on its way to an answer."""

    def __init__(self, asked: Asked, prover: Prover, source_text: Callable[[str], str]) -> None:
        self._asked = asked
        self._prover = prover
        self._citations = Citations(source_text, asked.kept)
        self._known = {citation.marker for citation in asked.kept}
        self._proven: list[Proven] = []
        self._shown: list[Claim] = []
        self.rejected: list[str] = []
        self.is_empty = True
        self.cut: str | None = None  # why the reply broke off

    def claims(self, written: Iterator[str]) -> Iterator[ShownClaim]:
        """The claims to show, from the first moment on at which they answer the question."""
        for line in written:
            for draft in drafts(line):
                self.is_empty = False
                outcome = self._prover.prove(draft)
                if len(content(draft.text)) < _FEWEST_WORDS:
                    outcome = Unproven(draft.text, "it is no whole sentence")
                if isinstance(outcome, Proven) and not self._bears(outcome):
                    outcome = Unproven(draft.text, "it does not bear on the question")
                if isinstance(outcome, Unproven):
                    self.rejected.append(f"'{outcome.text}': {outcome.why}")
                elif not any(plain(outcome.text) == plain(each.text) for each in self._proven):
                    self._proven.append(outcome)
            if self.is_answered:
                yield from self._newly_shown()
            if len(self._proven) >= MOST_LINES:
                return

    @property
    def is_answered(self) -> bool:
        """Whether the proven claims answer every part of the question and state every version."""
        parts = all(self._supporting(reading) for reading in self._asked.readings)
        said = [set(content(each.text)) for each in self._proven]
        versions = (set(content(version)) for version in self._asked.versions)
        return parts and all(any(version <= words for words in said) for version in versions)

    def composed(self) -> Composed:
        """The answer in the shape that the extractive one has."""
        supporting = [self._supporting(reading) for reading in self._asked.readings]
        short = [
            exact_answer(reading.question, items)
            for reading, items in zip(self._asked.readings, supporting, strict=True)
        ]
        return Composed(
            status=self._asked.extractive.status,
            answer=" ".join(stated(each) for each in self._shown),
            short_answer="; ".join(each for each in short if each) if all(short) else None,
            claims=tuple(self._shown),
            citations=self._citations.listed,
            confidence=round(min(items[0].confidence for items in supporting), 4),
            abstention=None,
        )

    def reasons(self) -> list[str]:
        """What is told to the model before its next attempt."""
        if self.cut:
            return ["it was too long"]
        if not self.rejected and self._proven:
            return ["none of the sentences answers the question"]
        return self.rejected[:_REASONS] or ["there was no sentence in it"]

    @property
    def has_proven(self) -> bool:
        """Whether anything was proven, be it to the point or not."""
        return bool(self._proven)

    def _newly_shown(self) -> Iterator[ShownClaim]:
        for proven in self._proven[len(self._shown) :]:
            found = [self._citations.cite(self._evidence(place)) for place in proven.places]
            citations = [citation for citation in found if citation is not None]
            new = tuple(each for each in citations if each.marker not in self._known)
            self._known |= {each.marker for each in new}
            markers = tuple(dict.fromkeys(each.marker for each in citations))
            families = {self._asked.family_of(each.source_id) for each in citations}
            claim = Claim(proven.text, markers, len(families), proven.grounding)
            self._shown.append(claim)
            yield claim, new

    def _supporting(self, reading: Reading) -> list[Evidence]:
        """The evidence of one part, good enough for an answer, that a proven claim states."""
        is_exact = exact_answer(reading.question, reading.evidence[:1]) is not None
        return [
            item
            for item in reading.evidence
            if item.confidence >= self._asked.min_confidence
            and any(_states(each, item, is_exact) for each in self._proven)
        ]

    def _bears(self, proven: Proven) -> bool:
        """Whether a claim states something, and rests on passages that answer a part.

        True words from elsewhere are no answer, and what a file asks its readers is no statement.
        """
        if proven.text.rstrip('"\u201d) ').endswith("?") or gives_orders(proven.text):
            return False
        passages = {
            passage.id
            for reading in self._asked.readings
            for passage in answering(reading, self._asked.min_confidence)
        }
        return all(place.passage.id in passages for place in proven.places)

    def _evidence(self, place: Place) -> Evidence:
        """The place as evidence; as sure as the surest of its sentences."""
        inside = [
            item.confidence
            for reading in self._asked.readings
            for item in reading.evidence
            if _covers(place, item)
        ]
        return Evidence(place.passage, place.span, None, max(inside, default=0.0))


def _states(proven: Proven, item: Evidence, is_exact: bool) -> bool:
    """Whether a claim rests on this sentence and, where one is asked for, says its answer."""
    if not any(_covers(place, item) for place in proven.places):
        return False
    if not is_exact or item.short_answer is None:
        return True
    wanted, said = set(content(item.short_answer)), set(content(proven.text))
    return 2 * len(wanted & said) >= len(wanted)


def _covers(place: Place, item: Evidence) -> bool:
    return (
        place.passage.source_id == item.passage.source_id
        and place.span.start <= item.sentence.start
        and item.sentence.end <= place.span.end
    )


def _left_out(draft: _Attempt, chosen: Chosen) -> list[str]:
    notices = [f"{draft.cut} The answer may be incomplete."] if draft.cut else []
    if count := len(draft.rejected):
        sentences, are = ("1 sentence", "is") if count == 1 else (f"{count} sentences", "are")
        notices.append(f"{sentences} of the language model could not be proven and {are} left out.")
    if chosen.left_out:
        total = chosen.left_out + len(chosen.passages)
        notices.append(
            f"{chosen.left_out} of {total} passages did not fit and were not sent to the "
            "language model."
        )
    return notices + with_orders(chosen.orders, "not sent")


def _failed(draft: _Attempt) -> str:
    if draft.cut:
        return f"{draft.cut} {FELL_BACK}"
    if draft.is_empty:
        return f"The language model found no answer in the passages. {FELL_BACK}"
    if draft.has_proven:
        return f"What the language model wrote does not answer the question. {FELL_BACK}"
    return f"What the language model wrote could not be proven from the sources. {FELL_BACK}"
