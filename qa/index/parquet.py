"""An index as one Parquet file that any data tool reads.

Columns: `kind` ('file' or 'passage'), `source_id`, `passage_id` (empty for a file), `text` (the
whole document, or the passage), `vector` (empty for a file), `details` (JSON: what else is known).
A file's row stands before those of its passages. The metadata of the schema has under the key `qa`
what made the vectors, which folder was read, and how many files and passages there are.
"""

import json
import os
import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from qa.errors import ArchiveError
from qa.index.copying import IndexedFile
from qa.index.tables import FileRow, FileVersion, columns_of, row_of
from qa.index.vectors import Record
from qa.types import Passage

if TYPE_CHECKING:
    from arro3.core import RecordBatch, Schema

_FORMAT = 1  # raise it when columns change their meaning
_ROWS_AT_ONCE = 1_000
_MAGIC = b"PAR1"
_FILE, _PASSAGE = "file", "passage"
_IN_COLUMNS = ("source_id", "generation", "text")  # of a file's row; the rest are details

Row = tuple[str, str, str, str, Any, str]  # in the order of the columns


@dataclass(frozen=True, slots=True)
class Header:
    """What an export says of itself."""

    fingerprint: str
    folder: str
    files: int
    passages: int
    format: int = _FORMAT


def write_parquet(path: Path, header: Header, files: Iterable[IndexedFile]) -> None:
    """Write an index to `path`, whole or not at all.

    Raises:
        ArchiveError: it cannot be written, or something is there that is no export.
    """
    from arro3.core import RecordBatchReader
    from arro3.io import write_parquet as write

    _require_free(path)
    schema = _schema(header)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with _told(path):
            batches = _batches(schema, (row for file in files for row in _rows(file)))
            reader = RecordBatchReader.from_batches(schema, batches)
            write(reader, unfinished, compression="zstd(3)")
            unfinished.replace(path)
    finally:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)


def _require_free(path: Path) -> None:
    """Refuse to replace what is no export of ours; an older one may be replaced.

    Raises:
        ArchiveError: a folder, or another file, is there.
    """
    if path.is_dir():
        raise ArchiveError(f"{path} is a folder.", "Name a file: `qa export backup.parquet`.")
    if not path.exists():
        return
    try:
        read_header(path)
    except ArchiveError as error:
        raise ArchiveError(
            f"{path} is there and is no export, so it is not replaced.",
            "Name another file, or remove that one.",
        ) from error


def read_header(path: Path) -> Header:
    """What the file at `path` is.

    Raises:
        ArchiveError: it cannot be read, or is no export of an index that this version knows.
    """
    from arro3.io import read_parquet

    with _told(path):
        _require_parquet(path)
        metadata = read_parquet(str(path)).schema.metadata
    try:
        header = Header(**json.loads(metadata[b"qa"]))
    except (KeyError, TypeError, ValueError) as error:
        raise ArchiveError(
            f"{path} is no export of an index.", "Give a file that `qa export` wrote."
        ) from error
    if header.format != _FORMAT:
        raise ArchiveError(
            f"{path} was written in format {header.format}, and this version reads {_FORMAT}.",
            "Use the version that wrote it, or run `qa ingest` on the articles.",
        )
    return header


def read_files(path: Path) -> Iterator[IndexedFile]:
    """The files of an export in their order, each when its last passage was read.

    Raises:
        ArchiveError: the file is damaged.
    """
    from arro3.io import read_parquet

    file: IndexedFile | None = None
    with _told(path):
        for batch in read_parquet(str(path), batch_size=_ROWS_AT_ONCE):
            for kind, source_id, _, text, vector, details in _unpacked(batch):
                if kind == _FILE:
                    if file:
                        yield file
                    file = IndexedFile(_file_row(source_id, text, json.loads(details)), [], [])
                elif file:
                    file.records.append(_record_of(text, json.loads(details)))
                    file.vectors.append(np.asarray(vector, dtype=np.float32))
    if file:
        yield file


def _file_row(source_id: str, text: str, details: dict[str, Any]) -> FileRow:
    stored = {**details, "source_id": source_id, "generation": 0, "text": _packed(text)}
    return row_of({**stored, "line_keys": b64decode(details["line_keys"])})


def _require_parquet(path: Path) -> None:
    """Refuse what was cut off: the library would panic, and print that."""
    with path.open("rb") as file:
        head = file.read(len(_MAGIC))
        file.seek(-min(len(_MAGIC), file.seek(0, os.SEEK_END)), os.SEEK_END)
        if (head, file.read()) != (_MAGIC, _MAGIC):
            raise ValueError("it is no whole Parquet file")


