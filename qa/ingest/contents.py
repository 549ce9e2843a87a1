"""The bytes of a file as they were at one moment."""

import os
import time
from dataclasses import dataclass
from pathlib import Path

from qa.errors import CorpusError
from qa.ingest.scanning import stamp_of

_ATTEMPTS = 3
_PAUSE_SECONDS = 0.05
_COARSEST_CLOCK_NS = 2_000_000_000  # FAT counts times in two seconds; most file systems are finer


class FileVanished(Exception):
    """The file was there when the folder was listed, and is gone: no error, but news."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What a file held, with the size and time that tell whether it changed since.

    `stamp_ns` is 0 where the file is so new that one more change might not move its time.
    """

    data: bytes
    size: int
    stamp_ns: int


def read_file(path: Path, max_megabytes: float) -> Contents:
    """What a file holds, whole: never half of one version and half of the next.

    Raises:
        FileVanished: it is gone.
        CorpusError: it cannot be read, is larger than `max_megabytes` (10^6 bytes each), or is
            being written all the time.
    """
    for attempt in range(_ATTEMPTS):
        if attempt:
            time.sleep(_PAUSE_SECONDS)
        contents = _read_once(path, int(max_megabytes * 1_000_000))
        if contents and contents.size > max_megabytes * 1_000_000:
            raise CorpusError(
                f"{path.name} is larger than {max_megabytes:g} MB.",
                "Split it, or raise QA_MAX_FILE_MB.",
            )
        if contents:
            return contents
    raise CorpusError(
        f"{path.name} is being written: it changed each time it was read.",
        "Run it again when the file is complete.",
    )


def _read_once(path: Path, limit: int) -> Contents | None:
    """The contents, cut one byte above the limit; None where the file changed meanwhile."""
    try:
        with path.open("rb") as file:
            before = os.fstat(file.fileno())
            data = file.read(limit + 1)
            after = os.fstat(file.fileno())
    except FileNotFoundError as error:
        raise FileVanished(path) from error
    except OSError as error:
        raise CorpusError(
            f"{path.name} cannot be read: {error.strerror}.", "Give yourself the right to read it."
        ) from error
    if (before.st_size, stamp_of(before)) != (after.st_size, stamp_of(after)):
        return None
    is_fresh = time.time_ns() - stamp_of(after) < _COARSEST_CLOCK_NS
    return Contents(data, len(data), 0 if is_fresh else stamp_of(after))
