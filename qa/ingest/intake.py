"""What a file of the folder is now: as the index has it, or a document to index."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Self

from qa.errors import QAError
from qa.index.tables import KnownFile
from qa.ingest.contents import FileVanished, read_file
from qa.ingest.loaders import format_of
from qa.ingest.parsing import Parser
from qa.ingest.recurring import MIN_FILES, Recurring, find_recurring, keys_of
from qa.ingest.scanning import FoundFile
from qa.ingest.sidecar import Sidecar, read_sidecar
from qa.settings import Settings
from qa.types import Document

OnRead = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Taken:
    """A new or changed file: as it was read, its document, and what decided that document.

    `file` has size and time of the moment of reading. `read_with` and `recurring` are what
    `KnownFile` records under these names.
    """

    file: FoundFile
    content_hash: str
    document: Document
    read_with: str
    recurring: str


@dataclass(frozen=True, slots=True)
class Unchanged:
    """The index has the file as it is; `touched` is its new size and time where these differ."""

    touched: tuple[int, int] | None = None


class Intake:
    """Reads the files of one folder, each when it is its turn. Use it as a context manager."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._parser = Parser(settings)
        self._recurring: Recurring | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._parser.close()

    def survey(
        self,
        files: Sequence[FoundFile],
        known: Mapping[str, KnownFile],
        line_keys: Callable[[], Mapping[str, bytes]],
        on_read: OnRead,
    ) -> None:
        """Find what recurs among the files as they are now; call it once, before `take`.

        New and changed files are parsed here; the parser keeps the results for their turn.
        `line_keys` gives those of the files that the index has.
        """
        new = [file for file in files if not self._is_as_known(file, known.get(file.source_id))]
        if not new and len(files) == len(known):
            return  # all recurs as it did
        if len(files) < MIN_FILES:
            self._recurring = find_recurring({}, len(files))
            return
        stored = line_keys()
        keys = {file.source_id: stored.get(file.source_id, b"") for file in files}
        for number, file in enumerate(new, start=1):
            with suppress(QAError, FileVanished):  # it is reported when it is its turn
                data = read_file(file.path, self._settings.max_file_mb).data
                document = self._parser.survey(data, file.source_id, read_sidecar(file.sidecar))
                keys[file.source_id] = keys_of(document)
            on_read(f"reading {number} of {len(new)}: {file.source_id}")
        self._recurring = find_recurring(keys, len(files))

    def take(self, file: FoundFile, known: KnownFile | None) -> Taken | Unchanged:
        """The file's document, or that the index has it.

        Raises:
            FileVanished: it is gone since it was listed.
            CorpusError: it cannot be read.
        """
        sidecar = read_sidecar(file.sidecar)
        read_with = _read_with(file.source_id, sidecar, self._settings)
        recurring = self._recurring.digest_of(file.source_id) if self._recurring else None
        is_read_alike = (
            known is not None
            and known.read_with == read_with
            and recurring in (None, known.recurring)
        )
        if known and is_read_alike and _has_same_stamp(file, known):
            return Unchanged()
        contents = read_file(file.path, self._settings.max_file_mb)
        content_hash = hashlib.sha256(contents.data).hexdigest()
        if known and is_read_alike and known.content_hash == content_hash:
            return Unchanged((contents.size, contents.stamp_ns))
        document = self._parser.parse(contents.data, file.source_id, sidecar)
        if self._recurring:
            document = self._recurring.masked(document)
        read = replace(file, size=contents.size, stamp_ns=contents.stamp_ns)
        return Taken(read, content_hash, document, read_with, recurring or "")

    def is_same(self, file: FoundFile, known: KnownFile, content_hash: str | None) -> bool:
        """Whether bytes, sidecar and loader are those that the index has.

        Without a `content_hash` size and time decide first. Raises as `take` does.
        """
        sidecar = read_sidecar(file.sidecar)
        if known.read_with != _read_with(file.source_id, sidecar, self._settings):
            return False
        if content_hash is None and _has_same_stamp(file, known):
            return True
        return known.content_hash == (content_hash or self.content_hash_of(file, parse=False))

    def content_hash_of(self, file: FoundFile, *, parse: bool) -> str:
        """The hash of a file's content; with `parse`, what `take` would raise is raised.

        Without it only what needs no parsing.
        """
        data = read_file(file.path, self._settings.max_file_mb).data
        if parse:
            self._parser.parse(data, file.source_id, read_sidecar(file.sidecar))
        return hashlib.sha256(data).hexdigest()

    def _is_as_known(self, file: FoundFile, known: KnownFile | None) -> bool:
        """Whether size, time and all that decides the text are as they were."""
        if known is None or not _has_same_stamp(file, known):
            return False
        with suppress(QAError):
            sidecar = read_sidecar(file.sidecar)
            return known.read_with == _read_with(file.source_id, sidecar, self._settings)
        return False


def _has_same_stamp(file: FoundFile, known: KnownFile) -> bool:
    """What is compared before a file is opened."""
    return (known.size, known.stamp_ns) == (file.size, file.stamp_ns)


def _read_with(source_id: str, sidecar: Sidecar | None, settings: Settings) -> str:
    """All that decides a file's document besides its bytes."""
    how = format_of(source_id)
    beside = f", sidecar {sidecar.digest}" if sidecar else ""
    return (how.read_with(settings.text_field) if how else "") + beside
