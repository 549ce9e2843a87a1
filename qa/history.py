"""The file that keeps sessions, receipts and feedback, apart from the index that is rebuilt."""

import os
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from threading import RLock
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from qa.errors import HistoryError
from qa.sqlite import identity_of, write_ahead

Stored = TypeVar("Stored")

FILE_NAME = "history.sqlite"
_SCHEMA = 2  # raise it when a table changes; PRAGMA user_version has it
_BUSY_SECONDS = 0.5  # writes take a millisecond; an answer must not wait longer for another one's

METADATA = sa.MetaData()
SESSIONS = sa.Table(
    "sessions",
    METADATA,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("title", sa.String, nullable=False),
    sa.Column("created_at", sa.String, nullable=False),
    sa.Column("updated_at", sa.String, nullable=False),
)
TURNS = sa.Table(
    "turns",
    METADATA,
    sa.Column("session_id", sa.String, primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("body", sa.LargeBinary, nullable=False),
)
RECEIPTS = sa.Table(
    "receipts",
    METADATA,
    sa.Column("sequence", sa.Integer, primary_key=True),
    sa.Column("id", sa.String, nullable=False, unique=True),
    sa.Column("asked_at", sa.String, nullable=False, index=True),
    sa.Column("session_id", sa.String, index=True),
    sa.Column("question", sa.String, nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
    sqlite_autoincrement=True,  # a number is never used again, so 'the last thousand' is a range
)
FEEDBACK = sa.Table(
    "feedback",
    METADATA,
    sa.Column(
        "answer_id",
        sa.ForeignKey(RECEIPTS.c.id, ondelete="CASCADE"),  # it goes wherever its receipt goes
        primary_key=True,
    ),
    sa.Column("rating", sa.String, nullable=False),
    sa.Column("expected", sa.String),
    sa.Column("comment", sa.String),
    sa.Column("given_at", sa.String, nullable=False),
)


class History:
    """A small database that threads and processes share; it is opened when first used."""

    def __init__(self, path: Path | None) -> None:
        """`path` None: in memory, gone with this object."""
        self._path = path
        self._engine: sa.Engine | None = None
        self._file: tuple[int, int] | None = None  # which one the engine has
        self._lock = RLock()  # SQLite has one writer; waiting here is shorter than its retries

    @classmethod
    def beside(cls, data_dir: Path) -> "History":
        """The one of a data directory."""
        return cls(data_dir / FILE_NAME)

    @property
    def exists(self) -> bool:
        """Whether anything was ever written; reading need not make a file."""
        return self._engine is not None if self._path is None else self._path.exists()

    @contextmanager
    def transaction(self) -> Iterator[sa.Connection]:
        """A connection whose changes are kept when the block ends without an error.

        Raises:
            HistoryError: the file cannot be made, read or written.
        """
        try:
            with self._lock, self._opened().begin() as connection:
                yield connection
        except (DBAPIError, sqlite3.Error, OSError, zlib.error) as error:
            raise HistoryError(
                f"{self._path or 'The history'} cannot be used: {getattr(error, 'orig', error)}.",
                "Check the disk and the rights of the data directory; a damaged file can be moved "
                "away, and a new one is made. QA_RECEIPTS=0 and QA_KEEP_SESSIONS=false do without "
                "it.",
            ) from error

    def require_whole(self) -> None:
        """Check that every page of the file can be read, where there is a file.

        Raises:
            HistoryError: it cannot.
        """
        if not self.exists:
            return
        with self.transaction() as connection:
            found = connection.scalar(sa.text("PRAGMA quick_check(1)"))
            if found != "ok":
                raise sqlite3.DatabaseError(found)

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            if self._engine is not None and self._path is not None:
                self._engine.dispose()
                self._engine = None

    def _opened(self) -> sa.Engine:
        if self._path is not None and identity_of(self._path) != self._file:
            self.close()  # the data directory was deleted, or made anew, since it was opened
        if self._engine is None:
            engine = _engine(self._path)
            file = identity_of(self._path) if self._path else None
            with ExitStack() as opened:
                opened.callback(engine.dispose)
                with engine.begin() as connection:
                    _prepare(connection, self._path)
                opened.pop_all()
            self._engine, self._file = engine, file
        return self._engine


def pack(text: str) -> bytes:
    """A body as it is stored."""
    return zlib.compress(text.encode("utf-8"), 1)  # a receipt shrinks to a quarter in 0.2 ms


def unpack(body: bytes) -> str:
    """The body that was packed."""
    return zlib.decompress(body).decode("utf-8")


def read_stored(kind: type[Stored], body: str, what: str, remedy: str) -> Stored:
    """A stored body as a value of that kind; `what` it is and the `remedy` are for the message.

    Raises:
        HistoryError: it is something else.
    """
    from pydantic import TypeAdapter, ValidationError

    try:
        return TypeAdapter(kind).validate_json(body)
    except ValidationError as error:
        raise HistoryError(
            f"{what} cannot be read: {error.errors()[0]['msg']}.",
            f"It was written by another version; {remedy}.",
        ) from error


def _engine(path: Path | None) -> sa.Engine:
    if path is None:
        return sa.create_engine(
            "sqlite://", poolclass=sa.StaticPool, connect_args={"check_same_thread": False}
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileExistsError):  # what people ask is nobody else's to read
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    engine = sa.create_engine(
        sa.URL.create("sqlite", database=str(path)), connect_args={"timeout": _BUSY_SECONDS}
    )

    @sa.event.listens_for(engine, "connect")
    def _configure(connection: Any, _record: Any) -> None:
        write_ahead(connection, _BUSY_SECONDS)  # a commit then needs no wait for the disk
        connection.execute("PRAGMA synchronous=NORMAL")
        connection.execute("PRAGMA foreign_keys=ON")  # SQLite forgets them with each connection
        connection.execute("PRAGMA secure_delete=ON")  # deleted questions are gone from the file

    return engine


def _prepare(connection: sa.Connection, path: Path | None) -> None:
    version = int(connection.scalar(sa.text("PRAGMA user_version")) or 0)
    if version > _SCHEMA:
        raise HistoryError(
            f"{path} was written by a newer version (schema {version}, this one knows {_SCHEMA}).",
            "Use that version, or move the file away.",
        )
    if version < _SCHEMA:
        METADATA.create_all(connection)
        connection.execute(sa.text(f"PRAGMA user_version = {_SCHEMA}"))
