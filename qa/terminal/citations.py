"""A citation as people read it: `[1] file:line  title  date`, then the quote."""

import re
from collections.abc import Sequence

from rich.text import Text

from qa.terminal.screen import Screen
from qa.terminal.visible import one_line
from qa.types import Citation, place_of

QUOTE_INDENT = 4
_QUOTE_CHARACTERS = 600  # seven lines of a common terminal; --json has the whole quote


def show_citations(
    screen: Screen, citations: Sequence[Citation], answers: Sequence[str] = ()
) -> None:
    """Print each citation; the first of `answers` that its quote holds stands out."""
    for citation in citations:
        place = place_of(citation.source_id, citation.line, citation.page, citation.section)
        line = header(f"[{citation.marker}]", place, citation.title, citation.published)
        screen.line(line, hanging=QUOTE_INDENT)
        quote = shortened(one_line(citation.quote), screen.symbol("\u2026", "..."))
        screen.line(quoted(quote, answers), indent=QUOTE_INDENT)


def header(marker: str, place: str, title: str, published: str | None) -> Text:
    """One line that says where something stands."""
    parts = [
        Text(marker, style="cyan"),
        Text(one_line(place), style="bold"),
        Text(one_line(title)),
        Text(one_line(published or ""), style="dim"),
    ]
    gap = Text("  ")
    return Text(" ").join([parts[0], gap.join([part for part in parts[1:] if part])])


def shortened(quote: str, ellipsis: str) -> str:
    """`quote`, or its beginning and `ellipsis` where it is too long to be read on a screen."""
    if len(quote) <= _QUOTE_CHARACTERS:
        return quote
    cut = quote[:_QUOTE_CHARACTERS]
    return (cut.rsplit(" ", 1)[0] if " " in cut else cut) + ellipsis


def quoted(quote: str, answers: Sequence[str]) -> Text:
    """The quote on one line, in quotation marks, the answer in it highlighted."""
    text = Text(f'"{one_line(quote)}"')
    for answer in answers:
        place = _find(one_line(answer), text.plain)
        if place is not None:
            text.stylize("bold reverse", *place)
            break
    return text


def _find(needle: str, text: str) -> tuple[int, int] | None:
    """Where `needle` first stands as whole words, else where it first stands at all."""
    if not needle:
        return None
    literal = re.escape(needle)
    for pattern in (rf"(?<!\w){literal}(?!\w)", literal):
        match = re.search(pattern, text, re.IGNORECASE)
        if match:
            return match.span()
    return None
