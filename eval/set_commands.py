"""`qa eval import`, `export`, `draft` and `add`: where sets come from and where runs go."""

from collections import Counter
from contextlib import suppress
from dataclasses import replace
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eval.questions import Question
    from qa.receipts.values import Receipt


class By(StrEnum):
    """Who writes drafts."""

    auto = "auto"
    rules = "rules"
    model = "model"


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
    by: Annotated[
        By,
        typer.Option(
            metavar="WHO",
            help="rules, model or auto: the language model where QA_LLM_MODEL names one.",
        ),
    ] = By.auto,
    conflicts: Annotated[
        bool, typer.Option("--conflicts", help="Only those on which two documents disagree.")
    ] = False,
    accept_all: Annotated[
        bool, typer.Option("--all", help="Add them all, tagged 'draft', without asking.")
    ] = False,
) -> None:
    """Propose questions from the indexed texts; accept, edit or skip each.

    What you accept is added to SET at once. By rules they keep the wording of their source: say
    them in other words where you can. What a model writes is kept where the embedded reader, given
    the passage, answers the same.
    """
    from itertools import islice

    from eval.growing import Enough
    from eval.progress import waiting
    from eval.proposing import proposals
    from eval.reviewing import reviewed
    from eval.writing_sets import append_questions, questions_in
    from qa.pipeline import open_pipeline
    from qa.settings import load_settings

    known = {one.wording for one in questions_in(out)}
    added, refused = 0, Counter[str]()
    with open_pipeline(load_settings(data_dir=data_dir)) as pipeline, suppress(Enough):
        proposed = proposals(
            pipeline, by=by.value, seed=seed, conflicts_only=conflicts, refused=refused
        )
        fresh = (each for each in waiting(proposed, "Writing") if each.wording not in known)
        for draft in islice(fresh, count):
            kept = draft if accept_all else reviewed(draft, _with_facts)
            if kept is not None:
                append_questions([kept], out)
                added += 1
    for why, times in refused.most_common():
        typer.echo(f"Not proposed: {times} of what the model wrote, {why}", err=True)
    typer.echo(f"{added} questions added to {out}")


def _with_facts(draft: "Question", facts: "Sequence[Sequence[str]]") -> "Question":
    """The draft with other answers, which a person says stand in its quote; or with none."""
    if facts:
        return replace(draft, answers=tuple(map(tuple, facts)))
    return replace(draft, answerable=False, kind="unanswerable", answers=(), sources=(), quotes=())


def add_command(
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="[ANSWER_ID...] SET",
            help="Ids of past answers ('last' is the newest), then the set file to add to.",
        ),
    ],
    *,
    bad: Annotated[
        bool, typer.Option("--bad", help="Take every answer that was rated bad, oldest first.")
    ] = False,
    yes: Annotated[
        bool, typer.Option("--yes", help="Add them as they are, tagged 'draft', without asking.")
    ] = False,
    data_dir: Annotated[
        Path | None,
        typer.Option("--data-dir", metavar="DIR", help="Where the index lives."),
    ] = None,
) -> None:
    """Make questions of a set from past answers; accept, edit or skip each.

    What is right is what feedback says, else what the answer said, with its citations. A follow-up
    keeps the questions before it. Without a terminal they are taken as they are. The set is written
    at the end, whole or not at all; exit code 1 where an answer that you named is not added.
    """
    import sys

    from eval.adding import with_answers
    from eval.growing import grow
    from eval.reviewing import reviewed
    from qa.pipeline import open_pipeline
    from qa.settings import load_settings

    *names, out = words
    if bool(names) == bad:
        raise typer.BadParameter("give ANSWER_IDs or --bad, one of the two.", param_hint="--bad")
    asks = not yes and sys.stdin is not None and sys.stdin.isatty()
    with open_pipeline(load_settings(data_dir=data_dir)) as pipeline:
        receipts = pipeline.receipts
        ids = [each.id for each in reversed(receipts.latest(rating="bad"))] if bad else names

        def review(question: "Question", receipt: "Receipt") -> "Question | None":
            return reviewed(question, partial(with_answers, pipeline, receipt))

        named = [receipts.named(name) for name in ids]
        grown = grow(pipeline, named, Path(out), review if asks else None)
    for why in grown.left_out:
        typer.echo(why, err=True)
    typer.echo(f"{len(grown.added)} questions added to {out}")
    if names and grown.left_out:
        raise typer.Exit(1)
