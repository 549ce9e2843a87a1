"""A reader that is given tables in words."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from qa.protocols import Reader
from qa.reading.rows import Asked
from qa.reading.spans import Stems
from qa.reading.tables import InWords, in_words
from qa.types import Evidence, RetrievedPassage, Span, best_first


class TableReader:
    """Reads as `reader` does, but the cells of a table as sentences.

    What is found in one stands for its row: the evidence is the row, and its answer a cell.
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
            words = in_words(found.passage, asked)
            if words:
                worded[found.passage.id] = words
            shown.append(replace(found, passage=words.passage) if words else found)
        evidence = self.reader.read(question, [s for s in shown if s.passage.text.strip()])
        return best_first(_at_home(evidence, worded)) if worded else evidence


def _at_home(evidence: Sequence[Evidence], worded: dict[str, InWords]) -> Iterator[Evidence]:
    """All of it at its place in the passages as they are, of each place the surest."""
    seen: set[tuple[str, Span]] = set()
    for item in best_first(evidence):
        words = worded.get(item.passage.id)
        here = words.at_home(item) if words else item
        if (here.passage.id, here.sentence) not in seen:
            seen.add((here.passage.id, here.sentence))
            yield here
