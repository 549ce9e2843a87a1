"""The corpus folder as clients may change it: whole files, below it, of kinds that can be read."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex

from api.refusals import (
    bad_source_id,
    corpus_read_only,
    source_exists,
    unreadable_upload,
    unsupported_kind,
)
from qa.errors import CorpusError, SourceNotFound
from qa.ingest.loaders import format_of, known_endings
from qa.ingest.parsing import Parser
from qa.settings import Settings

_LONGEST_NAME = 200  # bytes of one part of a path; file systems take 255, and temporary names grow
_LONGEST_ID = 1000


class CorpusFolder:
    """The files below `root`, but for those of `data_dir`, which may lie in it."""

    def __init__(self, root: Path, settings: Settings) -> None:
        self._root = root.resolve()
        self._data_dir = settings.data_dir.resolve()
        self._settings = settings

    def write(self, source_id: str, content: bytes, *, replace: bool) -> None:
        """Put a file there, whole or not at all; it is read first, to see that it can be.

        Raises:
            Refusal: the id names no place below the folder or no kind of file that can be read,
                the content is not of that kind, the file is there already and `replace` is not
                set, or the folder cannot be written.
        """
        path = self._place(source_id)
        self._require_readable(source_id, content)
        fresh = path.with_name(f".upload-{token_hex(8)}")  # hidden: no sync reads it
        with _written(fresh, source_id):
            self._require_inside(path, source_id)  # before anything is made, a folder too
            path.parent.mkdir(parents=True, exist_ok=True)
            _write_through(fresh, content)
            if replace:
                fresh.replace(path)
            else:
                os.link(fresh, path)  # fails where it exists, unlike a rename

    def delete(self, source_id: str) -> None:
        """Remove a file.

        Raises:
            SourceNotFound: it is not there.
            Refusal: as `write`.
        """
        path = self._place(source_id)
        self._require_inside(path, source_id)
        try:
            path.unlink()
        except FileNotFoundError as error:
            raise SourceNotFound(
                f"No file {source_id!r} is in the corpus folder.", "`qa sources` lists them."
            ) from error
        except OSError as error:
            raise corpus_read_only(source_id, error.strerror or str(error)) from error

    def _place(self, source_id: str) -> Path:
        fault = _fault(source_id)
        if fault:
            raise bad_source_id(source_id, fault)
        if format_of(source_id) is None:
            raise unsupported_kind(source_id, known_endings())
        return self._root / source_id

    def _require_readable(self, source_id: str, content: bytes) -> None:
        """Read as a sync will: in a process of its own, within the limits."""
        try:
            with Parser(self._settings) as parser:
                parser.parse(content, source_id)
        except CorpusError as error:
            raise unreadable_upload(source_id, error.message) from error

    def _require_inside(self, path: Path, source_id: str) -> None:
        """A link in the folder may lead out of it; nothing is written or removed there."""
        real = path.parent.resolve()
        if not real.is_relative_to(self._root):
            raise bad_source_id(source_id, "it leads out of the corpus folder")
        if real.is_relative_to(self._data_dir) and not self._root.is_relative_to(self._data_dir):
            raise bad_source_id(source_id, "the index lies there")


def _fault(source_id: str) -> str | None:
    """Why an id can name no file of the corpus, or None."""
    parts = source_id.split("/")
    if not source_id or len(source_id) > _LONGEST_ID:
        return f"it must have 1 to {_LONGEST_ID} characters"
    if not source_id.isprintable() or "\\" in source_id:
        return "it holds a character that no file name should have"
    if any(part in ("", ".", "..") for part in parts):
        return "it is no plain path below the folder"
    if any(part.startswith(".") for part in parts):
        return "names that begin with a dot are not read"
    if any(len(part.encode("utf-8", "replace")) > _LONGEST_NAME for part in parts):
        return f"a part of it is longer than {_LONGEST_NAME} bytes"
    return None


def _write_through(path: Path, content: bytes) -> None:
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


@contextmanager
def _written(fresh: Path, source_id: str) -> Iterator[None]:
    """Tell why it cannot be written, and leave nothing half-written behind."""
    try:
        yield
    except FileExistsError as error:
        raise source_exists(source_id) from error
    except OSError as error:
        raise corpus_read_only(source_id, error.strerror or str(error)) from error
    finally:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
