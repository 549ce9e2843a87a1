"""Where receipts are kept, and for how long."""

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from qa.errors import AnswerNotFound, HistoryError
from qa.history import FEEDBACK, RECEIPTS, SESSIONS, History, pack, read_stored, unpack
from qa.receipts.values import Feedback, Rating, Receipt

_FEEDBACK_COLUMNS = (
    FEEDBACK.c.rating,
    FEEDBACK.c.expected,
    FEEDBACK.c.comment,
    FEEDBACK.c.given_at,
)
_IS_STRAY = (  # of a deleted session; to be in no empty list is true of NULL too
    RECEIPTS.c.session_id.is_not(None),
    RECEIPTS.c.session_id.not_in(sa.select(SESSIONS.c.id)),
)


@dataclass(frozen=True, slots=True)
class Heading:
    """One line of the list of receipts; `rating` is None where nobody gave feedback."""

    id: str
    asked_at: str
    question: str
    rating: Rating | None = None


class Receipts:
    """The receipts of one data directory: the newest `count`, none older than `days`.

    0 `count`: none is written. 0 `days`: age does not matter.
    """

    def __init__(self, history: History, count: int, days: int) -> None:
        self._history = history
        self._count = count
        self._days = days

    def keep(self, receipt: Receipt) -> str | None:
        """Write a receipt down and let those go that are over the limits.

        So does this one where its session was deleted meanwhile. Returns None, or a sentence for
        the user where that failed: an answer is worth more than its receipt.
        """
        if self._count == 0:
            return None
        text = json.dumps(receipt.to_dict(), ensure_ascii=False)
        values = {
            "id": receipt.answer.id,
            "asked_at": receipt.asked_at,
            "session_id": receipt.session_id,
            "question": receipt.typed or receipt.answer.question,
            "body": pack(text),
        }
        try:
            with self._history.transaction() as connection:
                written = connection.execute(RECEIPTS.insert().values(values))
                self._retire(connection, int(written.lastrowid))
        except HistoryError as error:
            return f"No receipt of this answer was kept: {error.message}"
        return None

    def find(self, answer_id: str) -> Receipt:
        """The receipt of an answer, with the feedback on it.

        Raises:
            AnswerNotFound: none is kept.
            HistoryError: the file cannot be read, or holds something else.
        """
        query = (
            sa.select(RECEIPTS.c.body, *_FEEDBACK_COLUMNS)
            .outerjoin(FEEDBACK)
            .where(RECEIPTS.c.id == answer_id, *self._in_time())
        )
        row = None
        if self._history.exists:
            with self._history.transaction() as connection:
                row = connection.execute(query).first()
        if row is None:
            raise AnswerNotFound(
                f"No receipt of an answer {answer_id!r} is kept.",
                "`qa show` lists those that are; QA_RECEIPTS and QA_RECEIPT_DAYS say how many.",
            )
        body, *given = row
        what = f"The receipt of {answer_id}"
        receipt = read_stored(Receipt, unpack(body), what, "ask the question again")
        return replace(receipt, feedback=Feedback(*given) if given[0] else None)

    def may_show(self, answer_id: str) -> bool:
        """Whether an answer may be given again by that id: its receipt is there, or none is kept.

        Raises:
            HistoryError: the file cannot be read.
        """
        if self._count == 0:
            return True
        query = sa.select(RECEIPTS.c.id).where(RECEIPTS.c.id == answer_id, *self._in_time())
        if not self._history.exists:
            return False
        with self._history.transaction() as connection:
            return connection.execute(query).first() is not None

    def give_feedback(self, answer_id: str, feedback: Feedback) -> None:
        """Keep feedback with a receipt, in place of any before; it goes when the receipt goes.

        Raises:
            AnswerNotFound: no receipt of that answer is kept.
            HistoryError: it cannot be written.
        """
        self.find(answer_id)
        values = {"answer_id": answer_id, **feedback.to_dict()}
        with self._history.transaction() as connection:
            connection.execute(FEEDBACK.delete().where(FEEDBACK.c.answer_id == answer_id))
            connection.execute(FEEDBACK.insert().values(values))

    def named(self, name: str) -> str:
        """The id itself, or that of the newest receipt where the name is 'last'."""
        newest = self.latest(1) if name == "last" else []
        return newest[0].id if newest else name

    def latest(self, limit: int | None = None, *, rating: Rating | None = None) -> list[Heading]:
        """The headings of the newest, newest first; with `rating`, of answers rated so."""
        if not self._history.exists:
            return []
        columns = (RECEIPTS.c.id, RECEIPTS.c.asked_at, RECEIPTS.c.question, FEEDBACK.c.rating)
        query = (
            sa.select(*columns)
            .outerjoin(FEEDBACK)
            .where(*self._in_time(), FEEDBACK.c.rating == rating if rating else sa.true())
            .order_by(RECEIPTS.c.sequence.desc())
            .limit(limit)
        )
        with self._history.transaction() as connection:
            return [Heading(*row) for row in connection.execute(query)]

    def delete(self, answer_id: str) -> None:
        """Let a receipt go.

        Raises:
            AnswerNotFound: none is kept.
        """
        self.find(answer_id)
        with self._history.transaction() as connection:
            connection.execute(RECEIPTS.delete().where(RECEIPTS.c.id == answer_id))

    def _retire(self, connection: sa.Connection, newest: int) -> None:
        over = RECEIPTS.c.sequence <= newest - self._count
        connection.execute(RECEIPTS.delete().where(over))
        connection.execute(RECEIPTS.delete().where(RECEIPTS.c.sequence == newest, *_IS_STRAY))
        if self._days:
            connection.execute(RECEIPTS.delete().where(RECEIPTS.c.asked_at < self._oldest()))

    def _in_time(self) -> list[sa.ColumnElement[bool]]:
        return [RECEIPTS.c.asked_at >= self._oldest()] if self._days else []

    def _oldest(self) -> str:
        return (datetime.now(UTC) - timedelta(days=self._days)).isoformat(timespec="milliseconds")
