"""An answer as one text, with the place of every marker in it."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from qa.answering.extractive import marks, stated
from qa.types import AbstainReason, Abstention, Answer, Citation, Conflict, place_of

Piece = str | int  # a number is the marker of a citation; what looks like one in a text is none

_MARKERS = re.compile(r"\s+((?:\[\d+\])+)(?!\S)")
_ASKED_AS = "Asked as: "
_SOURCES = "Sources:"
_REFUSED = "The sources do not answer this:"
_REASONS: dict[AbstainReason, str] = {
    "no_relevant_passage": "no passage is about this",
    "low_confidence": "the nearest passages are too unlikely to answer it",
    "unsupported_premise": "they do not say what it takes for granted",
    "unproven": "what was found could not be proven from the text",
}


@dataclass(frozen=True, slots=True)
class Mark:
    """A marker such as `[1]` in the text, from `start` to `end`, and the citation it stands for."""

    start: int
    end: int
    citation: Citation


@dataclass(frozen=True, slots=True)
class Rendered:
    """The text of a reply and its marks, in order; offsets count code points of `text`."""

    text: str
    marks: tuple[Mark, ...]

    def pieces(self) -> Iterator[tuple[str, tuple[Mark, ...]]]:
        """The text word by word, each piece with the marks that end in it.

        Joined, the pieces are `text`.
        """
        start = 0
        for found in re.finditer(r"\S+\s*|\s+", self.text):
            end = found.end()
            yield found[0], tuple(mark for mark in self.marks if start < mark.end <= end)
            start = end


def render(answer: Answer, asked_as: str | None = None) -> Rendered:
    """The answer, its readings where sources disagree, and a line for every source cited.

    First of all `asked_as`, how a follow-up was understood. The list at the end is for clients that
    show no annotations; markers in it are not marks. `read_back` takes it apart again.
    """
    nearest = answer.abstention.nearest if answer.abstention else ()
    citations = {citation.marker: citation for citation in [*answer.citations, *nearest]}
    shown = [f"{_ASKED_AS}{asked_as}\n\n"] if asked_as else []
    body = _placed([*shown, *_pieces(answer)], citations)
    legend = _legend(list(citations.values()))
    return Rendered("\n\n".join([body.text, *legend]), body.marks)


def read_back(text: str) -> tuple[str | None, str]:
    """How the question of a reply was asked, where it says so, and what the reply tells.

    The second is '' for a refusal. A text that `render` did not make is taken as it is.
    """
    asked_as = None
    if text.startswith(_ASKED_AS):
        first, _, text = text.partition("\n\n")
        asked_as = first.removeprefix(_ASKED_AS).strip() or None
    told, *legend = re.split(rf"(?:^|\n\n){_SOURCES}\n", text, maxsplit=1)
    told = _without_markers(told, legend).strip()
    return asked_as, "" if told.startswith(_REFUSED) else told


def address(citation: Citation, base_url: str) -> str:
    """Where the cited characters can be read: a fragment as RFC 5147 has it for plain text."""
    path = f"v1/sources/{quote(citation.source_id, safe='/')}/text"
    return f"{base_url}{path}#char={citation.start},{citation.end}"


def _without_markers(told: str, legend: Sequence[str]) -> str:
    """The text without the markers behind its sentences that stand in the list of sources too."""
    listed = set(re.findall(r"^\[\d+\]", "\n".join(legend), re.MULTILINE))

    def left(found: re.Match[str]) -> str:
        return "" if listed.issuperset(re.findall(r"\[\d+\]", found[1])) else found[0]

    return _MARKERS.sub(left, told)


def _placed(pieces: Iterable[Piece], citations: Mapping[int, Citation]) -> Rendered:
    text, placed = "", []
    for piece in pieces:
        start, text = len(text), text + (marks([piece]) if isinstance(piece, int) else piece)
        if isinstance(piece, int) and piece in citations:
            placed.append(Mark(start, len(text), citations[piece]))
    return Rendered(text, tuple(placed))


def _pieces(answer: Answer) -> Iterator[Piece]:
    if answer.abstention is not None:
        yield from _refusal(answer.abstention)
        return
    yield from _prose(answer)
    if answer.conflict is not None:
        yield "\n\n"
        yield from _disagreement(answer.conflict)


def _prose(answer: Answer) -> Iterator[Piece]:
    text, told = answer.answer or "", 0
    for claim in answer.claims:
        start = text.find(stated(claim), told)
        if start >= 0:
            end = start + len(stated(claim))
            yield text[told : end - len(marks(claim.citations))]
            yield from claim.citations
            told = end
    yield text[told:]


def _refusal(abstention: Abstention) -> Iterator[Piece]:
    yield f"{_REFUSED} {_REASONS[abstention.reason]}."
    if abstention.nearest:
        yield "\n\nNearest passages:"
    for place in abstention.nearest:
        yield f"\n- “{place.quote}” "
        yield place.marker


def _disagreement(conflict: Conflict) -> Iterator[Piece]:
    yield "The sources disagree:"
    for number, reading in enumerate(conflict.readings):
        followed = ", followed here" if number == conflict.followed else ""
        yield f"\n- {reading.text} "
        yield from reading.citations
        yield f" (sources: {reading.independent_sources}{followed})"
    yield f"\n{conflict.why}"


def _legend(citations: list[Citation]) -> Iterator[str]:
    if citations:
        lines = [
            f"[{place.marker}] {', '.join(filter(None, (place.title, place.published)))} "
            f"({place_of(place.source_id, place.line, place.page, place.section)})"
            for place in citations
        ]
        yield "\n".join([_SOURCES, *lines])
