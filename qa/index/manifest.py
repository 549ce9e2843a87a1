"""The manifest: which version of each file is current. What it does not name does not exist.

A new version is written to the stores under a new generation while it counts as garbage; one
transaction then makes it current and the old one garbage; then the garbage goes. A kill at any
moment leaves the manifest true, and the next sync collects what was left behind.
"""

import hashlib
import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from qa.errors import IndexDamaged, IndexMissing, SourceNotFound
from qa.types import Failure, Source

FILE_NAME = "manifest.sqlite"
_BUSY_SECONDS = 30  # a reader waits this long for a writer's commit; commits take milliseconds
_METADATA = sa.MetaData()
_META = sa.Table(
    "meta", _METADATA, sa.Column("key", sa.String, primary_key=True), sa.Column("value", sa.String)
)
_FILES = sa.Table(
    "files",
    _METADATA,
    sa.Column("source_id", sa.String, primary_key=True),
    sa.Column("generation", sa.Integer, nullable=False),
    sa.Column("content_hash", sa.String, nullable=False, index=True),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("stamp_ns", sa.BigInteger, nullable=False),
    sa.Column("title", sa.String, nullable=False),
    sa.Column("published", sa.String),
    sa.Column("encoding", sa.String),
    sa.Column("characters", sa.Integer, nullable=False),
    sa.Column("masks", sa.String, nullable=False),
    sa.Column("passages", sa.Integer, nullable=False),
    sa.Column("indexed_at", sa.String, nullable=False),
    sa.Column("warnings", sa.String, nullable=False),
    sa.Column("text", sa.LargeBinary, nullable=False),
)
_FAILURES = sa.Table(
    "failures",
    _METADATA,
    sa.Column("source_id", sa.String, primary_key=True),
    sa.Column("reason", sa.String, nullable=False),
    sa.Column("hint", sa.String, nullable=False),
)
_GARBAGE = sa.Table(
    "garbage",
    _METADATA,
    sa.Column("source_id", sa.String, primary_key=True),
    sa.Column("generation", sa.Integer, primary_key=True),
)
_LISTED = [column for column in _FILES.columns if column.name != "text"]


@dataclass(frozen=True, slots=True)
class FileVersion:
    """One version of one file in the stores."""

    source_id: str
    generation: int

    @property
    def key(self) -> str:
        """What the stores call it."""
        return f"{self.generation}:{self.source_id}"


@dataclass(frozen=True, slots=True)
class FileRow:
    """The manifest's row of one file; `masks` as `[start, end]` pairs, `text` as indexed."""

    version: FileVersion
    content_hash: str
    size: int
    stamp_ns: int
    title: str
    published: str | None
    encoding: str | None
    masks: tuple[tuple[int, int], ...]
    passages: int
    indexed_at: str
    warnings: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class KnownFile:
    """What a sync needs to know of a file it has seen before."""

    version: FileVersion
    content_hash: str
    size: int
    stamp_ns: int


