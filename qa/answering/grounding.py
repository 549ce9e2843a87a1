"""Proof: a citation is shown only if its quote stands at its place in the indexed text."""

from collections.abc import Callable, Iterable
from functools import lru_cache

from qa.errors import SourceNotFound
from qa.types import Citation, Evidence, line_number, page_number

SourceText = Callable[[str], str]


class Citations:
    """The places cited so far, each proven and listed once under its marker, from 1."""

    def __init__(self, source_text: SourceText, kept: Iterable[Citation] = ()) -> None:
        self._text_of = lru_cache(maxsize=None)(source_text)
        self._by_place = {(each.source_id, each.start, each.end): each for each in kept}

    def cite(self, item: Evidence) -> Citation | None:
        """The citation of a sentence; None where the indexed text does not have it there."""
        place = (item.passage.source_id, item.sentence.start, item.sentence.end)
        if place not in self._by_place:
            text = proven_text(item, self._text_of)
            if text is None:
                return None
            self._by_place[place] = _citation(len(self._by_place) + 1, item, text)
        return self._by_place[place]

    @property
    def listed(self) -> tuple[Citation, ...]:
        """All of them by marker."""
        return tuple(sorted(self._by_place.values(), key=lambda each: each.marker))


def prove(evidence: Iterable[Evidence], source_text: SourceText) -> list[tuple[Evidence, Citation]]:
    """Each piece of evidence with its citation, markers from 1 in order; unproven ones dropped.

    Sentences cited twice keep their first marker and are listed once.
    """
    citations = Citations(source_text)
    proven: list[tuple[Evidence, Citation]] = []
    for item in evidence:
        citation = citations.cite(item)
        if citation is not None and citation.marker > len(proven):
            proven.append((item, citation))
    return proven


def proven_text(item: Evidence, text_of: SourceText) -> str | None:
    """The indexed text of a sentence's source; None where the sentence does not stand there."""
    try:
        text = text_of(item.passage.source_id)
    except SourceNotFound:  # removed by a sync since it was retrieved
        return None
    return text if text[item.sentence.start : item.sentence.end] == item.quote else None


def _citation(marker: int, item: Evidence, text: str) -> Citation:
    return Citation(
        marker=marker,
        source_id=item.passage.source_id,
        title=item.passage.title,
        published=item.passage.published,
        quote=item.quote,
        start=item.sentence.start,
        end=item.sentence.end,
        line=line_number(text, item.sentence.start),
        score=round(item.confidence, 4),
        page=page_number(text, item.sentence.start),
        section=item.passage.section,
    )
