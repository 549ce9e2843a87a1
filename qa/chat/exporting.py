"""A session as a Markdown page."""

from collections.abc import Iterator, Sequence

from qa.chat.turns import Session, Turn
from qa.types import Citation


def as_markdown(session: Session, turns: Sequence[Turn]) -> str:
    """Every question with its answer and the places it rests on; ends with a line end.

    Where there is no answer it has the reason, and the nearest places under that name.
    """
    return "\n".join(_lines(session, turns)) + "\n"


def _lines(session: Session, turns: Sequence[Turn]) -> Iterator[str]:
    yield f"# {_flat(session.title) or 'A session without a question'}"
    yield ""
    yield f"Session {session.id}, begun {session.created_at}."
    for turn in turns:
        answer = turn.answer
        yield from ("", f"## {_flat(turn.question)}", "")
        if turn.asked_as:
            yield from (f"*Asked as: {_flat(turn.asked_as)}*", "")
        yield answer.answer or "The corpus does not say."
        abstention = answer.abstention
        if abstention:
            yield f"\nWhy: {_flat(abstention.why)} ({abstention.reason})"
        yield from (f"\n> {_flat(notice)}" for notice in answer.notices)
        if answer.citations:
            yield from ("", *map(_place, answer.citations))
        if abstention and abstention.nearest:
            yield from ("", "Nearest passages:", "", *map(_place, abstention.nearest))
        yield from ("", f"Answer {answer.id}, confidence {answer.confidence:.2f}.")


def _place(citation: Citation) -> str:
    when = f", {citation.published}" if citation.published else ""
    place = f"{citation.source_id}:{citation.line}"
    return (
        f"- [{citation.marker}] `{place}` ({_flat(citation.title)}{when}): {_flat(citation.quote)}"
    )


def _flat(text: str) -> str:
    return " ".join(text.split())