class Manifest:
    """The manifest of one data directory; safe to use from several threads and processes."""

    def __init__(self, path: Path, *, create: bool) -> None:
        self._engine = _engine(path, create=create)
        self._place = path
        self._file = _identity(path)
        self._digest = (-1, "")  # of which revision, and the digest

    @classmethod
    def open(cls, data_dir: Path) -> "Manifest":
        """The manifest of an existing index.

        Raises:
            IndexMissing: there is none yet.
            IndexDamaged: it cannot be read.
        """
        manifest = cls.find(data_dir)
        if manifest is None:
            raise IndexMissing(
                f"There is no index in {data_dir} yet.",
                "Run `qa ingest PATH` with the folder of your articles.",
            )
        return manifest

    @classmethod
    def find(cls, data_dir: Path) -> "Manifest | None":
        """The manifest of an existing index, or None where nothing was ingested yet.

        Raises:
            IndexDamaged: it cannot be read.
        """
        path = data_dir / FILE_NAME
        if not path.is_file():
            return None
        manifest = cls(path, create=False)
        with manifest._closed_on_error():
            is_initialised = manifest._is_initialised()
        if not is_initialised:
            manifest.close()
            return None
        return manifest

    @classmethod
    def create(cls, data_dir: Path) -> "Manifest":
        """The manifest, made if it is not there.

        Raises:
            IndexDamaged: it cannot be read or made.
        """
        manifest = cls(data_dir / FILE_NAME, create=True)
        with manifest._closed_on_error(), manifest._transaction() as connection:
            _METADATA.create_all(connection)
        manifest._file = _identity(manifest._place)
        return manifest

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def clear(self) -> None:
        """Forget everything; open readers notice by the epoch that they must open anew.

        Tables are made anew, whatever schema they had. Generations go on counting: a reader that
        still holds an old record can never take it for a new one.
        """
        with self._transaction() as connection:
            counters = {key: _meta(connection, key) or "0" for key in ("generation", "revision")}
            _METADATA.drop_all(connection)
            _METADATA.create_all(connection)
            for key, value in counters.items():
                _set_meta(connection, key, value)
            _set_meta(connection, "epoch", uuid4().hex)

    def meta(self, key: str) -> str | None:
        """A recorded value such as the corpus folder, or None."""
        with self._transaction() as connection:
            return _meta(connection, key)

    def set_meta(self, **values: str) -> None:
        """Record values, all or none."""
        with self._transaction() as connection:
            for key, value in values.items():
                _set_meta(connection, key, value)

    @property
    def is_deleted(self) -> bool:
        """Whether the file that was opened is gone from its place, or another one stands there."""
        return _identity(self._place) != self._file

    @property
    def epoch(self) -> str | None:
        """Another one after the index was made anew."""
        return self.meta("epoch")

    @property
    def revision(self) -> int:
        """A number that grows whenever the stores' current or stored passages change."""
        with self._transaction() as connection:
            return int(_meta(connection, "revision") or 0)

    def next_generation(self) -> int:
        """A generation no version ever had, recorded as used before it is returned."""
        with self._transaction() as connection:
            return _increment(connection, "generation")

    def known(self) -> dict[str, KnownFile]:
        """Every current file by source id."""
        columns = [_FILES.c[name] for name in _KNOWN_COLUMNS]
        with self._transaction() as connection:
            return {
                row.source_id: KnownFile(
                    FileVersion(row.source_id, row.generation),
                    row.content_hash,
                    row.size,
                    row.stamp_ns,
                )
                for row in connection.execute(sa.select(*columns))
            }

    def current(self, source_ids: Iterable[str]) -> dict[str, int]:
        """The current generation of each of these sources that is in the index."""
        wanted = sorted(set(source_ids))
        query = sa.select(_FILES.c.source_id, _FILES.c.generation).where(
            _FILES.c.source_id.in_(wanted)
        )
        with self._transaction() as connection:
            return {row.source_id: row.generation for row in connection.execute(query)}

    def stage(self, versions: Sequence[FileVersion]) -> None:
        """Announce versions that are about to be written to the stores."""
        if versions:
            with self._transaction() as connection:
                _add_garbage(connection, versions)

    def publish(self, rows: Sequence[FileRow]) -> None:
        """Make these versions the current ones and their predecessors garbage, all or none."""
        with self._transaction() as connection:
            ids = [row.version.source_id for row in rows]
            _retire(connection, ids)
            connection.execute(_FILES.insert(), [_columns(row) for row in rows])
            _drop(connection, _FAILURES, ids)
            for row in rows:
                _drop_garbage(connection, row.version)
            _increment(connection, "revision")

    def withdraw(self, source_ids: Sequence[str]) -> None:
        """Drop files from the index; their versions become garbage."""
        with self._transaction() as connection:
            _retire(connection, source_ids)
            _drop(connection, _FAILURES, source_ids)
            _increment(connection, "revision")

    def touch(self, source_id: str, size: int, stamp_ns: int) -> None:
        """Record that a file has a new time and the same content."""
        with self._transaction() as connection:
            connection.execute(
                _FILES.update()
                .where(_FILES.c.source_id == source_id)
                .values(size=size, stamp_ns=stamp_ns)
            )

    def set_failures(self, failures: Sequence[Failure]) -> None:
        """Replace the recorded failures by those of the last sync."""
        with self._transaction() as connection:
            connection.execute(_FAILURES.delete())
            for failure in failures:
                connection.execute(
                    _FAILURES.insert().values(
                        source_id=failure.source_id, reason=failure.reason, hint=failure.hint
                    )
                )

    def failures(self) -> list[Failure]:
        """The files that the last sync could not read, by source id."""
        with self._transaction() as connection:
            rows = connection.execute(sa.select(_FAILURES).order_by(_FAILURES.c.source_id))
            return [Failure(row.source_id, row.reason, row.hint) for row in rows]

    def garbage(self) -> list[FileVersion]:
        """Versions that may be in the stores and must go."""
        with self._transaction() as connection:
            rows = connection.execute(sa.select(_GARBAGE))
            return [FileVersion(row.source_id, row.generation) for row in rows]

    def forget_garbage(self, versions: Sequence[FileVersion]) -> None:
        """Note that these versions are gone from the stores."""
        with self._transaction() as connection:
            for version in versions:
                _drop_garbage(connection, version)
            _increment(connection, "revision")

    def sources(self) -> list[Source]:
        """Every current file, by source id."""
        errors = {failure.source_id: failure.reason for failure in self.failures()}
        query = sa.select(*_LISTED).order_by(_FILES.c.source_id)
        with self._transaction() as connection:
            return [_source(row._mapping, errors) for row in connection.execute(query)]

    def source(self, source_id: str) -> Source:
        """One current file.

        Raises:
            SourceNotFound: no current file has that id.
        """
        errors = {failure.source_id: failure.reason for failure in self.failures()}
        with self._transaction() as connection:
            row = connection.execute(
                sa.select(*_LISTED).where(_FILES.c.source_id == source_id)
            ).one_or_none()
            if row is None:
                raise _not_found(source_id)
            return _source(row._mapping, errors)

    def text(self, source_id: str) -> str:
        """`Document.text` of the current version.

        Raises:
            SourceNotFound: no current file has that id.
        """
        with self._transaction() as connection:
            packed = connection.scalar(
                sa.select(_FILES.c.text).where(_FILES.c.source_id == source_id)
            )
            if packed is None:
                raise _not_found(source_id)
            return zlib.decompress(packed).decode("utf-8")

    def totals(self) -> tuple[int, int]:
        """How many files and passages are current."""
        with self._transaction() as connection:
            row = connection.execute(
                sa.select(
                    sa.func.count(), sa.func.coalesce(sa.func.sum(_FILES.c.passages), 0)
                ).select_from(_FILES)
            ).one()
        return int(row[0]), int(row[1])

    def content_digest(self) -> str:
        """A sha256 over every current file's id and content hash: equal corpora, equal digests."""
        revision = self.revision
        if self._digest[0] != revision:
            self._digest = (revision, self._compute_digest())
        return self._digest[1]

    def _compute_digest(self) -> str:
        digest = hashlib.sha256()
        query = sa.select(_FILES.c.source_id, _FILES.c.content_hash).order_by(_FILES.c.source_id)
        with self._transaction() as connection:
            for row in connection.execute(query):
                digest.update(f"{row.source_id}\0{row.content_hash}\n".encode())
        return digest.hexdigest()

    def _is_initialised(self) -> bool:
        with self._transaction() as connection:
            if not sa.inspect(connection).has_table("meta"):
                return False
        return self.meta("fingerprint") is not None

    @contextmanager
    def _closed_on_error(self) -> Iterator[None]:
        try:
            yield
        except IndexDamaged:
            self.close()
            raise

    @contextmanager
    def _transaction(self) -> Iterator[sa.Connection]:
        try:
            with self._engine.begin() as connection:
                yield connection
        except _DAMAGE as error:
            raise IndexDamaged(
                f"The manifest {self._place} cannot be used: {getattr(error, 'orig', error)}.",
                "Check the disk and the rights of the data directory; "
                "`qa ingest --rebuild` makes a damaged index anew.",
            ) from error


