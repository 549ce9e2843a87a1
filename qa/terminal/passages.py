"""Search results as people read them."""

from collections.abc import Sequence

from rich.text import Text

from qa.retrieval.hits import Hit
from qa.terminal.citations import QUOTE_INDENT, header
from qa.terminal.screen import Screen
from qa.terminal.visible import all_visible, one_line
from qa.types import place_of

_SNIPPET_CHARACTERS = 240  # three lines of a common terminal; --json has the whole passage


def show_hits(screen: Screen, hits: Sequence[Hit]) -> None:
    """Print hits best first, each with its score, place and the beginning of its text."""
    if not hits:
        screen.line("No passage matches.")
    for hit in all_visible(list(hits)):
        passage = hit.retrieved.passage
        place = place_of(passage.source_id, hit.line, hit.page, passage.section)
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
