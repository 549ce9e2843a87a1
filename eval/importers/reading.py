"""Files of other people: read whole, and told by line where they are not what they should be."""

import csv
import gzip
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from qa.errors import CorpusError

_HINT = "See `qa eval import --help` for the forms, and whether the file is the one you meant."


def read_text(path: Path) -> str:
    """The text of a UTF-8 file, also where it is packed with gzip.

    Raises:
        CorpusError: it cannot be read.
    """
    try:
        data = path.read_bytes()
        return (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8-sig")
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise CorpusError(f"{path} cannot be read: {error}.", _HINT) from error


def read_json(path: Path) -> Any:
    """The JSON value of a file. Raises `CorpusError` where it holds none."""
    try:
        return json.loads(read_text(path))
    except (ValueError, RecursionError) as error:
        raise CorpusError(f"{path} is not JSON: {error}.", _HINT) from error


def json_lines(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Line numbers from 1 and the object of each line that is not blank.

    Raises:
        CorpusError: a line is not a JSON object; the message has its number.
    """
    for number, line in enumerate(read_text(path).split("\n"), start=1):
        if line.strip():
            try:
                value = json.loads(line)
            except (ValueError, RecursionError) as error:
                raise CorpusError(f"{path}, line {number}: {error}.", _HINT) from error
            if not isinstance(value, dict):
                raise CorpusError(f"{path}, line {number} holds no JSON object.", _HINT)
            yield number, value


def table_rows(
    path: Path, delimiter: str, *, is_quoted: bool = False
) -> Iterator[tuple[int, list[str]]]:
    """Line numbers from 1 and the cells of each row that is not blank.

    Quotation marks are letters as others, unless the table is quoted as spreadsheets do it.

    Raises:
        CorpusError: the file cannot be read, or a row is not quoted as it should be.
    """
    rows = csv.reader(
        io.StringIO(read_text(path), newline=""),
        delimiter=delimiter,
        quoting=csv.QUOTE_MINIMAL if is_quoted else csv.QUOTE_NONE,
        strict=True,
    )
    first_line = 1
    try:
        for cells in rows:
            if any(cell.strip() for cell in cells):
                yield rows.line_num, cells
            first_line = rows.line_num + 1
    except csv.Error as error:
        raise CorpusError(
            f"{path}: the row that begins on line {first_line} cannot be read: {error}.",
            "Close each quotation mark around a cell, and double those within it.",
        ) from error


@contextmanager
def expecting(path: Path, what: str) -> Iterator[None]:
    """Turn a missing or mistyped field into an error that says where and what was expected."""
    try:
        yield
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        wrong = f"{type(error).__name__} {error}"
        raise CorpusError(f"{path} is not {what}: {wrong}.", _HINT) from error
