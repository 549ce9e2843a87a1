"""`qa eval import`, `export` and `draft`: where sets come from and where runs go."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from eval.questions import Question

_DRAFT = "draft"  # the tag of what no person has accepted


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


def draft_command(
    out: Annotated[Path, typer.Argument(metavar="SET", help="The set file to add questions to.")],
    *,
    data_dir: Annotated[
        Path | None,
        typer.Option("--data-dir", metavar="DIR", help="Where the index lives."),
    ] = None,
    count: Annotated[int, typer.Option(min=1, metavar="N", help="How many to propose.")] = 20,
    seed: Annotated[int, typer.Option(metavar="N", help="Another one gives another order.")] = 0,
    accept_all: Annotated[
        bool, typer.Option("--all", help="Add them all, tagged 'draft', without asking.")
    ] = False,
) -> None:
    """Propose questions from the indexed texts; accept, edit or skip each.

    What you accept is added to SET at once. Drafts keep the wording of their source: say them in
    other words where you can.
    """
    from itertools import islice

    from eval.drafting import drafts
    from eval.questions import load_questions
    from eval.writing_sets import append_question
    from qa.pipeline import open_pipeline
    from qa.settings import load_settings

    known = {one.question for one in load_questions(out)} if out.exists() else set()
    with open_pipeline(load_settings(data_dir=data_dir)) as pipeline:
        texts = [(one.source_id, pipeline.source_text(one.source_id)) for one in pipeline.sources()]
    added = 0
    proposed = (draft for draft in drafts(texts, seed=seed) if draft.question not in known)
    for draft in islice(proposed, count):
        kept = draft if accept_all else _reviewed(draft)
        if kept is not None:
            append_question(kept, out)
            added += 1
    typer.echo(f"{added} questions added to {out}")


def _reviewed(draft: "Question") -> "Question | None":
    """The draft as a person wants it; None where they skip it. Ctrl-C and 'q' end the command."""
    typer.echo(f"\n{draft.question}")
    for forms in draft.answers:
        typer.echo(f"  = {' | '.join(forms)}")
    typer.echo(f"  {draft.quotes[0]!r}" if draft.quotes else "  (no answer in the corpus)")
    choice = typer.prompt("accept, edit, skip or quit", default="a")[:1].lower()
    if choice == "q":
        raise typer.Exit
    if choice == "e":
        question = typer.prompt("question", default=draft.question)
        answers = draft.answers
        if answers:
            forms = typer.prompt("answer, forms parted by |", default=" | ".join(answers[0]))
            answers = (tuple(form.strip() for form in forms.split("|") if form.strip()),)
        draft = replace(draft, question=question, answers=answers)
    if choice in ("a", "e"):
        return replace(draft, tags=tuple(tag for tag in draft.tags if tag != _DRAFT))
    return None
