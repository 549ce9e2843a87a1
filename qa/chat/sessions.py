"""Where sessions are kept."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import sqlalchemy as sa

from qa.chat.turns import Session, Turn
from qa.errors import SessionNotFound
from qa.history import RECEIPTS, SESSIONS, TURNS, History, pack, read_stored, unpack

_TITLE_CHARACTERS = 100
_LAST_USED = SESSIONS.c.updated_at.desc()


class Sessions:
    """The sessions of one data directory; safe to use from several threads and processes."""

    def __init__(self, history: History) -> None:
        self._history = history

    def create(self) -> Session:
        """A new session without a turn.

        Raises:
            HistoryError: it cannot be written.
        """
        from ulid import ULID

        now = _now()
        session = Session(f"ses_{ULID()}", "", now, now, 0)
        with self._history.transaction() as connection:
            values = {"id": session.id, "title": "", "created_at": now, "updated_at": now}
            connection.execute(SESSIONS.insert().values(values))
        return session

    def get(self, session_id: str) -> Session:
        """One session.

        Raises:
            SessionNotFound: there is none of that id.
            HistoryError: it cannot be read.
        """
        found = self._select(SESSIONS.c.id == session_id, limit=1)
        if not found:
            raise _not_found(session_id)
        return found[0]

    def named(self, name: str) -> Session:
        """The session of that id; for 'last' the last used with a turn. Raises as `get` does."""
        has_turns = SESSIONS.c.id.in_(sa.select(TURNS.c.session_id))
        last = self._select(has_turns, _LAST_USED, limit=1) if name == "last" else []
        return last[0] if last else self.get(name)

    def latest(self, limit: int, *, before: str | None = None) -> list[Session]:
        """At most `limit` sessions, newest first; those made before the session `before`."""
        return self._select(SESSIONS.c.id < before if before else sa.true(), limit=limit)

    def last_used(self, limit: int) -> list[Session]:
        """At most `limit` sessions, the one with the newest turn first."""
        return self._select(sa.true(), _LAST_USED, limit=limit)

    def turns(self, session_id: str, *, last: int | None = None) -> list[Turn]:
        """The turns of a session in their order, or only the last ones. Raises as `get` does."""
        self.get(session_id)
        query = sa.select(TURNS.c.body).where(TURNS.c.session_id == session_id)
        query = query.order_by(TURNS.c.number.desc()).limit(last)
        with self._history.transaction() as connection:
            bodies = [unpack(body) for body in connection.scalars(query)]
        return [_turn(body) for body in reversed(bodies)]

    def append(self, session_id: str, turn: Turn) -> Turn:
        """The turn as it was added: with the next number of the session, whatever it had before.

        The first gives the session its title. Raises as `get` does.
        """
        title = turn.question[:_TITLE_CHARACTERS]
        values = {
            "updated_at": _now(),
            "title": sa.case((SESSIONS.c.title == "", title), else_=SESSIONS.c.title),
        }
        newest = sa.select(sa.func.max(TURNS.c.number)).where(TURNS.c.session_id == session_id)
        with self._history.transaction() as connection:
            changed = connection.execute(  # first: from here on no other process can write
                SESSIONS.update().where(SESSIONS.c.id == session_id).values(values)
            )
            if not changed.rowcount:  # deleted while its question was being answered
                raise _not_found(session_id)
            numbered = replace(turn, number=(connection.scalar(newest) or 0) + 1)
            body = pack(json.dumps(numbered.to_dict(), ensure_ascii=False))
            connection.execute(
                TURNS.insert().values(session_id=session_id, number=numbered.number, body=body)
            )
        return numbered

    def delete(self, session_id: str) -> None:
        """Delete a session with its turns and their receipts. Raises as `get` does."""
        self.get(session_id)
        with self._history.transaction() as connection:
            connection.execute(TURNS.delete().where(TURNS.c.session_id == session_id))
            connection.execute(RECEIPTS.delete().where(RECEIPTS.c.session_id == session_id))
            connection.execute(SESSIONS.delete().where(SESSIONS.c.id == session_id))

    def _select(
        self, condition: sa.ColumnElement[bool], *order: sa.ColumnElement[str], limit: int
    ) -> list[Session]:
        if not self._history.exists:
            return []
        turns = sa.func.count(TURNS.c.number)
        query = (
            sa.select(
                SESSIONS.c.id,
                SESSIONS.c.title,
                SESSIONS.c.created_at,
                SESSIONS.c.updated_at,
                turns,
            )
            .outerjoin(TURNS, TURNS.c.session_id == SESSIONS.c.id)
            .where(condition)
            .group_by(SESSIONS.c.id)
            .order_by(*order, SESSIONS.c.id.desc())
            .limit(limit)
        )
        with self._history.transaction() as connection:
            return [Session(*row) for row in connection.execute(query)]


def _turn(body: str) -> Turn:
    return read_stored(Turn, body, "A turn of this session", "delete the session")


def _not_found(session_id: str) -> SessionNotFound:
    return SessionNotFound(
        f"There is no session {session_id!r}.", "`qa sessions` lists those there are."
    )


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
