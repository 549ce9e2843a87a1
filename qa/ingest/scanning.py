"""The files of a corpus folder."""

import os
import shlex
import stat
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from qa.errors import CorpusError, IndexDamaged
from qa.index.manifest import Manifest
from qa.index.places import store_folders
from qa.ingest.loaders import format_of, known_endings
from qa.ingest.sidecar import is_sidecar, sidecar_of
from qa.types import Failure

_NO_FILE = (
    "it describes no file that is read; a sidecar is named like its file, with `.meta.yaml` behind"
)


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file that a loader can read, and where its sidecar is."""

    source_id: str
    path: Path
    size: int
    stamp_ns: int
    sidecar: Path | None = None


@dataclass(frozen=True, slots=True)
class Scan:
    """What a folder holds: files by source id, ids of files no loader reads, what failed.

    `warnings` name sidecars that no file has.
    """

    files: list[FoundFile] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    unreadable_folders: list[str] = field(default_factory=list)
    warnings: list[tuple[str, str]] = field(default_factory=list)

    def is_hidden(self, source_id: str) -> bool:
        """Whether a file lies in a folder that could not be listed: it may still be there."""
        return any(source_id.startswith(f"{folder}/") for folder in self.unreadable_folders)


def scan(folder: Path, data_dir: Path, *, may_be_empty: bool = False) -> Scan:
    """Every regular file below `folder`, links followed, each directory once, sorted.

    Names that begin with a dot are left out, and so is a `data_dir` that lies in `folder`. A folder
    that holds nothing is refused unless it `may_be_empty`: its disk may not be there.

    Raises:
        CorpusError: the folder is missing, is not a folder, cannot be listed or holds nothing
            that can be read.
    """
    _require_folder(folder)
    found, sidecars = Scan(), list[Path]()
    for directory, names in _walk(folder, _excluded(folder, data_dir), found):
        present = frozenset(names)
        for name in names:
            _enter(found, folder, directory / name, present)
        sidecars += [directory / name for name in names if is_sidecar(name)]
    used = {file.sidecar for file in found.files}
    unused = sorted(_escaped(_source_id(folder, path)) for path in sidecars if path not in used)
    found.warnings.extend((source_id, _NO_FILE) for source_id in unused)
    found.files.sort(key=lambda file: file.source_id)
    found.skipped.sort()
    if not found.files and not found.failures and not may_be_empty:
        raise _nothing_to_read(folder, len(found.skipped), data_dir)
    return found


def _nothing_to_read(folder: Path, skipped: int, data_dir: Path) -> CorpusError:
    held = _held(data_dir)
    sources = "1 source" if held == 1 else f"{held} sources"
    return CorpusError(
        f"The folder {folder} holds no file that can be read"
        + (f" ({skipped} of other kinds)." if skipped else ".")
        + (f" The index still holds {sources}." if held else ""),
        f"Put files with one of these endings in it: {', '.join(known_endings())}."
        + (f" `qa ingest {shlex.quote(str(folder))} --empty` empties the index." if held else ""),
    )


def _held(data_dir: Path) -> int:
    """How many sources are in the index; 0 where there is none that can be read."""
    try:
        manifest = Manifest.find(data_dir)
    except IndexDamaged:
        return 0
    if manifest is None:
        return 0
    with closing(manifest):
        return manifest.totals()[0]


def _excluded(folder: Path, data_dir: Path) -> list[Path]:
    """The data directory, or its parts where the articles lie in it: `/data/articles`."""
    if folder.resolve().is_relative_to(data_dir.resolve()):
        return list(store_folders(data_dir))
    return [data_dir]


def _require_folder(folder: Path) -> None:
    hint = "Give the folder of your articles: `qa ingest PATH`."
    if _escaped(str(folder.absolute())) != str(folder.absolute()):
        raise CorpusError(f"The name of {_escaped(str(folder))} is not valid UTF-8.", "Rename it.")
    if not folder.exists():
        raise CorpusError(f"The folder {folder} does not exist.", hint)
    if not folder.is_dir():
        raise CorpusError(f"{folder} is a file, not a folder.", hint)
    try:
        os.scandir(folder).close()
    except OSError as error:
        raise CorpusError(
            f"The folder {folder} cannot be listed: {error.strerror}.",
            "Give yourself the right to read it.",
        ) from error


def _walk(folder: Path, excluded: list[Path], found: Scan) -> Iterator[tuple[Path, list[str]]]:
    visited: set[tuple[int, int]] = set()

    def note(error: OSError) -> None:
        name = _source_id(folder, Path(error.filename))
        found.unreadable_folders.append(name)
        found.failures.append(
            Failure(
                _escaped(name),
                f"the folder cannot be listed: {error.strerror}",
                "Give read rights.",
            )
        )

    for root, directories, names in os.walk(folder, followlinks=True, onerror=note):
        status = os.stat(root)
        is_excluded = any(_is_within(Path(root), part) for part in excluded)
        if is_excluded or (status.st_dev, status.st_ino) in visited:
            directories.clear()  # a link back to a folder that was read already
            continue
        visited.add((status.st_dev, status.st_ino))
        directories[:] = sorted(
            name
            for name in directories
            if not name.startswith(".") and not _is_link_within(Path(root, name), folder)
        )
        yield Path(root), sorted(name for name in names if not name.startswith("."))


def _is_link_within(directory: Path, folder: Path) -> bool:
    """Whether it is a link to a folder that is read under its own name."""
    if not directory.is_symlink():
        return False
    target, root = directory.resolve(), folder.resolve()
    return target.is_relative_to(root) and not any(
        part.startswith(".") for part in target.relative_to(root).parts
    )


def _is_within(path: Path, folder: Path) -> bool:
    return path.resolve().is_relative_to(folder.resolve())


def _enter(found: Scan, folder: Path, path: Path, names: frozenset[str]) -> None:
    source_id = _source_id(folder, path)
    if _escaped(source_id) != source_id:
        found.failures.append(
            Failure(_escaped(source_id), "its name is not valid UTF-8", "Rename the file.")
        )
        return
    if is_sidecar(path.name):
        return  # it is read with the file it describes
    if format_of(path.name) is None:
        found.skipped.append(source_id)
        return
    try:
        status = path.stat()
    except OSError as error:  # a dangling link, or removed since it was listed
        found.failures.append(
            Failure(source_id, f"it cannot be opened: {error.strerror}", "Mend or remove the link.")
        )
        return
    if stat.S_ISREG(status.st_mode):
        beside = sidecar_of(path, names)
        found.files.append(FoundFile(source_id, path, status.st_size, stamp_of(status), beside))
    else:
        found.skipped.append(source_id)


def stamp_of(status: os.stat_result) -> int:
    """The later of the times of content and of name: swapping two files keeps their mtimes."""
    return max(status.st_mtime_ns, status.st_ctime_ns)


def _escaped(name: str) -> str:
    """A name that can be stored and shown: bytes that are not UTF-8 as `\\udcXX`."""
    return name.encode("utf-8", "backslashreplace").decode()


def _source_id(folder: Path, path: Path) -> str:
    return path.relative_to(folder).as_posix()
