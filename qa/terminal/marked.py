"""A source's text as it was split: in the margin the passage, or a mark where text is masked."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass

from qa.terminal.machine import print_json
from qa.terminal.screen import Screen
from qa.terminal.visible import visible
from qa.types import Passage, Span

_MASKED = "----"
_BETWEEN = " "


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a text: of the passage with that ordinal, or masked where it is None."""

    span: Span
    ordinal: str | None


def print_marked(source_id: str, text: str, passages: Sequence[Passage], *, as_json: bool) -> None:
    """Print the text with passages and masks marked, on standard output."""
    stretches = list(stretches_of(text, passages))
    if as_json:
        masks = [asdict(each.span) for each in stretches if each.ordinal is None]
        places = [{"id": each.id, "start": each.start, "end": each.end} for each in passages]
        print_json({"source_id": source_id, "text": text, "passages": places, "masks": masks})
    else:
        show_marked(Screen(), text, stretches)


def show_marked(screen: Screen, text: str, stretches: Sequence[Stretch]) -> None:
    """Print one row a line of text, its passage's number before it; a rule marks what is masked."""
    for number, stretch in enumerate(stretches):
        if number and stretch.ordinal is not None:
            screen.line()
        style = "dim" if stretch.ordinal is None else ""
        for line in visible(text[stretch.span.start : stretch.span.end]).splitlines():
            if line.strip():
                margin = stretch.ordinal or _MASKED
                screen.line(
                    f"{margin}{_BETWEEN}{line.strip()}", style=style, hanging=len(margin) + 1
                )


def stretches_of(text: str, passages: Sequence[Passage]) -> Iterator[Stretch]:
    """The passages, and between them what is masked, in the order of the text.

    Passages cover everything but masks and blanks, so what is left over is masked.
    """
    end = 0
    for passage in passages:
        yield from _masked(text, end, passage.start)
        yield Stretch(Span(passage.start, passage.end), passage.id.rsplit("#", 1)[-1])
        end = passage.end
    yield from _masked(text, end, len(text))


def _masked(text: str, start: int, end: int) -> Iterator[Stretch]:
    between = text[start:end]
    bare = between.strip()
    if bare:
        start += between.index(bare)
        yield Stretch(Span(start, start + len(bare)), None)
