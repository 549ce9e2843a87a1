"""A bar for people who wait."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

Item = TypeVar("Item")


@contextmanager
def progress() -> Iterator[Callable[[int, int, str], None] | None]:
    """A bar with the time left, on standard error where that is a terminal; nothing elsewhere."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = (
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        "left",
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("")

        def move(done: int, total: int, _what: str) -> None:
            bar.update(task, completed=done, total=total)

        yield move


def waiting(items: Iterator[Item], doing: str) -> Iterator[Item]:
    """The items, with a word on a standard error that is a terminal while the next one is made."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield from items
        return
    from rich.console import Console

    console = Console(stderr=True)
    while True:
        with console.status(f"{doing}; Ctrl-C ends"):
            item = next(items, None)
        if item is None:
            return
        yield item
