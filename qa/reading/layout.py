"""A reader that is given texts without their layout: broken lines joined, tables in words."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from qa.ingest.layout import plain
from qa.protocols import Reader
from qa.reading.rows import Asked
from qa.reading.spans import Stems
from qa.reading.tables import InWords, in_words
from qa.types import Evidence, Passage, RetrievedPassage, Span


class LayoutReader:
    """Reads as `reader` does, but broken lines as one, and the cells of a table as sentences.

    What is found in one of those stands for its row: the evidence is the row, its answer a cell.
    """

    def __init__(self, reader: Reader, stems: Stems) -> None:
        self.reader = reader
        self._stems = stems

    @property
    def name(self) -> str:
        """The mode that an answer names."""
        return self.reader.name

    def threshold(self, max_risk: float | None = None, question: str = "") -> float:
        """As the reader's own."""
        return self.reader.threshold(max_risk, question)

    def warm_up(self) -> None:
        """Load what the reader needs now."""
        self.reader.warm_up()

    def read(self, question: str, passages: Sequence[RetrievedPassage]) -> list[Evidence]:
        """As the reader's own; of each row of a table the surest cell."""
        asked = Asked(question, self._stems)
        worded: dict[str, InWords] = {}
        shown = []
        for found in passages:
            passage = replace(found.passage, text=plain(found.passage.text))
            words = in_words(passage, asked)
            if words:
                worded[passage.id] = words
            if (text := words.passage if words else passage).text.strip():
                shown.append(replace(found, passage=text))
        evidence = self.reader.read(question, shown)
        originals = {found.passage.id: found.passage for found in passages}
        return list(_at_home(evidence, worded, originals))


def _at_home(
    evidence: Sequence[Evidence], worded: dict[str, InWords], originals: dict[str, Passage]
) -> Iterator[Evidence]:
    """All of it, in its order, at its place in the passages; of each place the first."""
    seen: set[tuple[str, Span]] = set()
    for item in evidence:
        words = worded.get(item.passage.id)
        here = words.at_home(item) if words else item
        if (here.passage.id, here.sentence) not in seen:
            seen.add((here.passage.id, here.sentence))
            yield replace(here, passage=originals[here.passage.id])
