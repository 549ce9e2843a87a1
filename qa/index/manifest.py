"""The manifest: which version of each file is current. What it does not name does not exist.

A new version is written to the stores under a new generation while it counts as garbage; one
transaction then makes it current and the old one garbage; then the garbage goes. A kill at any
moment leaves the manifest true, and the next sync collects what was left behind.
"""

import hashlib
import json
import os
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from qa.errors import IndexDamaged, IndexMissing, SourceNotFound
from qa.index import tables
from qa.index.tables import FamilyRow, FileRow, FileVersion, KnownFile
from qa.index.tagging import require_ids, require_tags
from qa.sqlite import identity_of
from qa.types import Failure, Source, SourceFilter, Span

FILE_NAME = "manifest.sqlite"
_ROWS_AT_ONCE = 200  # with their texts
_BUSY_SECONDS = 30  # a reader waits this long for a writer's commit; commits take milliseconds


class Manifest:
    """The manifest of one data directory; safe to use from several threads and processes."""

    def __init__(self, path: Path, *, create: bool) -> None:
        self._engine = _engine(path, create=create)
        self._place = path
        self._file = identity_of(path)
        self._digest = (-1, "")  # of which revision, and the digest
        self._families: tuple[int, dict[str, str]] = (-1, {})  # of which revision, and which

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
        with suppress(OSError):  # SQLite tells why it cannot open what is not there
            data_dir.mkdir(parents=True, exist_ok=True)
        manifest = cls(data_dir / FILE_NAME, create=True)
        with manifest._closed_on_error(), manifest._transaction() as connection:
            tables.METADATA.create_all(connection)
        manifest._file = identity_of(manifest._place)
        return manifest

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def adopt(self, other: "Manifest") -> None:
        """Take over everything that another manifest says, all or nothing.

        Open readers notice by the epoch that they must open anew. Tables are made anew, whatever
        schema they had. The revision goes on counting.
        """
        with other._transaction() as source, self._transaction() as connection:
            revision = _number(connection, "revision") + _number(source, "revision") + 1
            tables.METADATA.drop_all(connection)
            tables.METADATA.create_all(connection)
            for table in tables.METADATA.sorted_tables:
                rows = source.execution_options(yield_per=_ROWS_AT_ONCE).execute(sa.select(table))
                for part in rows.mappings().partitions():
                    connection.execute(table.insert(), [dict(row) for row in part])
            tables.set_meta(connection, "revision", str(revision))
            tables.set_meta(connection, "epoch", uuid4().hex)

    def start_above(self, other: "Manifest | None") -> None:
        """Let generations go on where another manifest is: none is ever used twice."""
        used = int(other.meta("generation") or 0) if other else 0
        if used > int(self.meta("generation") or 0):
            self.set_meta(generation=str(used))

    def meta(self, key: str) -> str | None:
        """A recorded value such as the corpus folder, or None."""
        with self._transaction() as connection:
            return tables.get_meta(connection, key)

    def set_meta(self, **values: str) -> None:
        """Record values, all or none."""
        with self._transaction() as connection:
            for key, value in values.items():
                tables.set_meta(connection, key, value)

    @property
    def is_deleted(self) -> bool:
        """Whether the file that was opened is gone from its place, or another one stands there."""
        return identity_of(self._place) != self._file

    @property
    def epoch(self) -> str | None:
        """Another one after the index was made anew."""
        return self.meta("epoch")

    @property
    def revision(self) -> int:
        """A number that grows whenever the stores' current or stored passages change."""
        with self._transaction() as connection:
            return int(tables.get_meta(connection, "revision") or 0)

    def next_generation(self) -> int:
        """A generation no version ever had, recorded as used before it is returned."""
        with self._transaction() as connection:
            return tables.increment(connection, "generation")

    def rows(self) -> Iterator[FileRow]:
        """Every current file with its text, by source id, some at a time."""
        last = ""
        while True:
            query = sa.select(tables.FILES).where(tables.FILES.c.source_id > last)
            query = query.order_by(tables.FILES.c.source_id).limit(_ROWS_AT_ONCE)
            with self._transaction() as connection:
                part = [tables.row_of(row) for row in connection.execute(query).mappings()]
            yield from part
            if len(part) < _ROWS_AT_ONCE:
                return
            last = part[-1].version.source_id

    def known(self) -> dict[str, KnownFile]:
        """Every current file by source id."""
        columns = [tables.FILES.c[name] for name in _KNOWN_COLUMNS]
        with self._transaction() as connection:
            return {
                row.source_id: KnownFile(
                    FileVersion(row.source_id, row.generation),
                    row.content_hash,
                    row.size,
                    row.stamp_ns,
                    row.read_with,
                    row.recurring,
                )
                for row in connection.execute(sa.select(*columns))
            }

    def line_keys(self) -> dict[str, bytes]:
        """The hashes of every current file's lines, as its row has them."""
        query = sa.select(tables.FILES.c.source_id, tables.FILES.c.line_keys)
        with self._transaction() as connection:
            return {row.source_id: row.line_keys for row in connection.execute(query)}

    def current(self, source_ids: Iterable[str]) -> dict[str, int]:
        """The current generation of each of these sources that is in the index."""
        wanted = {"ids": sorted(set(source_ids))}
        with self._transaction() as connection:
            rows = connection.execute(tables.GENERATIONS_OF, wanted)
            return {row.source_id: row.generation for row in rows}

    def matching(self, only: SourceFilter) -> list[FileVersion]:
        """The current versions of the sources that match, by source id.

        Raises:
            TagNotFound: no current file has one of its tags.
            PatternNotFound: no current file has an id that fits one of its patterns.
        """
        files = tables.FILES.c
        query = sa.select(files.source_id, files.generation, files.published, files.tags).order_by(
            files.source_id
        )
        with self._transaction() as connection:
            rows = connection.execute(query).all()
            tags = [json.loads(row.tags) if only.tags else () for row in rows]
        require_tags(only.tags, tags)
        require_ids(only.sources, [row.source_id for row in rows])
        return [
            FileVersion(row.source_id, row.generation)
            for row, has in zip(rows, tags, strict=True)
            if only.matches(row.source_id, row.published, has)
        ]

    def stage(self, versions: Sequence[FileVersion]) -> None:
        """Announce versions that are about to be written to the stores."""
        if versions:
            with self._transaction() as connection:
                tables.add_garbage(connection, versions)

    def publish(self, rows: Sequence[FileRow]) -> None:
        """Make these versions the current ones and their predecessors garbage, all or none."""
        with self._transaction() as connection:
            ids = [row.version.source_id for row in rows]
            tables.retire(connection, ids)
            connection.execute(tables.FILES.insert(), [tables.columns_of(row) for row in rows])
            tables.drop(connection, tables.FAILURES, ids)
            tables.drop_garbage(connection, [row.version for row in rows])
            tables.increment(connection, "revision")

    def withdraw(self, source_ids: Sequence[str]) -> None:
        """Drop files from the index; their versions become garbage."""
        with self._transaction() as connection:
            tables.retire(connection, source_ids)
            tables.drop(connection, tables.FAILURES, source_ids)
            tables.increment(connection, "revision")

    def touch(self, stamps: Mapping[str, tuple[int, int]]) -> None:
        """Record sizes and times of files, by source id, that have the same content as before."""
        update = (
            tables.FILES.update()
            .where(tables.FILES.c.source_id == sa.bindparam("file"))
            .values(size=sa.bindparam("new_size"), stamp_ns=sa.bindparam("new_stamp"))
        )
        values = [
            {"file": source_id, "new_size": size, "new_stamp": stamp_ns}
            for source_id, (size, stamp_ns) in stamps.items()
        ]
        if values:
            with self._transaction() as connection:
                connection.execute(update, values)

    def set_failures(self, failures: Sequence[Failure]) -> None:
        """Replace the recorded failures by those of the last sync."""
        with self._transaction() as connection:
            connection.execute(tables.FAILURES.delete())
            for failure in failures:
                connection.execute(
                    tables.FAILURES.insert().values(
                        source_id=failure.source_id, reason=failure.reason, hint=failure.hint
                    )
                )

    def failures(self) -> list[Failure]:
        """The files that the last sync could not read, by source id."""
        with self._transaction() as connection:
            rows = connection.execute(
                sa.select(tables.FAILURES).order_by(tables.FAILURES.c.source_id)
            )
            return [Failure(row.source_id, row.reason, row.hint) for row in rows]

    def garbage(self) -> list[FileVersion]:
        """Versions that may be in the stores and must go."""
        with self._transaction() as connection:
            rows = connection.execute(sa.select(tables.GARBAGE))
            return [FileVersion(row.source_id, row.generation) for row in rows]

    def forget_garbage(self, versions: Sequence[FileVersion]) -> None:
        """Note that these versions are gone from the stores."""
        with self._transaction() as connection:
            tables.drop_garbage(connection, versions)
            tables.increment(connection, "revision")

    def sources(self, after: str = "", limit: int | None = None) -> list[Source]:
        """The current files behind `after`, at most `limit` of them, by source id."""
        errors = {failure.source_id: failure.reason for failure in self.failures()}
        query = (
            sa.select(*tables.LISTED)
            .where(tables.FILES.c.source_id > after)
            .order_by(tables.FILES.c.source_id)
            .limit(limit)
        )
        with self._transaction() as connection:
            return [tables.source_of(row._mapping, errors) for row in connection.execute(query)]

    def source(self, source_id: str) -> Source:
        """One current file.

        Raises:
            SourceNotFound: no current file has that id.
        """
        errors = {failure.source_id: failure.reason for failure in self.failures()}
        with self._transaction() as connection:
            row = connection.execute(
                sa.select(*tables.LISTED).where(tables.FILES.c.source_id == source_id)
            ).one_or_none()
            if row is None:
                raise _not_found(source_id)
            return tables.source_of(row._mapping, errors)

    def text(self, source_id: str) -> str:
        """`Document.text` of the current version.

        Raises:
            SourceNotFound: no current file has that id.
        """
        with self._transaction() as connection:
            packed = connection.scalar(
                sa.select(tables.FILES.c.text).where(tables.FILES.c.source_id == source_id)
            )
            if packed is None:
                raise _not_found(source_id)
            return zlib.decompress(packed).decode("utf-8")

    def article(self, source_id: str) -> tuple[str, tuple[Span, ...]]:
        """`Document.text` of the current version and its masks.

        Raises:
            SourceNotFound: no current file has that id.
        """
        query = sa.select(tables.FILES.c.text, tables.FILES.c.masks)
        with self._transaction() as connection:
            row = connection.execute(query.where(tables.FILES.c.source_id == source_id)).first()
            if row is None:
                raise _not_found(source_id)
            masks = tuple(Span(start, end) for start, end in json.loads(row.masks))
            return zlib.decompress(row.text).decode("utf-8"), masks

    def family_rows(self) -> dict[str, FamilyRow]:
        """What is known of near-duplicates, by source id; empty in an index of before."""
        with self._transaction() as connection:
            if not sa.inspect(connection).has_table(tables.FAMILIES.name):
                return {}
            rows = connection.execute(sa.select(tables.FAMILIES))
            return {row.source_id: FamilyRow(*row) for row in rows}

    def distrust_signatures(self, made_by: str) -> None:
        """Let the next `update_families` sign all files again where others made the signatures.

        The families that were found by them stand until then.
        """
        with self._transaction() as connection:
            if tables.get_meta(connection, "signatures") != made_by:
                connection.execute(tables.FAMILIES.update().values(content_hash=tables.DISTRUSTED))
                tables.set_meta(connection, "signatures", made_by)

    def set_family_rows(self, rows: Iterable[FamilyRow]) -> None:
        """Replace what is known of near-duplicates."""
        values = [asdict(row) for row in rows]
        with self._transaction() as connection:
            connection.execute(tables.FAMILIES.delete())
            if values:
                connection.execute(tables.FAMILIES.insert(), values)
            tables.increment(connection, "revision")

    def add_family_rows(self, rows: Sequence[FamilyRow]) -> None:
        """Note signatures of files in place of those of their versions before."""
        with self._transaction() as connection:
            tables.drop(connection, tables.FAMILIES, [row.source_id for row in rows])
            connection.execute(tables.FAMILIES.insert(), [asdict(row) for row in rows])

    def families(self) -> dict[str, str]:
        """The family of each file that has a near-duplicate."""
        revision = self.revision
        if self._families[0] != revision:
            self._families = (revision, self._read_families())
        return self._families[1]

    def _read_families(self) -> dict[str, str]:
        table = tables.FAMILIES
        settled = sa.select(table.c.family).where(table.c.family != tables.UNSETTLED)
        shared = settled.group_by(table.c.family).having(sa.func.count() > 1)
        query = sa.select(table.c.source_id, table.c.family).where(table.c.family.in_(shared))
        with self._transaction() as connection:
            if not sa.inspect(connection).has_table(table.name):
                return {}
            return {row.source_id: row.family for row in connection.execute(query)}

    def totals(self) -> tuple[int, int]:
        """How many files and passages are current."""
        with self._transaction() as connection:
            row = connection.execute(
                sa.select(
                    sa.func.count(), sa.func.coalesce(sa.func.sum(tables.FILES.c.passages), 0)
                ).select_from(tables.FILES)
            ).one()
        return int(row[0]), int(row[1])

    def content_digest(self) -> str:
        """A sha256 over every current file: equal corpora, equal digests.

        A file counts by its id, its bytes and how they are read, its sidecar among that.
        """
        revision = self.revision
        if self._digest[0] != revision:
            self._digest = (revision, self._compute_digest())
        return self._digest[1]

    def _compute_digest(self) -> str:
        digest = hashlib.sha256()
        files = tables.FILES.c
        query = sa.select(files.source_id, files.content_hash, files.read_with)
        with self._transaction() as connection:
            for row in connection.execute(query.order_by(files.source_id)):
                digest.update("\0".join([*row]).encode() + b"\n")
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
_KNOWN_COLUMNS = (
    "source_id",
    "generation",
    "content_hash",
    "size",
    "stamp_ns",
    "read_with",
    "recurring",
)


