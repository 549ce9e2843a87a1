"""`qa ingest`: one sync, or one after each change of the folder."""

from contextlib import suppress
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from qa.errors import QAError
from qa.ingest.watching import changes
from qa.pipeline import Pipeline
from qa.terminal.guard import Interrupted, describe
from qa.terminal.machine import print_json
from qa.terminal.reports import progress_bar, show_report, stopped
from qa.terminal.screen import Screen
from qa.types import SyncReport


def ingest_once(
    pipeline: Pipeline,
    path: Path | None,
    *,
    rebuild: bool,
    dry_run: bool,
    may_be_empty: bool,
    as_json: bool,
) -> SyncReport:
    """Sync and show the report.

    Raises:
        Interrupted: Ctrl-C; the message says how to go on.
    """
    try:
        with progress_bar() as move:
            report = pipeline.sync(
                path,
                rebuild=rebuild,
                dry_run=dry_run,
                may_be_empty=may_be_empty,
                on_progress=move,
            )
    except KeyboardInterrupt:
        raise Interrupted(stopped(is_dry_run=dry_run, is_rebuild=rebuild)) from None
    _show(report, is_dry_run=dry_run, as_json=as_json)
    return report


def follow(pipeline: Pipeline, first: SyncReport, *, may_be_empty: bool, as_json: bool) -> None:
    """Sync whenever the folder of the `first` sync changes, until Ctrl-C, which is no failure.

    What goes wrong is told on standard error, and the next change is tried: an unplugged disk or
    an endpoint that is down comes back.
    """
    screen = Screen()
    folder, before = Path(first.folder), first
    if not as_json:
        screen.line(f"Following {folder}; Ctrl-C ends it.")
    told: str | None = None
    with suppress(KeyboardInterrupt):
        for _ in changes(folder, pipeline.settings.data_dir):
            try:
                with progress_bar() as move:
                    report = pipeline.sync(folder, may_be_empty=may_be_empty, on_progress=move)
            except QAError as error:
                if told != error.message:  # once a minute the same would only scroll
                    _complain(error)
                told = error.message
                continue
            told = None
            if is_news(report, before):
                _show(report, is_dry_run=False, as_json=as_json)
            before = report
    if not as_json:
        screen.line("Stopped. The index is in step with what was finished.")


def is_news(report: SyncReport, before: SyncReport) -> bool:
    """Whether a sync did something, or tells of what the one before it did not."""
    complaints = {*report.failed, *report.warnings} - {*before.failed, *before.warnings}
    return bool(report.added or report.changed or report.removed or complaints)


def _show(report: SyncReport, *, is_dry_run: bool, as_json: bool) -> None:
    if as_json:
        print_json(asdict(report))
    else:
        show_report(Screen(), report, is_dry_run=is_dry_run)


def _complain(error: QAError) -> None:
    import sys

    print(f"{datetime.now():%H:%M:%S} {describe(error.message, error.hint)}", file=sys.stderr)
