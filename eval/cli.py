"""`qa eval`: the commands. Errors go to the caller; heavy imports wait until they are needed."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from eval.comparing_commands import (
    baseline_command,
    compare_command,
    gate_command,
    report_command,
)
from eval.set_commands import add_command, draft_command, export_command, import_command

if TYPE_CHECKING:
    from qa.pipeline import Pipeline

_EXIT_FAILED = 1

app = typer.Typer(
    help="Score the answers on questions with known ones.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

app.command("import")(import_command)
app.command("export")(export_command)
app.command("draft")(draft_command)
app.command("add")(add_command)

SetPath = Annotated[
    Path | None,
    typer.Argument(
        metavar="SET",
        help="A JSON Lines file of questions; by default the one about the bundled articles.",
        show_default=False,
    ),
]
DataDirectory = Annotated[
    Path | None,
    typer.Option(
        "--data-dir",
        metavar="DIR",
        help="Where the index lives: QA_DATA_DIR, or .qa here.",
        show_default=False,
    ),
]
Corpus = Annotated[
    Path | None,
    typer.Option(
        metavar="DIR",
        help="Ingest this folder into a temporary index first and ask that.",
        show_default=False,
    ),
]
Workers = Annotated[
    int,
    typer.Option(
        min=0, max=256, metavar="N", help="Processes that ask at once; 0: one a core. Times grow."
    ),
]
AsJson = Annotated[
    bool, typer.Option("--json", help="Print JSON for programs; errors too.", show_default=False)
]


@app.command("run")
def run_command(
    set_path: SetPath = None,
    *,
    data_dir: DataDirectory = None,
    corpus: Corpus = None,
    out: Annotated[
        Path, typer.Option(metavar="DIR", help="Where the folder of the run goes.")
    ] = Path("runs"),
    limit: Annotated[
        int | None,
        typer.Option(min=1, metavar="N", help="Ask the first N only.", show_default=False),
    ] = None,
    resume: Annotated[
        Path | None,
        typer.Option(metavar="RUN", help="Go on with this run folder.", show_default=False),
    ] = None,
    workers: Workers = 1,
    matrix: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME=VALUE,VALUE",
            help="Vary this setting; give it again for more. Every combination is a run.",
            show_default=False,
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Ask every question of SET once, write a run folder and print the scores.

    Exit code 1 where a question failed; it then counts as wrong. Stopped runs go on with --resume.
    """
    from eval.folder import resume_command
    from eval.matrix import is_matrix
    from eval.progress import progress
    from eval.questions import BUNDLED_SET
    from eval.run import finish, recorded_set, start
    from eval.workers import cores

    workers = workers or cores()
    if matrix or (resume is not None and is_matrix(resume)):
        _require_one_corpus(data_dir, corpus)
        _run_matrix(
            matrix or [],
            set_path=set_path or BUNDLED_SET,
            data_dir=data_dir,
            corpus=corpus,
            out=out,
            limit=limit,
            resume=resume,
            workers=workers,
            as_json=as_json,
        )
        return
    with _opened(data_dir, corpus) as pipeline:
        folder = resume or start(pipeline, set_path or BUNDLED_SET, out, workers=workers)
        _warn_of_missing(pipeline, set_path or recorded_set(folder))
        try:
            with progress() as move:
                finished = finish(
                    pipeline,
                    folder,
                    set_path=set_path,
                    limit=limit,
                    workers=workers,
                    on_progress=move,
                )
        except KeyboardInterrupt:
            command = resume_command(
                folder, data_dir=data_dir, corpus=corpus, limit=limit, workers=workers
            )
            typer.echo(f"\nGo on with: {command}", err=True)
            raise
    _show(folder, finished.summary, as_json=as_json)
    if finished.summary["errors"]:
        raise typer.Exit(_EXIT_FAILED)


