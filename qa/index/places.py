"""Where the parts of an index lie below its data directory."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from qa.errors import IndexDamaged

_CHROMA, _LEXICAL = "chroma", "lexical"


@dataclass(frozen=True, slots=True)
class Places:
    """One set of stores; `name` tells it from the others that a rebuild makes beside it."""

    data_dir: Path
    name: str = ""

    @property
    def chroma(self) -> Path:
        """Chroma's folder, where it runs in process."""
        return self.data_dir / self._named(_CHROMA)

    @property
    def lexical(self) -> Path:
        """Tantivy's folder."""
        return self.data_dir / self._named(_LEXICAL)

    def _named(self, part: str) -> str:
        return f"{part}-{self.name}" if self.name else part


def new_name() -> str:
    """A name that no set of stores had before."""
    return uuid4().hex[:12]


def store_folders(data_dir: Path) -> Iterator[Path]:
    """Every folder of every set of stores, whether in use or left behind."""
    for part in (_CHROMA, _LEXICAL):
        yield data_dir / part
        yield from sorted(data_dir.glob(f"{part}-" + "[0-9a-f]" * 12))


def remove_tree(path: Path) -> None:
    """Delete a folder, or the file that stands in its place; what is not there does not matter.

    Raises:
        IndexDamaged: it cannot be deleted.
    """
    try:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    except OSError as error:
        raise IndexDamaged(
            f"{path} is damaged and cannot be removed: {error.strerror}.",
            "Remove it, then run `qa ingest --rebuild`.",
        ) from error
