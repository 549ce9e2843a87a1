"""Search results as people and programs read them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rich.text import Text

from qa.terminal.citations import QUOTE_INDENT, header
from qa.terminal.screen import Screen
from qa.terminal.visible import all_visible, one_line
from qa.types import RetrievedPassage

if TYPE_CHECKING:
    from qa.pipeline import Pipeline

_SNIPPET_CHARACTERS = 240  # three lines of a common terminal; --json has the whole passage


@dataclass(frozen=True, slots=True)
class Hit:
    """A retrieved passage, its rank and the line of its source where it starts, both from 1."""

    rank: int
    retrieved: RetrievedPassage
    line: int

    def to_dict(self) -> dict[str, Any]:
        """The hit as plain JSON values, with the keys and order of `POST /v1/search`."""
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
            "score": self.retrieved.score,
            "dense": self.retrieved.dense,
            "lexical": self.retrieved.lexical,
            "copies": list(self.retrieved.copies),
        }


def locate(pipeline: "Pipeline", results: Sequence[RetrievedPassage]) -> list[Hit]:
    """The results with their lines, in the same order; each source is read once."""
    texts = {
        source_id: pipeline.source_text(source_id)
        for source_id in {result.passage.source_id for result in results}
    }
    return [
        Hit(rank, result, 1 + texts[result.passage.source_id].count("\n", 0, result.passage.start))
        for rank, result in enumerate(results, start=1)
    ]


def show_hits(screen: Screen, hits: Sequence[Hit]) -> None:
    """Print hits best first, each with its score, place and the beginning of its text."""
    if not hits:
        screen.line("No passage matches.")
    for hit in all_visible(list(hits)):
        passage = hit.retrieved.passage
        place = f"{passage.source_id}:{hit.line}"
        line = header(f"{hit.rank}.", place, passage.title, passage.published)
        screen.line(
            line + Text(f"  {hit.retrieved.score:.3f}", style="green"), hanging=QUOTE_INDENT
        )
        screen.line(_snippet(passage.text), indent=QUOTE_INDENT)


def _snippet(text: str) -> str:
    """The beginning of `text`, cut between words."""
    flat = one_line(text)
    if len(flat) <= _SNIPPET_CHARACTERS:
        return flat
    cut = flat[:_SNIPPET_CHARACTERS]
    return (cut.rsplit(" ", 1)[0] if " " in cut else cut) + " ..."
