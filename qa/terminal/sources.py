"""What the index holds, as people read it."""

import sys
from collections.abc import Sequence
from dataclasses import asdict

from qa.terminal.machine import print_json
from qa.terminal.screen import NOTHING, Screen
from qa.terminal.visible import all_visible, one_line, visible
from qa.types import Source

_HEADERS = ("source", "title", "author", "date", "lang", "passages", "masked", "notes", "tags")
_RIGHT = (5, 6)


def list_sources(sources: Sequence[Source], *, as_json: bool) -> None:
    """Print every source on standard output."""
    if as_json:
        print_json([asdict(source) for source in sources])
    else:
        show_sources(Screen(), sources)


def print_source(source: Source, *, as_json: bool) -> None:
    """Print everything known about one source on standard output."""
    if as_json:
        print_json(asdict(source))
    else:
        show_source(Screen(), source)


def print_text(source_id: str, text: str, *, as_json: bool) -> None:
    """Print a source's text on standard output: exactly, in UTF-8, but made visible on a terminal.

    Exactly means that nothing is added at the end, and that the locale does not matter.
    """
    if as_json:
        print_json({"source_id": source_id, "text": text})
    elif sys.stdout.isatty():
        sys.stdout.write(visible(text))
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(text.encode("utf-8", "replace"))
        sys.stdout.buffer.flush()


def show_sources(screen: Screen, sources: Sequence[Source]) -> None:
    """Print one row a source; its warnings and errors are counted, `qa sources ID` tells them."""
    rows = [_row(source) for source in all_visible(list(sources))]
    has_tags = any(source.tags for source in sources)
    shown = len(_HEADERS) if has_tags else -1  # a column of dashes would only take room
    screen.table(_HEADERS[:shown], [row[:shown] for row in rows], right=_RIGHT)


def show_source(screen: Screen, source: Source) -> None:
    """Print everything known about one source."""
    source = all_visible(source)
    facts = {
        "source": source.source_id,
        "title": source.title,
        "author": source.author or "unknown",
        "date": source.published or "unknown",
        "language": source.language or "unknown",
        "tags": ", ".join(source.tags) or NOTHING,
        "encoding": source.encoding or "extracted text",
        "characters": f"{source.characters:,}",
        "masked": f"{source.masked_characters:,} ({_masked_share(source)})",
        "passages": str(source.passages),
        "indexed at": source.indexed_at,
        "sha256": source.content_hash,
    }
    for name, value in facts.items():
        screen.line(f"{name:<11} {one_line(value)}", hanging=12)
    for warning in source.warnings:
        screen.line(f"warning: {one_line(warning)}", style="yellow")
    if source.error is not None:
        screen.line(f"error: {one_line(source.error)}", style="red")


def _row(source: Source) -> tuple[str, ...]:
    return (
        one_line(source.source_id),
        one_line(source.title),
        one_line(source.author or NOTHING),
        source.published or NOTHING,
        source.language or NOTHING,
        str(source.passages),
        _masked_share(source),
        _notes(source),
        one_line(", ".join(source.tags)) or NOTHING,
    )


def _masked_share(source: Source) -> str:
    """How much of the text is kept out of the index as noise."""
    return f"{source.masked_characters / max(source.characters, 1):.0%}"


def _notes(source: Source) -> str:
    count = len(source.warnings)
    warnings = [f"{count} warning{'' if count == 1 else 's'}"] if count else []
    return ", ".join([*(["error"] if source.error else []), *warnings]) or NOTHING
