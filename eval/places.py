"""Where expected quotes stand in the texts as indexed."""

import re
from dataclasses import dataclass
from typing import Self

from eval.judgment import Judgment
from qa.types import Citation, Passage


@dataclass(frozen=True, slots=True)
class Place:
    """A half-open span of one source."""

    source_id: str
    start: int
    end: int

    @classmethod
    def of(cls, cited: Citation | Passage) -> Self:
        """The place that a citation or a passage takes."""
        return cls(cited.source_id, cited.start, cited.end)

    def overlaps(self, other: "Place") -> bool:
        """Whether both hold a common character."""
        return self.source_id == other.source_id and max(self.start, other.start) < min(
            self.end, other.end
        )


def find_quote(quote: str, text: str) -> list[tuple[int, int]]:
    """Every span of the text that reads like the quote, whatever blanks or line ends part it."""
    pattern = r"\s+".join(re.escape(word) for word in quote.split())
    return [match.span() for match in re.finditer(pattern, text)]


def quote_places(judgment: Judgment) -> list[list[Place]]:
    """For each expected quote, every place of it in the expected sources; a file may repeat it."""
    texts = judgment.texts
    return [
        [
            Place(source_id, start, end)
            for source_id in judgment.question.sources
            for start, end in find_quote(quote, texts.get(source_id, ""))
        ]
        for quote in judgment.question.quotes
    ]
