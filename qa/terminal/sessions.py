"""Sessions as people and programs read them."""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from qa.terminal.screen import NOTHING, Screen
from qa.terminal.visible import all_visible, one_line

if TYPE_CHECKING:
    from qa.chat.sessions import Sessions
    from qa.chat.turns import Session


def list_sessions(screen: Screen, sessions: "Sequence[Session]") -> None:
    """Print one row a session, newest first."""
    if not sessions:
        screen.line("No session is kept.")
        return
    rows = [
        (each.id, each.updated_at[:19].replace("T", " "), str(each.turns), one_line(each.title))
        for each in all_visible(list(sessions))
    ]
    headers = ("session", "last used (UTC)", "questions", "first question")
    screen.table(headers, [(*row[:3], row[3] or NOTHING) for row in rows], right=(2,))


def exported(sessions: "Sessions", session_id: str, *, as_json: bool) -> str:
    """A whole session as a Markdown page or as JSON text."""
    from qa.chat.exporting import as_markdown

    if as_json:
        value = session_value(sessions, session_id)
        return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
    return as_markdown(sessions.get(session_id), sessions.turns(session_id))


def session_value(sessions: "Sessions", session_id: str) -> dict[str, Any]:
    """A session as JSON values: those of `GET /v1/sessions/{id}`."""
    session = sessions.get(session_id)
    turns = [turn.to_dict() for turn in sessions.turns(session.id)]
    return {**session.to_dict(), "turns": turns}
