"""The commands that need the index: each opens the pipeline, calls it once and shows the result."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qa.terminal.guard import EXIT_ABSTAINED, EXIT_REFUSED, Interrupted
from qa.terminal.help import AsJson, DataDirectory, PassageCount, examples, folder

if TYPE_CHECKING:
    from qa.pipeline import Pipeline

app = typer.Typer()


@contextmanager
def opened(data_dir: Path | None) -> Iterator["Pipeline"]:
    """The pipeline over the index of that data directory, or of the settings'."""
    from qa.pipeline import open_pipeline
    from qa.settings import load_settings

    with open_pipeline(load_settings(data_dir=data_dir)) as pipeline:
        yield pipeline


@app.command(
    epilog=examples(
        "qa ingest ~/articles",
        "qa ingest --dry-run",
        "qa ingest ~/notes --data-dir ~/.cache/notes-index",
    )
)
def ingest(
    path: Annotated[
        Path | None,
        typer.Argument(
            metavar="PATH",
            parser=folder,
            help="The folder: by default the one read last, else QA_CORPUS, else ./corpus.",
            show_default=False,
        ),
    ] = None,
    *,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Make the index anew from every file.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what would be done.")
    ] = False,
    data_dir: DataDirectory = None,
    as_json: AsJson = False,
) -> None:
    """Bring the index in step with a folder of articles.

    Files that did not change cost nothing, deleted ones leave the index, and a file that cannot be
    read is reported while the rest goes in (exit code 1). Stop it with Ctrl-C at any time.
    """
    from dataclasses import asdict

    from qa.terminal.machine import print_json
    from qa.terminal.reports import progress_bar, show_report, stopped
    from qa.terminal.screen import Screen

    with opened(data_dir) as pipeline:
        try:
            with progress_bar() as move:
                report = pipeline.sync(path, rebuild=rebuild, dry_run=dry_run, on_progress=move)
        except KeyboardInterrupt:
            raise Interrupted(stopped(is_dry_run=dry_run, is_rebuild=rebuild)) from None
    if as_json:
        print_json(asdict(report))
    else:
        show_report(Screen(), report, is_dry_run=dry_run)
    if report.failed:
        raise typer.Exit(EXIT_REFUSED)


@app.command(
    epilog=examples(
        'qa ask "How many members of Congress were mismatched?"',
        "qa ask --json Who runs IBM | jq -r .short_answer",
        "qa ask - < question.txt",
        "",
        "Exit codes: 0 answered, or the sources disagree; 3 the articles do not say;",
        "1 no usable index; 2 the question cannot be asked.",
    )
)
def ask(
    question: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="QUESTION",
            help="The question; - or none reads standard input.",
            show_default=False,
        ),
    ] = None,
    *,
    top_k: PassageCount = None,
    data_dir: DataDirectory = None,
    as_json: AsJson = False,
) -> None:
    """Answer a question, with a citation for every statement.

    Each citation names file and line and quotes the place. Where the sources disagree the answer
    says so, and where they are silent it says that (exit code 3) and shows the nearest passages.
    """
    from qa.terminal.questions import question_from

    text = question_from(question or [])
    with opened(data_dir) as pipeline:
        answer = pipeline.ask(text, top_k)
    if as_json:
        from qa.terminal.machine import print_json

        print_json(answer.to_dict())
    else:
        from qa.terminal.answers import show_answer
        from qa.terminal.screen import Screen

        show_answer(Screen(), answer)
    if answer.status == "abstained":
        raise typer.Exit(EXIT_ABSTAINED)


@app.command(epilog=examples('qa search "police body cameras"', "qa search moratorium -k 3 --json"))
def search(
    query: Annotated[
        list[str],
        typer.Argument(metavar="QUERY", help="Words or a question; - reads standard input."),
    ],
    *,
    top_k: PassageCount = None,
    data_dir: DataDirectory = None,
    as_json: AsJson = False,
) -> None:
    """List the passages that match best, without answering.

    Shows what an answer would be made from: place, score and beginning of each passage. Scores
    compare within one list only.
    """
    from qa.terminal.machine import print_json
    from qa.terminal.passages import locate, show_hits
    from qa.terminal.questions import question_from
    from qa.terminal.screen import Screen

    text = question_from(query)
    with opened(data_dir) as pipeline:
        hits = locate(pipeline, pipeline.search(text, top_k))
        fingerprint = pipeline.status().fingerprint
    if as_json:
        results = [hit.to_dict() for hit in hits]
        print_json({"query": text, "results": results, "index_fingerprint": fingerprint})
    else:
        show_hits(Screen(), hits)


@app.command(
    epilog=examples(
        "qa sources",
        "qa sources 002_moratorium-broadcast-news.txt",
        "qa sources 002_moratorium-broadcast-news.txt --text | sed -n 13p",
    )
)
def sources(
    source_id: Annotated[
        str | None,
        typer.Argument(
            metavar="SOURCE_ID", help="Show only this source, in detail.", show_default=False
        ),
    ] = None,
    *,
    text: Annotated[
        bool, typer.Option("--text", help="Print its text exactly as it was indexed.")
    ] = False,
    data_dir: DataDirectory = None,
    as_json: AsJson = False,
) -> None:
    """List what the index holds, or show one source.

    The share that is masked is noise (share buttons, captions, sign-up lines) that is kept out of
    the index; with --text the offsets of a citation can be checked.
    """
    from qa.terminal.sources import list_sources, print_source, print_text

    if text and source_id is None:
        raise typer.BadParameter("it needs a SOURCE_ID.", param_hint="--text")
    with opened(data_dir) as pipeline:
        if source_id is None:
            list_sources(pipeline.sources(), as_json=as_json)
        elif text:
            print_text(source_id, pipeline.source_text(source_id), as_json=as_json)
        else:
            print_source(pipeline.source(source_id), as_json=as_json)