def _schema(header: Header) -> "Schema":
    from arro3.core import DataType, Field, Schema

    names = ("kind", "source_id", "passage_id", "text")
    text = [Field(name, DataType.utf8(), nullable=False) for name in names]
    vector = Field("vector", DataType.list(Field("item", DataType.float32())), nullable=False)
    details = Field("details", DataType.utf8(), nullable=False)
    return Schema([*text, vector, details], metadata={"qa": json.dumps(asdict(header))})


def _rows(file: IndexedFile) -> Iterator[Row]:
    row = file.row
    details = {k: v for k, v in columns_of(row).items() if k not in _IN_COLUMNS}
    # another machine's times say nothing: the first sync after an import looks at the contents
    details["stamp_ns"] = 0
    details["line_keys"] = b64encode(row.line_keys).decode("ascii")  # JSON has no bytes
    yield _FILE, row.version.source_id, "", row.text, (), json.dumps(details)
    for record, vector in zip(file.records, file.vectors, strict=True):
        yield _passage(record, vector)


def _passage(record: Record, vector: Any) -> Row:
    passage = record.passage
    details = json.dumps(_details_of(record))
    return _PASSAGE, passage.source_id, passage.id, passage.text, vector, details


def _batches(schema: "Schema", rows: Iterable[Row]) -> Iterator["RecordBatch"]:
    waiting: list[Row] = []
    for row in rows:
        waiting.append(row)
        if len(waiting) == _ROWS_AT_ONCE:
            yield _batch(schema, waiting)
            waiting = []
    if waiting:
        yield _batch(schema, waiting)


def _batch(schema: "Schema", rows: list[Row]) -> "RecordBatch":
    from arro3.core import Array, DataType, RecordBatch, list_array

    columns = list(zip(*rows, strict=True))
    texts = [Array(list(columns[number]), DataType.utf8()) for number in (0, 1, 2, 3, 5)]
    lengths = [len(vector) for vector in columns[4]]
    offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
    values = np.concatenate([np.asarray(vector, dtype=np.float32) for vector in columns[4]])
    vectors = list_array(Array(offsets), Array(values), type=schema.field("vector").type)
    return RecordBatch.from_arrays([*texts[:4], vectors, texts[4]], schema=schema)


def _unpacked(batch: "RecordBatch") -> Iterator[Row]:
    names = ("kind", "source_id", "passage_id", "text", "vector", "details")
    yield from zip(*(batch.column(name).to_pylist() for name in names), strict=True)


def _packed(text: str) -> bytes:
    return zlib.compress(text.encode("utf-8"))


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Turn what the system and the Parquet library raise, panics included, into `ArchiveError`."""
    try:
        yield
    except BaseException as error:  # a panic of the Rust core derives from BaseException
        name = type(error).__name__
        is_ours = name in ("Exception", "PanicException") or name.startswith("Arrow")
        if not is_ours and not isinstance(error, OSError | ValueError | KeyError | zlib.error):
            raise
        reason = getattr(error, "strerror", None) or (str(error).splitlines() or [name])[0]
        raise ArchiveError(
            f"{path} cannot be read or written: {reason}.",
            "Check the path, its rights and the room on its disk; a damaged file cannot be mended.",
        ) from error


def _details_of(record: Record) -> dict[str, str | int]:
    """What is stored of a record beside its text and vector."""
    passage = record.passage
    return {
        "passage_id": passage.id,
        "source_id": passage.source_id,
        "generation": record.version.generation,
        "start": passage.start,
        "end": passage.end,
        "title": passage.title,
        "published": passage.published or "",
        "section": passage.section or "",
        "columns": passage.columns,
        "input_hash": record.input_hash,
    }


def _record_of(text: str, metadata: Mapping[str, Any]) -> Record:
    """A record from its text and `_details_of` it."""
    source_id = str(metadata["source_id"])
    passage = Passage(
        id=str(metadata["passage_id"]),
        source_id=source_id,
        text=text,
        start=int(metadata["start"]),
        end=int(metadata["end"]),
        title=str(metadata["title"]),
        published=str(metadata["published"]) or None,
        section=str(metadata["section"]) or None,
        columns=str(metadata.get("columns", "")),
    )
    version = FileVersion(source_id, int(metadata["generation"]))
    return Record(passage, version, str(metadata["input_hash"]))
