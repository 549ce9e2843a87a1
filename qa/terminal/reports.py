"""How an ingest went: a bar while it runs, a report at its end."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Column

from qa.terminal.screen import Screen
from qa.terminal.visible import all_visible, one_line
from qa.types import SyncReport

_FEW = 5  # names up to here, a count beyond


@contextmanager
def progress_bar() -> Iterator[Callable[[int, int, str], None]]:
    """A bar on standard error that the yielded function moves; silent where that is no terminal."""
    console = Console(stderr=True, highlight=False)
    if not console.is_terminal:
        yield lambda _done, _total, _what: None
        return
    columns = (
        BarColumn(bar_width=20),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.description}", markup=False, table_column=_one_line_column()),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("", total=None)
        has_begun = False

        def move(done: int, total: int, what: str) -> None:
            nonlocal has_begun
            if done and not has_begun:  # reading all files first says nothing about embedding them
                has_begun = True
                progress.reset(task, completed=done)
            progress.update(task, completed=done, total=total, description=one_line(what))

        yield move


def _one_line_column() -> Column:
    """A column that is cut, not wrapped: a bar of changing height would flicker."""
    return Column(no_wrap=True, overflow="ellipsis")


def show_report(screen: Screen, report: SyncReport, *, is_dry_run: bool) -> None:
    """Print what `sync` did, or would do."""
    report = all_visible(report)
    did = _headline(report, is_dry_run=is_dry_run)
    screen.line(f"{did}: {_from_here(report.folder)}, {report.seconds:.1f} s", style="bold")
    for name in ("added", "changed", "unchanged", "removed", "skipped"):
        _show_count(screen, name, getattr(report, name), names=name != "unchanged")
    screen.line(f"{'failed':<10} {len(report.failed)}", style="red" if report.failed else "")
    vectors = "" if is_dry_run else f" ({report.embedded} newly embedded)"
    screen.line(f"{'passages':<10} {report.passages}{vectors}")
    _show_troubles(screen, report)


def stopped(*, is_dry_run: bool, is_rebuild: bool) -> str:
    """What to tell a person who pressed Ctrl-C: what the index holds now, and how to go on."""
    if is_dry_run:
        return "Stopped; nothing was changed."
    if is_rebuild:
        return (
            "Stopped. The index is as it was before.\n"
            "Go on with the same command; files that were finished are not embedded again."
        )
    return (
        "Stopped. The index is good: every file that was finished is in it.\n"
        "Go on with the same command; what was embedded is not embedded again."
    )


def _headline(report: SyncReport, *, is_dry_run: bool) -> str:
    if is_dry_run:
        return "Dry run, nothing was changed"
    is_news = report.added or report.changed or report.removed or report.failed
    return "Ingested" if is_news else "Up to date"


def _from_here(folder: str) -> str:
    """The folder as a person would type it: without the part that is the working folder."""
    path, here = Path(folder), Path.cwd()
    return one_line(str(path.relative_to(here) if path.is_relative_to(here) else path))


def _show_count(screen: Screen, name: str, source_ids: Sequence[str], *, names: bool) -> None:
    few = ", ".join(map(one_line, source_ids)) if names and len(source_ids) <= _FEW else ""
    screen.line(f"{name:<10} {len(source_ids)}{'  ' + few if few else ''}", hanging=14)


def _show_troubles(screen: Screen, report: SyncReport) -> None:
    for failure in report.failed:
        source_id, reason = one_line(failure.source_id), one_line(failure.reason)
        told = reason if reason.startswith(source_id) else f"{source_id}: {reason}"
        screen.line(f"Failed: {told}", style="red", hanging=2)
        screen.line(f"Fix: {one_line(failure.hint)}", indent=2)
    for source_id, warning in report.warnings:
        told = f"Warning: {one_line(source_id)}: {one_line(warning)}"
        screen.line(told, style="yellow", hanging=2)
