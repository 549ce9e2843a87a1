"""Files that are written together, in parts that are embedded while the part before is written."""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray

from qa.index.tables import FamilyRow, FileRow, FileVersion
from qa.index.vectors import Record
from qa.ingest.embedding import passage_input
from qa.ingest.families import family_row, signature
from qa.ingest.intake import Taken
from qa.ingest.recurring import keys_of
from qa.protocols import Embedder

PART_PASSAGES = 512  # written together: bounds memory and the work that is lost to a kill
FIRST_PASSAGES = 64  # of a sync: while they are embedded, the next ones are read and cut
_EMBED_AT_ONCE = 64  # passages between two ticks of the progress bar, and in a request

Vector = NDArray[np.float32]
Coming = tuple[list[str], Future[NDArray[np.float32]]]


@dataclass(frozen=True, slots=True)
class Loaded:
    """A new or changed file, split into records."""

    taken: Taken
    version: FileVersion
    records: list[Record]

    @property
    def source_id(self) -> str:
        """The file's id."""
        return self.taken.file.source_id

    def row(self) -> FileRow:
        """What the manifest says of it once it is current."""
        taken, document = self.taken, self.taken.document
        return FileRow(
            version=self.version,
            content_hash=taken.content_hash,
            size=taken.file.size,
            stamp_ns=taken.file.stamp_ns,
            title=document.title,
            published=document.published,
            encoding=document.encoding,
            masks=tuple((mask.start, mask.end) for mask in document.masks),
            passages=len(self.records),
            indexed_at=datetime.now(UTC).isoformat(timespec="seconds"),
            warnings=document.warnings,
            author=document.author,
            language=document.language,
            tags=document.tags,
            read_with=taken.read_with,
            recurring=taken.recurring,
            line_keys=keys_of(document),
            text=document.text,
        )

    def family_row(self) -> FamilyRow:
        """Its signature; taken here and not at the end of a sync, it costs no time of its own."""
        document = self.taken.document
        signed = signature(document.text, document.masks)
        return family_row(self.source_id, self.taken.content_hash, signed)


class EmbeddingAhead:
    """Embeds in a thread of its own, in the order in which it is asked. A context manager.

    Leaving it waits for what is being embedded at that moment, and drops the rest.
    """

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._executor = ThreadPoolExecutor(1, thread_name_prefix="embed-ahead")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._executor.shutdown(cancel_futures=True)

    def begin(self, inputs: Mapping[str, str]) -> list[Coming]:
        """The vectors to come of these texts, some names and their vectors at a time."""
        names, texts = list(inputs), list(inputs.values())
        slices = [
            slice(start, start + _EMBED_AT_ONCE) for start in range(0, len(names), _EMBED_AT_ONCE)
        ]
        return [
            (names[part], self._executor.submit(self._embedder.embed, texts[part]))
            for part in slices
        ]


@dataclass(slots=True)
class Part:
    """Some of the records of a batch of files; `first` is the place of its first one in them.

    `known` has the vectors of all parts of the batch by input hash, and `asked` the hashes of the
    inputs that are known or being embedded: an input that comes twice is embedded once.
    """

    batch: list[Loaded]
    records: list[Record]
    first: int
    total: int
    known: dict[str, Vector]
    asked: set[str]
    embedded: int = 0
    _coming: list[Coming] = field(default_factory=list)

    @property
    def is_first(self) -> bool:
        """Whether it opens its batch."""
        return self.first == 0

    @property
    def is_last(self) -> bool:
        """Whether the batch is complete with it."""
        return self.first + len(self.records) == self.total

    @property
    def versions(self) -> set[FileVersion]:
        """The versions of the batch."""
        return {item.version for item in self.batch}

    def begin(self, ahead: EmbeddingAhead) -> None:
        """Have embedded what no part of the batch and no stored version has a vector for."""
        new = {
            record.input_hash: passage_input(record.passage)
            for record in self.records
            if record.input_hash not in self.asked
        }
        self.asked.update(new)
        self.embedded = len(new)
        self._coming = ahead.begin(new)

    def vectors(self, on_progress: Callable[[int], None]) -> NDArray[np.float32]:
        """A vector for each record; waits for them, and tells the passage that is reached.

        Raises as `Embedder.embed` does.
        """
        reached = self.first
        for hashes, vectors in self._coming:
            self.known.update(zip(hashes, vectors.result(), strict=True))
            reached += len(hashes)
            on_progress(reached)
        return np.array([self.known[record.input_hash] for record in self.records])


def parts_of(batch: list[Loaded], known: dict[str, Vector]) -> Iterator[Part]:
    """The records of a batch in parts, at least one; `known` are vectors by input hash."""
    records = [record for item in batch for record in item.records]
    asked = set(known)
    for first in range(0, max(1, len(records)), PART_PASSAGES):
        part = records[first : first + PART_PASSAGES]
        yield Part(batch, part, first, len(records), known, asked)
