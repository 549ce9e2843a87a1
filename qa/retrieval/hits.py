"""Search results with their places, as every surface shows them."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from qa.errors import SourceNotFound
from qa.types import RetrievedPassage, line_number, page_number


@dataclass(frozen=True, slots=True)
class Hit:
    """A retrieved passage, its rank, and where in its source it starts, all from 1.

    `page` is None where the source has no pages.
    """

    rank: int
    retrieved: RetrievedPassage
    line: int
    page: int | None

    def to_dict(self) -> dict[str, Any]:
        """The hit as plain JSON values, keys in the order of the contract."""
        passage = self.retrieved.passage
        return {
            "rank": self.rank,
            "passage_id": passage.id,
            "source_id": passage.source_id,
            "title": passage.title,
            "published": passage.published,
            "text": passage.text,
            "start": passage.start,
            "end": passage.end,
            "line": self.line,
            "page": self.page,
            "section": passage.section,
            "score": self.retrieved.score,
            "dense": self.retrieved.dense,
            "lexical": self.retrieved.lexical,
            "copies": list(self.retrieved.copies),
        }


def hits_of(
    found: Sequence[RetrievedPassage], source_text: Callable[[str], str], first_rank: int = 1
) -> list[Hit]:
    """The results in their order, ranks counting from `first_rank`.

    Those of a file that a sync removed since they were found are left out. Each text is read once,
    one at a time.
    """
    places: dict[str, tuple[int, int | None]] = {}
    for source_id in {item.passage.source_id for item in found}:
        with suppress(SourceNotFound):
            text = source_text(source_id)
            for passage in (item.passage for item in found):
                if passage.source_id == source_id:
                    places[passage.id] = (
                        line_number(text, passage.start),
                        page_number(text, passage.start),
                    )
    current = [item for item in found if item.passage.id in places]
    return [
        Hit(rank, item, *places[item.passage.id])
        for rank, item in enumerate(current, start=first_rank)
    ]