# What a damaged database shows: errors of SQLite, and values that are not what was stored.
_DAMAGE = (DBAPIError, sqlite3.Error, zlib.error, ValueError, TypeError)
_IDS_A_STATEMENT = 10_000  # SQLite takes 32,766 variables
_KNOWN_COLUMNS = ("source_id", "generation", "content_hash", "size", "stamp_ns")


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _engine(path: Path, *, create: bool) -> sa.Engine:
    engine = sa.create_engine(
        sa.URL.create("sqlite", database=str(path)), connect_args={"timeout": _BUSY_SECONDS}
    )

    @sa.event.listens_for(engine, "connect")
    def _configure(connection: Any, _record: Any) -> None:
        if create:  # it stays with the file; a reader may have no right to change it
            connection.execute("PRAGMA journal_mode=WAL")  # readers go on while a sync commits
        connection.execute("PRAGMA synchronous=NORMAL")  # safe in WAL; loses no consistency

    return engine


def _increment(connection: sa.Connection, key: str) -> int:
    value = int(_meta(connection, key) or 0) + 1
    _set_meta(connection, key, str(value))
    return value


def _meta(connection: sa.Connection, key: str) -> str | None:
    return connection.scalar(sa.select(_META.c.value).where(_META.c.key == key))


def _set_meta(connection: sa.Connection, key: str, value: str) -> None:
    connection.execute(_META.delete().where(_META.c.key == key))
    connection.execute(_META.insert().values(key=key, value=value))


