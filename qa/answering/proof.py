"""Proof of what a language model wrote: each draft against the passages, sentence by sentence."""

from collections.abc import Sequence
from dataclasses import dataclass

from qa.answering.claims import Draft, Reference
from qa.answering.locating import locate, plain
from qa.answering.support import SupportJudge
from qa.reading.sentences import sentences_in
from qa.types import Grounding, Passage, Span

_SHOWN = 60  # characters of quoted words in a reason
_CANDIDATES = 3  # sentences looked at where the model named none


@dataclass(frozen=True, slots=True)
class Place:
    """One or more whole sentences of a passage, as a span of `Document.text`."""

    passage: Passage
    span: Span

    @property
    def text(self) -> str:
        """The sentences, verbatim."""
        start = self.passage.start
        return self.passage.text[self.span.start - start : self.span.end - start]


@dataclass(frozen=True, slots=True)
class Proven:
    """A claim with the places that bear it out."""

    text: str
    places: tuple[Place, ...]
    grounding: Grounding


@dataclass(frozen=True, slots=True)
class Unproven:
    """A claim that must not be shown, and why, in words for its writer."""

    text: str
    why: str


class Prover:
    """Proves drafts against numbered passages.

    Cited words must stand in their passage. The whole sentence around them is what counts and what
    is cited: words alone can mean the opposite. Where a draft cites a passage without words, or
    nothing at all, the sentence is looked for that it is made of: nothing else proves it then.
    """

    def __init__(self, judge: SupportJudge, passages: Sequence[Passage]) -> None:
        self._judge = judge
        self._passages = passages

    def prove(self, draft: Draft) -> Proven | Unproven:
        """The draft with its proof, or why it has none."""
        places: list[Place] = []
        for reference in draft.references:
            if not 1 <= reference.passage <= len(self._passages):
                return Unproven(draft.text, f"there is no passage {reference.passage}")
            if reference.words is None:
                continue
            place = self._quoted(reference)
            if place is None:
                shown = reference.words[:_SHOWN]
                why = f"the words '{shown}' do not stand in passage {reference.passage}"
                return Unproven(draft.text, why)
            places.append(place)
        if places:
            return self._judged(draft.text, tuple(dict.fromkeys(places)))
        return self._searched(draft)

    def _quoted(self, reference: Reference) -> Place | None:
        """The sentences around the words that the model copied."""
        passage = self._passages[reference.passage - 1]
        found = locate(reference.words or "", passage.text)
        if found is None:
            return None
        start, end = found.start + passage.start, found.end + passage.start
        touched = [s for s in sentences_in(passage) if s.start < end and start < s.end]
        if not touched:
            return None
        return Place(passage, Span(touched[0].start, touched[-1].end))

    def _searched(self, draft: Draft) -> Proven | Unproven:
        """Proven by the first of the likeliest sentences that has its words, or what that lacks."""
        named = {reference.passage for reference in draft.references}
        words = set(self._judge.content(draft.text))
        rows = [
            (-len(words & set(self._judge.content(place.text))), number, place.span, place)
            for number, passage in enumerate(self._passages, start=1)
            if not named or number in named
            for place in (Place(passage, span) for span in sentences_in(passage))
        ]
        likeliest: Unproven | None = None
        for *_, place in sorted(rows, key=lambda row: row[:3])[:_CANDIDATES]:
            outcome = self._judged(draft.text, (place,), is_quoted=False)
            if isinstance(outcome, Proven):
                return outcome
            likeliest = likeliest or outcome
        return likeliest or Unproven(draft.text, "no passage says that")

    def _judged(
        self, claim: str, places: tuple[Place, ...], *, is_quoted: bool = True
    ) -> Proven | Unproven:
        """The claim against these places; then with the sentence before the first of them.

        That sentence often has the name that a pronoun stands for.
        """
        objection = self._objection(claim, places, is_quoted=is_quoted)
        if objection is None:
            return Proven(claim, places, _grounding(claim, places))
        wider = _with_sentence_before(places[0])
        if wider is not None:
            widened = (wider, *places[1:])
            if self._objection(claim, widened, is_quoted=is_quoted) is None:
                return Proven(claim, widened, _grounding(claim, widened))
        return Unproven(claim, f"{objection}: '{places[0].text[:_SHOWN]}'")

    def _objection(self, claim: str, places: Sequence[Place], *, is_quoted: bool) -> str | None:
        source = " ".join(place.text for place in places)
        title = "\n".join(dict.fromkeys(place.passage.title for place in places))
        return self._judge.objection(claim, source, title, is_quoted=is_quoted)


def _with_sentence_before(place: Place) -> Place | None:
    before = [span for span in sentences_in(place.passage) if span.end <= place.span.start]
    if not before:
        return None
    return Place(place.passage, Span(before[-1].start, place.span.end))


def _grounding(claim: str, places: Sequence[Place]) -> Grounding:
    is_verbatim = any(plain(claim).strip(".") in plain(place.text) for place in places)
    return "verbatim" if is_verbatim else "supported"