@app.command("check")
def check_command(
    set_path: SetPath = None,
    *,
    data_dir: DataDirectory = None,
    corpus: Corpus = None,
    as_json: AsJson = False,
) -> None:
    """Check that SET is well formed and that the index holds its sources, quotes and answers.

    Exit code 1 where a source or quote is missing. Notes are for you to look at: answers in other
    words than the source, doubles, questions that give the answer away, few without an answer.
    """
    from dataclasses import asdict

    from eval.checking import check_set
    from eval.questions import BUNDLED_SET, load_questions
    from qa.terminal.machine import print_json

    questions = load_questions(set_path or BUNDLED_SET)
    with _opened(data_dir, corpus) as pipeline:
        checked = check_set(pipeline, questions)
    if as_json:
        print_json(asdict(checked))
    else:
        for kind, count in checked.kinds.items():
            typer.echo(f"{kind:<14}{count:>5}")
        typer.echo(f"{'questions':<14}{checked.questions:>5}, {checked.answerable} answerable")
        for problem in checked.problems:
            typer.echo(problem)
        for note in checked.notes:
            typer.echo(f"note: {note}")
        typer.echo(f"{'problems':<14}{len(checked.problems):>5}, {len(checked.notes)} notes")
    if checked.problems:
        raise typer.Exit(_EXIT_FAILED)


app.command("compare")(compare_command)
app.command("baseline")(baseline_command)
app.command("gate")(gate_command)
app.command("report")(report_command)


@contextmanager
def _opened(data_dir: Path | None, corpus: Path | None) -> "Iterator[Pipeline]":
    """The pipeline over the index; with a corpus, over one made of it that goes at the end."""
    from tempfile import TemporaryDirectory

    from eval.progress import progress
    from qa.pipeline import open_pipeline
    from qa.settings import load_settings

    if corpus is None:
        with open_pipeline(load_settings(data_dir=data_dir)) as pipeline:
            yield pipeline
        return
    _require_one_corpus(data_dir, corpus)
    with (
        TemporaryDirectory(prefix="qa-eval-") as temporary,
        open_pipeline(load_settings(data_dir=Path(temporary))) as pipeline,
    ):
        with progress() as move:
            report = pipeline.sync(corpus, on_progress=move)
        for failure in report.failed:
            typer.echo(f"Not ingested: {failure.source_id!r}: {failure.reason}", err=True)
        yield pipeline


def _warn_of_missing(pipeline: "Pipeline", set_path: Path) -> None:
    """Say on standard error that the set is about other files than the index holds."""
    from eval.checking import missing_sources
    from eval.questions import load_questions

    if missing := missing_sources(pipeline, load_questions(set_path)):
        count = len(missing)
        which = f"{missing[0]!r}" if count == 1 else f"{missing[0]!r} and {count - 1} more"
        typer.echo(
            f"The index lacks sources that the set expects: {which}. `qa eval check` names all.",
            err=True,
        )


def _require_one_corpus(data_dir: Path | None, corpus: Path | None) -> None:
    if data_dir is not None and corpus is not None:
        raise typer.BadParameter("give --corpus or --data-dir, not both.", param_hint="--corpus")


def _run_matrix(options: list[str], *, as_json: bool, **given: Any) -> None:
    from eval.matrix_command import matrix_summary, print_matrix, run_matrix
    from qa.terminal.machine import print_json
    from qa.terminal.screen import Screen

    matrix = run_matrix(options, **given)
    summary = matrix_summary(matrix)
    if as_json:
        print_json(summary)
    else:
        print_matrix(Screen(), summary)
    if any(run.summary["errors"] for _, run in matrix.runs):
        raise typer.Exit(_EXIT_FAILED)


def _show(folder: Path, summary: dict[str, Any], *, as_json: bool) -> None:
    from eval.table import print_summary
    from qa.terminal.machine import print_json
    from qa.terminal.screen import Screen

    if as_json:
        print_json({"run": str(folder), **summary})
        return
    print_summary(Screen(), summary)
    typer.echo(f"Run: {folder}")