def _add_garbage(connection: sa.Connection, versions: Sequence[FileVersion]) -> None:
    connection.execute(
        _GARBAGE.insert(),
        [{"source_id": v.source_id, "generation": v.generation} for v in versions],
    )


def _drop_garbage(connection: sa.Connection, version: FileVersion) -> None:
    connection.execute(
        _GARBAGE.delete().where(
            _GARBAGE.c.source_id == version.source_id,
            _GARBAGE.c.generation == version.generation,
        )
    )


def _retire(connection: sa.Connection, source_ids: Sequence[str]) -> None:
    columns = (_FILES.c.source_id, _FILES.c.generation)
    for start in range(0, len(source_ids), _IDS_A_STATEMENT):
        ids = source_ids[start : start + _IDS_A_STATEMENT]
        rows = connection.execute(sa.select(*columns).where(_FILES.c.source_id.in_(ids)))
        retired = [FileVersion(row.source_id, row.generation) for row in rows]
        if retired:
            _add_garbage(connection, retired)
    _drop(connection, _FILES, source_ids)


def _drop(connection: sa.Connection, table: sa.Table, source_ids: Sequence[str]) -> None:
    for start in range(0, len(source_ids), _IDS_A_STATEMENT):
        ids = source_ids[start : start + _IDS_A_STATEMENT]
        connection.execute(table.delete().where(table.c.source_id.in_(ids)))


def _columns(row: FileRow) -> dict[str, Any]:
    return {
        "source_id": row.version.source_id,
        "generation": row.version.generation,
        "content_hash": row.content_hash,
        "size": row.size,
        "stamp_ns": row.stamp_ns,
        "title": row.title,
        "published": row.published,
        "encoding": row.encoding,
        "characters": len(row.text),
        "masks": json.dumps(row.masks),
        "passages": row.passages,
        "indexed_at": row.indexed_at,
        "warnings": json.dumps(row.warnings),
        "text": zlib.compress(row.text.encode("utf-8")),
    }


def _source(row: Mapping[Any, Any], errors: Mapping[str, str]) -> Source:
    return Source(
        source_id=row["source_id"],
        title=row["title"],
        published=row["published"],
        encoding=row["encoding"],
        content_hash=row["content_hash"],
        characters=row["characters"],
        masked_characters=sum(end - start for start, end in json.loads(row["masks"])),
        passages=row["passages"],
        indexed_at=row["indexed_at"],
        error=errors.get(row["source_id"]),
        warnings=tuple(json.loads(row["warnings"])),
    )


def _not_found(source_id: str) -> SourceNotFound:
    return SourceNotFound(
        f"No source {source_id!r} is in the index.", "`qa sources` lists the ones that are."
    )