def _engine(path: Path, *, create: bool) -> sa.Engine:
    engine = sa.create_engine(_url(path), connect_args={"timeout": _BUSY_SECONDS})

    @sa.event.listens_for(engine, "connect")
    def _configure(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # else Python commits before each DROP and CREATE
        if create:  # it stays with the file; a reader may have no right to change it
            connection.execute("PRAGMA journal_mode=WAL")  # readers go on while a sync commits
        connection.execute("PRAGMA synchronous=NORMAL")  # safe in WAL; loses no consistency

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        connection.exec_driver_sql("BEGIN")

    return engine


def _url(path: Path) -> sa.URL:
    """How SQLite opens the file; a WAL database needs a folder that can be written, or this."""
    if path.exists() and not os.access(path.parent, os.W_OK):
        fixed = {"uri": "true", "immutable": "1"}
        return sa.URL.create("sqlite", database=f"file:{quote(str(path.absolute()))}", query=fixed)
    return sa.URL.create("sqlite", database=str(path))


def _number(connection: sa.Connection, key: str) -> int:
    """A recorded number; 0 where there is none, not even the table."""
    if not sa.inspect(connection).has_table("meta"):
        return 0
    return int(tables.get_meta(connection, key) or 0)


def _not_found(source_id: str) -> SourceNotFound:
    return SourceNotFound(
        f"No source {source_id!r} is in the index.", "`qa sources` lists the ones that are."
    )
