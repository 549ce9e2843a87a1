"""The commands that need the index: each opens the pipeline, calls it once and shows the result."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qa.terminal.guard import EXIT_ABSTAINED, EXIT_REFUSED
from qa.terminal.help import (
    AsJson,
    AsOf,
    DataDirectory,
    FromSources,
    PassageCount,
    WithTags,
    examples,
    folder,
)

if TYPE_CHECKING:
    from qa.pipeline import Pipeline
    from qa.types import SourceFilter

app = typer.Typer()


class AnswererName(StrEnum):
    """What `--answerer` takes; the setting has the same values."""

    auto = "auto"
    extractive = "extractive"
    llm = "llm"


@contextmanager
def opened(data_dir: Path | None, answerer: str | None = None) -> Iterator["Pipeline"]:
    """The pipeline over the index of that data directory, or of the settings'."""
    from qa.pipeline import open_pipeline
    from qa.settings import load_settings

    with open_pipeline(load_settings(data_dir=data_dir, answerer=answerer)) as pipeline:
        yield pipeline


def only_of(sources: list[str] | None, tags: list[str] | None) -> "SourceFilter | None":
    """The sources that may answer; None for all."""
    from qa.types import SourceFilter

    return SourceFilter(tuple(sources or ()), tags=tuple(tags or ())) if sources or tags else None


@app.command(
    epilog=examples(
        "qa ingest ~/articles",
        "qa ingest --dry-run",
        "qa ingest ~/articles --watch",
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
    watch: Annotated[
        bool, typer.Option("--watch", help="Go on: follow the folder until Ctrl-C.")
    ] = False,
    empty: Annotated[
        bool, typer.Option("--empty", help="Empty the index if the folder holds nothing to read.")
    ] = False,
    data_dir: DataDirectory = None,
    as_json: AsJson = False,
) -> None:
    """Bring the index in step with a folder of articles.

    Files that did not change cost nothing, deleted ones leave the index, and a file that cannot be
    read is reported while the rest goes in (exit code 1). Stop it with Ctrl-C at any time.
    """
    from qa.terminal.ingesting import follow, ingest_once

    if watch and dry_run:
        raise typer.BadParameter("it cannot be combined with --dry-run.", param_hint="--watch")
    with opened(data_dir) as pipeline:
        report = ingest_once(
            pipeline,
            path,
            rebuild=rebuild,
            dry_run=dry_run,
            may_be_empty=empty,
            as_json=as_json,
        )
        if watch:
            follow(pipeline, report, may_be_empty=empty, as_json=as_json)
    if report.failed:
        raise typer.Exit(EXIT_REFUSED)


@app.command(
    epilog=examples(
        'qa ask "How many members of Congress were mismatched?"',
        "qa ask --json Who runs IBM | jq -r .short_answer",
        "qa ask --as-of 2020-12-31 How long is the ban in force",
        "qa ask --tag budget --tag council What was decided",
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
    answerer: Annotated[
        AnswererName | None,
        typer.Option(
            metavar="WHO",
            help="auto, extractive or llm: QA_ANSWERER, or auto, which is llm where QA_LLM_MODEL "
            "names a model.",
            show_default=False,
        ),
    ] = None,
    top_k: PassageCount = None,
    as_of: AsOf = None,
    source: FromSources = None,
    tag: WithTags = None,
    data_dir: DataDirectory = None,
    as_json: AsJson = False,
) -> None:
    """Answer a question, with a citation for every statement.

    Each citation names file and line and quotes the place. Where the sources disagree the answer
    says so, and where they are silent it says that (exit code 3) and shows the nearest passages.
    """
    from qa.terminal.questions import question_from

    text = question_from(question or [])
    day, only = as_of.date() if as_of else None, only_of(source, tag)
    with opened(data_dir, answerer.value if answerer else None) as pipeline:
        if as_json:
            from qa.terminal.machine import print_json

            answer = pipeline.ask(text, top_k, as_of=day, only=only)
            print_json(answer.to_dict())
        else:
            from qa.terminal.answers import show_answer, show_stream
            from qa.terminal.screen import Screen

            if pipeline.has_writer:
                events = pipeline.stream(text, top_k, as_of=day, only=only)
                answer = show_stream(Screen(), events)
            else:
                answer = pipeline.ask(text, top_k, as_of=day, only=only)
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
    source: FromSources = None,
    tag: WithTags = None,
    data_dir: DataDirectory = None,
    as_json: AsJson = False,
) -> None:
    """List the passages that match best, without answering.

    Shows what an answer would be made from: place, score and beginning of each passage. Scores
    compare within one list only.
    """
    from qa.retrieval.hits import hits_of
    from qa.terminal.machine import print_json
    from qa.terminal.passages import show_hits
    from qa.terminal.questions import question_from
    from qa.terminal.screen import Screen

    text = question_from(query)
    with opened(data_dir) as pipeline:
        found = pipeline.search(text, top_k, only=only_of(source, tag))
        hits = hits_of(found, pipeline.source_text)
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
        "qa sources show 002_moratorium-broadcast-news.txt",
        "qa sources 002_moratorium-broadcast-news.txt --text | sed -n 13p",
    )
)
def sources(
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[show] SOURCE_ID",
            help="Show only this source, in detail; with show, its text as it was split.",
            show_default=False,
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
    the index; show marks it in the text, with the number of each passage in the margin. With
    --text the offsets of a citation can be checked.
    """
    from qa.terminal.marked import print_marked
    from qa.terminal.sources import list_sources, print_source, print_text

    is_marked, source_id = _source_named(words or [])
    if text and (source_id is None or is_marked):
        raise typer.BadParameter("it needs a SOURCE_ID and nothing else.", param_hint="--text")
    with opened(data_dir) as pipeline:
        if source_id is None:
            list_sources(pipeline.sources(), as_json=as_json)
        elif is_marked:
            passages = pipeline.passages(source_id)
            print_marked(source_id, pipeline.source_text(source_id), passages, as_json=as_json)
        elif text:
            print_text(source_id, pipeline.source_text(source_id), as_json=as_json)
        else:
            print_source(pipeline.source(source_id), as_json=as_json)


def _source_named(words: list[str]) -> tuple[bool, str | None]:
    """Whether `show` stands before the source id, and the id; a file may be called 'show'."""
    if len(words) == len(("show", "SOURCE_ID")) and words[0] == "show":
        return True, words[1]
    if len(words) > 1:
        raise typer.BadParameter("one at a time; quote a name with blanks.", param_hint="SOURCE_ID")
    return False, words[0] if words else None
