"""Proof: a citation is shown only if its quote stands at its place in the indexed text."""

from collections.abc import Callable, Iterable
from functools import lru_cache

from qa.errors import SourceNotFound
from qa.types import Citation, Evidence, line_number, page_number

SourceText = Callable[[str], str]


def prove(evidence: Iterable[Evidence], source_text: SourceText) -> list[tuple[Evidence, Citation]]:
    """Each piece of evidence with its citation, markers from 1 in order; unproven ones dropped.

    Sentences cited twice keep their first marker and are listed once.
    """
    text_of = lru_cache(maxsize=None)(source_text)
    proven: list[tuple[Evidence, Citation]] = []
    seen: set[tuple[str, int, int]] = set()
    for item in evidence:
        place = (item.passage.source_id, item.sentence.start, item.sentence.end)
        if place in seen:
            continue
        seen.add(place)
        if (text := _proven_text(item, text_of)) is not None:
            proven.append((item, _citation(len(proven) + 1, item, text)))
    return proven


def _proven_text(item: Evidence, text_of: SourceText) -> str | None:
    try:
        text = text_of(item.passage.source_id)
    except SourceNotFound:  # removed by a sync since it was retrieved
        return None
    return text if text[item.sentence.start : item.sentence.end] == item.text else None


def _citation(marker: int, item: Evidence, text: str) -> Citation:
    return Citation(
        marker=marker,
        source_id=item.passage.source_id,
        title=item.passage.title,
        published=item.passage.published,
        quote=item.text,
        start=item.sentence.start,
        end=item.sentence.end,
        line=line_number(text, item.sentence.start),
        score=round(item.confidence, 4),
        page=page_number(text, item.sentence.start),
        section=item.passage.section,
    )
