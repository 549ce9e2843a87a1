"""How an ingest went: a bar while it runs, a report at its end."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from qa.terminal.screen import Screen
from qa.terminal.visible import all_visible, one_line
from qa.types import SyncReport

_FEW = 5  # names up to here, a count beyond
_LONGEST_NAME = 40  # keeps the bar on one line


@contextmanager
def progress_bar() -> Iterator[Callable[[int, int, str], None]]:
    """A bar on standard error that the yielded function moves; silent where that is no terminal."""
    console = Console(stderr=True, highlight=False)
    if not console.is_terminal:
        yield lambda _done, _total, _what: None
        return
    columns = (
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.description}", markup=False),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("", total=None)

        def move(done: int, total: int, what: str) -> None:
            name = one_line(what)[-_LONGEST_NAME:]
            progress.update(task, completed=done, total=total, description=name)

        yield move


def show_report(screen: Screen, report: SyncReport, *, is_dry_run: bool) -> None:
    """Print what `sync` did, or would do."""
    report = all_visible(report)
    did = "Dry run, nothing was changed" if is_dry_run else "Ingested"
    screen.line(f"{did}: {one_line(report.folder)}, {report.seconds:.1f} s", style="bold")
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
    how = "the same command without --rebuild" if is_rebuild else "the same command"
    return (
        "Stopped. The index is good: every file that was finished is in it.\n"
        f"Go on with {how}; finished files are not read again."
    )


def _show_count(screen: Screen, name: str, source_ids: Sequence[str], *, names: bool) -> None:
    few = ", ".join(map(one_line, source_ids)) if names and len(source_ids) <= _FEW else ""
    screen.line(f"{name:<10} {len(source_ids)}{'  ' + few if few else ''}")


def _show_troubles(screen: Screen, report: SyncReport) -> None:
    for failure in report.failed:
        screen.line(
            f"Failed: {one_line(failure.source_id)}: {one_line(failure.reason)}", style="red"
        )
        screen.line(f"Fix: {one_line(failure.hint)}", indent=2)
    for source_id, warning in report.warnings:
        screen.line(f"Warning: {one_line(source_id)}: {one_line(warning)}", style="yellow")
