"""An answer as one text, with the place of every marker in it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

from qa.types import Abstention, Answer, Citation, Conflict

_MARKER = re.compile(r"\[(\d+)\]")
_ASKED_AS = "Asked as: "
_SOURCES = "Sources:"
_REFUSED = "The sources do not answer this:"
_REASONS = {
    "no_relevant_passage": "no passage is about this",
    "low_confidence": "the nearest passages are too unlikely to answer it",
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
    shown = [f"{_ASKED_AS}{asked_as}"] if asked_as else []
    body = "\n\n".join([*shown, *_paragraphs(answer)])
    marks = tuple(
        Mark(found.start(), found.end(), citations[int(found[1])])
        for found in _MARKER.finditer(body)
        if int(found[1]) in citations
    )
    return Rendered("\n\n".join([body, *_legend(list(citations.values()))]), marks)


def read_back(text: str) -> tuple[str | None, str]:
    """How the question of a reply was asked, where it says so, and what the reply tells.

    The second is '' for a refusal. A text that `render` did not make is taken as it is.
    """
    asked_as = None
    if text.startswith(_ASKED_AS):
        first, _, text = text.partition("\n\n")
        asked_as = first.removeprefix(_ASKED_AS).strip() or None
    told = re.split(rf"(?:^|\n\n){_SOURCES}\n", text, maxsplit=1)[0]
    told = re.sub(r"\s*\[\d+\]", "", told).strip()
    return asked_as, "" if told.startswith(_REFUSED) else told


def address(citation: Citation, base_url: str) -> str:
    """Where the cited characters can be read: a fragment as RFC 5147 has it for plain text."""
    path = f"v1/sources/{quote(citation.source_id, safe='/')}/text"
    return f"{base_url}{path}#char={citation.start},{citation.end}"


def _paragraphs(answer: Answer) -> Iterator[str]:
    if answer.abstention is not None:
        yield from _refusal(answer.abstention)
        return
    yield answer.answer or ""
    if answer.conflict is not None:
        yield _disagreement(answer.conflict)


def _refusal(abstention: Abstention) -> Iterator[str]:
    yield f"{_REFUSED} {_REASONS[abstention.reason]}."
    if abstention.nearest:
        quotes = [f"- “{place.quote}” [{place.marker}]" for place in abstention.nearest]
        yield "\n".join(["Nearest passages:", *quotes])


def _disagreement(conflict: Conflict) -> str:
    lines = ["The sources disagree:"]
    for number, reading in enumerate(conflict.readings):
        markers = "".join(f"[{marker}]" for marker in reading.citations)
        followed = ", followed here" if number == conflict.followed else ""
        lines.append(
            f"- {reading.text} {markers} (sources: {reading.independent_sources}{followed})"
        )
    return "\n".join([*lines, conflict.why])


def _legend(citations: list[Citation]) -> Iterator[str]:
    if citations:
        lines = [
            f"[{place.marker}] {', '.join(filter(None, (place.title, place.published)))} "
            f"({place.source_id}, line {place.line})"
            for place in citations
        ]
        yield "\n".join([_SOURCES, *lines])
