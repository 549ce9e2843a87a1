"""A copy of a data directory that can only be read: Chroma and Tantivy write where they read."""

import shutil
import stat
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from qa.errors import IndexBusy, IndexDamaged, IndexMissing, QAError
from qa.index.manifest import FILE_NAME
from qa.index.places import store_folders

_ATTEMPTS = 3  # a sync by somebody else that commits while files are copied spoils the copy

_Signature = tuple[tuple[str, int, int], ...]


class Snapshot:
    """A copy, which `close` removes, and what the original's files were like when it was made.

    Raises:
        IndexMissing: nothing was ingested yet.
        IndexBusy: somebody writes to it all the time.
        IndexDamaged: it cannot be read or copied.
    """

    def __init__(self, original: Path) -> None:
        self._original = original
        self._folder = TemporaryDirectory(prefix="qa-index-")
        self.data_dir = Path(self._folder.name, "index")
        try:
            self._signature = _copy(original, self.data_dir)
        except QAError:
            self.close()
            raise

    def is_outdated(self) -> bool:
        """Whether the original was written to since."""
        return _signature(self._original) != self._signature

    def close(self) -> None:
        """Remove the copy."""
        self._folder.cleanup()


def _copy(data_dir: Path, copy: Path) -> _Signature:
    if not (data_dir / FILE_NAME).is_file():
        raise IndexMissing(
            f"There is no index in {data_dir}, which can only be read.",
            "Name another data directory with --data-dir or QA_DATA_DIR.",
        )
    for _ in range(_ATTEMPTS):
        signature = _signature(data_dir)
        shutil.rmtree(copy, ignore_errors=True)
        try:
            for name, _, _ in signature:
                (copy / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(data_dir / name, copy / name)
        except FileNotFoundError:
            continue  # a sync removed it
        except OSError as error:
            raise IndexDamaged(
                f"{data_dir} can only be read, and the copy of it that Chroma needs cannot be "
                f"made: {error.strerror}: {error.filename}.",
                "Give yourself the right to write there, or set TMPDIR to a disk with room.",
            ) from error
        if _signature(data_dir) == signature:
            return signature
    raise IndexBusy(
        f"Another process is writing to {data_dir}, which this one can only read.",
        "Try again when that sync has ended.",
    )


def _signature(data_dir: Path) -> _Signature:
    """Name, size and time of every file of the index."""
    roots = [*data_dir.glob(f"{FILE_NAME}*"), *store_folders(data_dir)]
    seen = []
    for path in sorted(path for root in roots for path in (root, *root.rglob("*"))):
        with suppress(FileNotFoundError):  # a sync removes files while they are listed
            status = path.stat()
            if stat.S_ISREG(status.st_mode) and not path.name.endswith("-shm"):
                name = str(path.relative_to(data_dir))
                seen.append((name, status.st_size, status.st_mtime_ns))
    return tuple(seen)
