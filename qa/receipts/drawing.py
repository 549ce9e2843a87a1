"""Drawing up a receipt: what was found, read, cited and dropped, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from qa.answering.extractive import NEAR_BEST, Reading
from qa.receipts.values import Fate, Part, ReadSentence, Receipt, SearchedPassage
from qa.settings import Settings
from qa.types import Answer, Citation, Evidence, FollowUp, RetrievedPassage, SourceFilter

_KEPT_PASSAGES = 20  # a part; what ranks below was never near being read
_KEPT_SENTENCES = 20

# Settings without a say in answers would only make receipts larger.
_BEARING = (
    "passage_tokens",
    "embedding_model",
    "fusion",
    "candidates",
    "two_steps",
    "min_confidence",
    "max_risk",
    "reader",
)


@dataclass(frozen=True, slots=True)
class Looked:
    """What was done for one part: all passages found, those read, and the evidence, best first.

    `named` is what the next part asks about, where it took this one to learn its name.
    """

    question: str
    found: Sequence[RetrievedPassage]
    read: Sequence[RetrievedPassage]
    evidence: Sequence[Evidence]
    named: str | None = None

    @property
    def reading(self) -> Reading:
        """What the answer is composed of."""
        return Reading(self.question, self.evidence, self.named)


def draw_up(
    answer: Answer,
    looked: Sequence[Looked],
    settings: Settings,
    *,
    k: int,
    threshold: float,
    follow_up: FollowUp | None = None,
    as_of: date | None = None,
    only: SourceFilter | None = None,
    prompt_version: str | None = None,
) -> Receipt:
    """The receipt of an answer that was just given."""
    return Receipt(
        answer=answer,
        asked_at=datetime.now(UTC).isoformat(timespec="milliseconds"),
        typed=follow_up.typed if follow_up else None,
        session_id=follow_up.session_id if follow_up else None,
        brought=follow_up.passage_ids if follow_up else (),
        k=k,
        threshold=threshold,
        settings={name: getattr(settings, name) for name in _BEARING},
        prompt_version=prompt_version,
        parts=tuple(_part(one, answer, threshold) for one in looked),
        as_of=as_of.isoformat() if as_of else None,
        only=only,
    )


def _part(looked: Looked, answer: Answer, threshold: float) -> Part:
    best = max((item.confidence for item in looked.evidence), default=0.0)
    sentences = tuple(
        _sentence(item, answer, threshold, best) for item in looked.evidence[:_KEPT_SENTENCES]
    )
    ranks = {item.passage.id: rank for rank, item in enumerate(looked.found, start=1)}
    read = {item.passage.id for item in looked.read}
    fates: dict[str, ReadSentence] = {}
    for item in looked.evidence:  # best first
        fates.setdefault(item.passage.id, _sentence(item, answer, threshold, best))
    brought = [item for item in looked.read if item.passage.id not in ranks]
    kept = [*looked.found[: max(_KEPT_PASSAGES, len(looked.read))], *brought]
    passages = (
        _passage(item, ranks.get(item.passage.id), item.passage.id in read, fates) for item in kept
    )
    return Part(looked.question, tuple(passages), sentences)


def _passage(
    found: RetrievedPassage, rank: int | None, was_read: bool, fates: dict[str, ReadSentence]
) -> SearchedPassage:
    passage = found.passage
    best = fates.get(passage.id)
    fate: Fate = best.fate if best else "not_read"
    why = best.why if best else _unread(was_read)
    return SearchedPassage(
        passage.id,
        passage.source_id,
        passage.start,
        passage.end,
        rank,
        round(found.score, 4),
        None if found.dense is None else round(found.dense, 4),
        None if found.lexical is None else round(found.lexical, 4),
        best.confidence if best else None,
        fate,
        why,
    )


def _unread(was_chosen: bool) -> str:
    if was_chosen:
        return "not read: a passage before it was sure enough, or it has no sentence"
    return "not read: it ranks below those that were"


def _sentence(item: Evidence, answer: Answer, threshold: float, best: float) -> ReadSentence:
    fate, why = _fate(item, answer, threshold, best)
    return ReadSentence(
        item.passage.id,
        item.sentence.start,
        item.sentence.end,
        item.text,
        item.short_answer,
        round(item.confidence, 4),
        fate,
        why,
    )


def _fate(item: Evidence, answer: Answer, threshold: float, best: float) -> tuple[Fate, str]:
    nearest = answer.abstention.nearest if answer.abstention else ()
    for fate, citations in (("cited", answer.citations), ("nearest", nearest)):
        for citation in citations:
            if _overlaps(item, citation):
                return fate, f"{fate} as [{citation.marker}]"  # type: ignore[return-value]  # one of the two
    if item.confidence < threshold:
        return "cut", f"confidence {item.confidence:.2f} is below the threshold {threshold:.2f}"
    if item.confidence < NEAR_BEST * best:
        return "cut", f"less than {NEAR_BEST:g} times as likely as the best ({best:.2f})"
    return "not_chosen", "the sentences chosen before it were enough, or say the same"


def _overlaps(item: Evidence, citation: Citation) -> bool:
    return citation.source_id == item.passage.source_id and max(
        citation.start, item.sentence.start
    ) < min(citation.end, item.sentence.end)
