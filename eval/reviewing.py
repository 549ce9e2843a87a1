"""A proposed question before a person: accept it, edit it, call it unanswerable, or skip it."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import typer

from eval.growing import Enough
from eval.importers.building import facts_of
from eval.questions import Question
from eval.writing_sets import DRAFT, unfit

# The question with other answers, and what follows from that for the rest of it.
Refit = Callable[[Question, Sequence[Sequence[str]]], Question]


def reviewed(draft: Question, refit: Refit) -> Question | None:
    """The draft as a person wants it, without the tag of a draft; None where they skip it.

    What is not fit for a set is shown again with what it lacks.

    Raises:
        Enough: they want to stop.
        typer.Abort: Ctrl-C.
    """
    question = draft
    while True:
        lack = unfit(question)
        _show(question, lack)
        usual = "s" if lack else "a"
        choice = typer.prompt("accept, edit, unanswerable, skip or quit", default=usual)[:1].lower()
        if choice == "q":
            raise Enough
        if choice == "e":
            question = _edited(question, refit)
        elif choice == "u":
            question = refit(question, ())
        elif choice != "a":
            return None
        question = replace(question, tags=tuple(tag for tag in question.tags if tag != DRAFT))
        if unfit(question) is None:
            return question


def _show(draft: Question, lack: str | None) -> None:
    typer.echo()
    for earlier in draft.dialogue:
        typer.echo(f"  after: {earlier}")
    typer.echo(draft.question + (f"  (as of {draft.as_of})" if draft.as_of else ""))
    for forms in draft.answers:
        typer.echo(f"  = {' | '.join(forms)}")
    for quote in draft.quotes:
        typer.echo(f"  {quote!r}")
    if not draft.answerable:
        typer.echo("  (no answer in the corpus)")
    if lack:
        typer.echo(f"  Not yet fit for a set: {lack}.")


def _edited(draft: Question, refit: Refit) -> Question:
    """The draft in the person's words; other answers bring other places."""
    question = typer.prompt("question", default=draft.question)
    shown = "; ".join(" | ".join(forms) for forms in draft.answers)
    told = typer.prompt(
        "answer (forms parted by |, several answers by ;)",
        default=shown,
        show_default=bool(shown),
    )
    facts = facts_of(told)
    worded = replace(draft, question=question.strip())
    return worded if facts == draft.answers else refit(worded, facts)
