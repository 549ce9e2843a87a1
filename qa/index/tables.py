"""The manifest's tables, the values in their rows, and the statements that several steps share."""

import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from qa.types import Source

IDS_A_STATEMENT = 10_000  # SQLite takes 32,766 variables

METADATA = sa.MetaData()
META = sa.Table(
    "meta", METADATA, sa.Column("key", sa.String, primary_key=True), sa.Column("value", sa.String)
)
FILES = sa.Table(
    "files",
    METADATA,
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
    sa.Column("author", sa.String),
    sa.Column("language", sa.String),
    sa.Column("tags", sa.String, nullable=False),
    sa.Column("read_with", sa.String, nullable=False),
    sa.Column("recurring", sa.String, nullable=False),
    sa.Column("line_keys", sa.LargeBinary, nullable=False),
    sa.Column("text", sa.LargeBinary, nullable=False),
)
FAILURES = sa.Table(
    "failures",
    METADATA,
    sa.Column("source_id", sa.String, primary_key=True),
    sa.Column("reason", sa.String, nullable=False),
    sa.Column("hint", sa.String, nullable=False),
)
GARBAGE = sa.Table(
    "garbage",
    METADATA,
    sa.Column("source_id", sa.String, primary_key=True),
    sa.Column("generation", sa.Integer, primary_key=True),
)
FAMILIES = sa.Table(  # derived from the files' texts; a sync fills in what is missing
    "families",
    METADATA,
    sa.Column("source_id", sa.String, primary_key=True),
    sa.Column("content_hash", sa.String, nullable=False),
    sa.Column("shingles", sa.Integer, nullable=False),
    sa.Column("hashes", sa.LargeBinary, nullable=False),
    sa.Column("family", sa.String, nullable=False),
)
# made once: SQLAlchemy takes longer to make and compile a statement than SQLite to answer it
_VALUE_OF = sa.select(META.c.value).where(META.c.key == sa.bindparam("key"))
GENERATIONS_OF = sa.select(FILES.c.source_id, FILES.c.generation).where(
    FILES.c.source_id.in_(sa.bindparam("ids", expanding=True))
)
_DROP_GARBAGE = GARBAGE.delete().where(
    GARBAGE.c.source_id == sa.bindparam("file"), GARBAGE.c.generation == sa.bindparam("of")
)
UNSETTLED = ""  # stands for the family of a file that a sync has signed and not yet compared
DISTRUSTED = ""  # stands for the content hash of a signature that was made in another way
LISTED = [column for column in FILES.columns if column.name not in ("text", "line_keys")]


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
    """The manifest's row of one file; `masks` as `[start, end]` pairs, `text` as indexed.

    `read_with` says what made the text from the bytes, `recurring` what of it recurs in other
    files: see `KnownFile`. `line_keys` are the hashes to find that out again.
    """

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
    author: str | None = None
    language: str | None = None
    tags: tuple[str, ...] = ()
    read_with: str = ""
    recurring: str = ""
    line_keys: bytes = b""


@dataclass(frozen=True, slots=True)
class KnownFile:
    """What a sync needs to know of a file it has seen before.

    `read_with` names all that decides the document besides the file's bytes (extractor versions,
    settings, sidecar), and `recurring` the part of its noise that other files decide: where one
    of them is another one now, the file must be read again.
    """

    version: FileVersion
    content_hash: str
    size: int
    stamp_ns: int
    read_with: str = ""
    recurring: str = ""


@dataclass(frozen=True, slots=True)
class FamilyRow:
    """A file's MinHash values as bytes, its number of shingles, and the family it belongs to.

    A file too short to compare has no shingles; one without a near-duplicate is its own family.
    """

    source_id: str
    content_hash: str
    shingles: int
    hashes: bytes
    family: str


def increment(connection: sa.Connection, key: str) -> int:
    """One more than the recorded number, recorded."""
    value = int(get_meta(connection, key) or 0) + 1
    set_meta(connection, key, str(value))
    return value


def get_meta(connection: sa.Connection, key: str) -> str | None:
    """A recorded value, or None."""
    return connection.scalar(_VALUE_OF, {"key": key})


def set_meta(connection: sa.Connection, key: str, value: str) -> None:
    """Record a value in place of the one before."""
    connection.execute(META.delete().where(META.c.key == key))
    connection.execute(META.insert().values(key=key, value=value))


def add_garbage(connection: sa.Connection, versions: Sequence[FileVersion]) -> None:
    """Note versions that may be in the stores and are not current."""
    connection.execute(
        GARBAGE.insert(),
        [{"source_id": v.source_id, "generation": v.generation} for v in versions],
    )


def drop_garbage(connection: sa.Connection, versions: Iterable[FileVersion]) -> None:
    """These versions are no garbage any more: they became current, or are gone from the stores."""
    gone = [{"file": v.source_id, "of": v.generation} for v in versions]
    if gone:
        connection.execute(_DROP_GARBAGE, gone)


def retire(connection: sa.Connection, source_ids: Sequence[str]) -> None:
    """Turn the current versions of these files, where there are any, into garbage."""
    columns = (FILES.c.source_id, FILES.c.generation)
    for start in range(0, len(source_ids), IDS_A_STATEMENT):
        ids = source_ids[start : start + IDS_A_STATEMENT]
        rows = connection.execute(sa.select(*columns).where(FILES.c.source_id.in_(ids)))
        retired = [FileVersion(row.source_id, row.generation) for row in rows]
        if retired:
            add_garbage(connection, retired)
    drop(connection, FILES, source_ids)


def drop(connection: sa.Connection, table: sa.Table, source_ids: Sequence[str]) -> None:
    """Delete the rows of these files."""
    for start in range(0, len(source_ids), IDS_A_STATEMENT):
        ids = source_ids[start : start + IDS_A_STATEMENT]
        connection.execute(table.delete().where(table.c.source_id.in_(ids)))


def columns_of(row: FileRow) -> dict[str, Any]:
    """A row as it is stored: text compressed, lists as JSON."""
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
        "author": row.author,
        "language": row.language,
        "tags": json.dumps(row.tags),
        "read_with": row.read_with,
        "recurring": row.recurring,
        "line_keys": row.line_keys,
        "text": zlib.compress(row.text.encode("utf-8")),
    }


def row_of(row: Mapping[Any, Any]) -> FileRow:
    """A stored row as it was before `columns_of`."""
    return FileRow(
        version=FileVersion(row["source_id"], row["generation"]),
        content_hash=row["content_hash"],
        size=row["size"],
        stamp_ns=row["stamp_ns"],
        title=row["title"],
        published=row["published"],
        encoding=row["encoding"],
        masks=tuple((start, end) for start, end in json.loads(row["masks"])),
        passages=row["passages"],
        indexed_at=row["indexed_at"],
        warnings=tuple(json.loads(row["warnings"])),
        author=row["author"],
        language=row["language"],
        tags=tuple(json.loads(row["tags"])),
        read_with=row["read_with"],
        recurring=row["recurring"],
        line_keys=row["line_keys"],
        text=zlib.decompress(row["text"]).decode("utf-8"),
    )


def source_of(row: Mapping[Any, Any], errors: Mapping[str, str]) -> Source:
    """A stored row as the listing shows it; `errors` are failures by source id."""
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
        author=row["author"],
        language=row["language"],
        tags=tuple(json.loads(row["tags"])),
    )
