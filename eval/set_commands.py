"""`qa eval import` and `qa eval export`: sets and runs in the forms of other tools."""

from pathlib import Path
from typing import Annotated

import typer


def import_command(
    form: Annotated[str, typer.Argument(metavar="FORM", help="squad, nq, csv …: see below.")],
    path: Annotated[Path, typer.Argument(metavar="PATH", help="The file or folder to read.")],
    out: Annotated[Path, typer.Argument(metavar="DIR", help="A new folder for the result.")],
) -> None:
    """Make a corpus folder and a set of a public question set, or of a table of your own.

    Forms: beir, csv, exchange, hotpot, nomiracl, nq, ramdocs, realtimeqa, squad. Afterwards
    `qa eval run DIR/set.jsonl --corpus DIR/corpus` scores it.
    """
    from eval.importers import form as form_named
    from eval.writing_sets import CORPUS, SET, write_imported

    imported = form_named(form).read(path)
    write_imported(imported, out)
    typer.echo(f"{len(imported.files)} files in {out / CORPUS}")
    typer.echo(f"{len(imported.questions)} questions in {out / SET}")
    for why in imported.dropped[:10]:
        typer.echo(f"Dropped {why}", err=True)
    if len(imported.dropped) > 10:  # noqa: PLR2004 -- enough to see what is wrong
        typer.echo(f"Dropped {len(imported.dropped)} questions in all", err=True)


def export_command(
    form: Annotated[
        str, typer.Argument(metavar="FORM", help="exchange, squad, trec-qrels or trec-run.")
    ],
    run: Annotated[Path, typer.Argument(metavar="RUN", help="The folder of a run.")],
    out: Annotated[Path, typer.Argument(metavar="FILE", help="A new file for the result.")],
    set_path: Annotated[
        Path | None,
        typer.Option("--set", metavar="SET", help="Where the set of the run is now."),
    ] = None,
) -> None:
    """Write a run in a form that other tools read."""
    from eval.exports import export
    from eval.folder import RowFile
    from eval.questions import load_questions
    from eval.run import recorded_set

    questions = load_questions(set_path or recorded_set(run))
    rows = RowFile(run).read()
    export(form, questions, rows, out)
    typer.echo(f"{len(rows)} questions in {out}")
