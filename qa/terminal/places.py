"""A cited place in its surroundings."""

from typing import TYPE_CHECKING

from rich.text import Text

from qa.errors import SourceNotFound
from qa.terminal.citations import header
from qa.terminal.screen import Screen
from qa.terminal.visible import one_line, visible
from qa.types import Answer, Citation, place_of

if TYPE_CHECKING:
    from qa.pipeline import Pipeline

_AROUND = 600  # characters on each side; up to the ends of their lines


def cited_as(answer: Answer, marker: int) -> Citation | None:
    """The citation with that number; of an abstention, the nearest place with it."""
    nearest = answer.abstention.nearest if answer.abstention else ()
    return next((one for one in (*answer.citations, *nearest) if one.marker == marker), None)


def show_place(screen: Screen, pipeline: "Pipeline", citation: Citation) -> None:
    """Print the lines around a citation, numbered, with the quote standing out."""
    place = place_of(citation.source_id, citation.line, citation.page, citation.section)
    screen.line(header(f"[{citation.marker}]", place, citation.title, citation.published))
    try:
        text = pipeline.source_text(citation.source_id)
    except SourceNotFound:
        screen.line("The file is no longer in the index. It said:")
        screen.line(one_line(citation.quote), indent=4)
        return
    if text[citation.start : citation.end] != citation.quote:
        screen.line("The file has changed since this answer. It said:")
        screen.line(one_line(citation.quote), indent=4)
        return
    _show_lines(screen, text, citation)


def _show_lines(screen: Screen, text: str, citation: Citation) -> None:
    start = text.rfind("\n", 0, max(citation.start - _AROUND, 0)) + 1
    stop = text.find("\n", min(citation.end + _AROUND, len(text)))
    number = 1 + text.count("\n", 0, start)
    for line in text[start : stop if stop >= 0 else len(text)].split("\n"):
        shown = Text(visible(line.rstrip("\r")))
        first, last = citation.start - start, citation.end - start
        if first < len(line) and last > 0:
            shown.stylize("bold reverse", max(first, 0), min(last, len(line)))
        screen.line(Text(f"{number:>5}  ", style="dim") + shown, hanging=7)
        start += len(line) + 1
        number += 1
