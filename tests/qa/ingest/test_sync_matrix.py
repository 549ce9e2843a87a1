"""Whatever happens to a file, the index follows it, and only new text is embedded: one table."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from qa.types import SyncReport
from tests.qa.conftest import Corpus

RAIN = "The dam\n\nIt rained for nine days in the valley. The river rose by two metres."
DROUGHT = "The drought\n\nThe sun shone for nine weeks. The wells of the village ran dry."
FLOOD = "The flood\n\nThe mill stood in the water up to its roof. The cattle were saved."

Folder = Path
Change = Callable[[Folder], object]


def swap(folder: Folder) -> None:
    """Two names change places; neither sizes nor times of contents tell it."""
    (folder / "rain.txt").rename(folder / "aside")
    (folder / "drought.md").rename(folder / "rain.txt")
    (folder / "aside").rename(folder / "drought.md")


def rename_and_replace(folder: Folder) -> None:
    """As logs are rotated: the old name has something new."""
    (folder / "rain.txt").rename(folder / "rain-1.txt")
    (folder / "rain.txt").write_text(FLOOD)


def make_unreadable(path: Path) -> None:
    """No right to read it; for root, who may read all, a file that the system fails to read."""
    path.chmod(0)
    if os.access(path, os.R_OK):
        path.unlink()
        path.symlink_to("/proc/self/mem")


def move(folder: Folder) -> None:
    """Into a folder that was not there."""
    (folder / "deep/er").mkdir(parents=True)
    (folder / "rain.txt").rename(folder / "deep/er/rain.txt")


def replace_by_folder(folder: Folder) -> None:
    """The name of a file becomes that of a folder."""
    (folder / "rain.txt").unlink()
    (folder / "rain.txt").mkdir()


def link_twice(folder: Folder) -> None:
    """A link to a file and one to its own folder: the first is a source, the second a circle."""
    (folder / "link.txt").symlink_to(folder / "rain.txt")
    (folder / "circle").symlink_to(folder)


def edit_unnoticed(folder: Folder) -> None:
    """Equal size, and the time put back: only the time of the change itself is left."""
    path = folder / "rain.txt"
    before = path.stat()
    path.write_text(RAIN.replace("nine", "five"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


@dataclass(frozen=True)
class Case:
    """What is done to rain.txt and drought.md, what the sync says, what the index then holds."""

    name: str
    change: Change
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()
    embedded: int = 0
    holds: dict[str, str | None] = field(default_factory=dict)  # beside what was there; None: gone


CASES = [
    Case("nothing", lambda folder: folder),
    Case(
        "add",
        lambda folder: (folder / "flood.txt").write_text(FLOOD),
        added=("flood.txt",),
        embedded=1,
        holds={"flood.txt": FLOOD},
    ),
    Case(
        "edit",
        lambda folder: (folder / "rain.txt").write_text(FLOOD),
        changed=("rain.txt",),
        embedded=1,
        holds={"rain.txt": FLOOD},
    ),
    Case(
        "edit of equal size and time",
        edit_unnoticed,
        changed=("rain.txt",),
        embedded=1,
        holds={"rain.txt": RAIN.replace("nine", "five")},
    ),
    Case(
        "rename",
        lambda folder: (folder / "rain.txt").rename(folder / "dam.txt"),
        added=("dam.txt",),
        removed=("rain.txt",),
        holds={"rain.txt": None, "dam.txt": RAIN},
    ),
    Case(
        "move",
        move,
        added=("deep/er/rain.txt",),
        removed=("rain.txt",),
        holds={"rain.txt": None, "deep/er/rain.txt": RAIN},
    ),
    Case(
        "delete",
        lambda folder: (folder / "rain.txt").unlink(),
        removed=("rain.txt",),
        holds={"rain.txt": None},
    ),
    Case("touch", lambda folder: os.utime(folder / "rain.txt", ns=(1, 1))),
    Case(
        "swap two names",
        swap,
        changed=("drought.md", "rain.txt"),
        holds={"rain.txt": DROUGHT, "drought.md": RAIN},
    ),
    Case(
        "case-only rename",
        lambda folder: (folder / "rain.txt").rename(folder / "Rain.txt"),
        added=("Rain.txt",),
        removed=("rain.txt",),
        holds={"rain.txt": None, "Rain.txt": RAIN},
    ),
    Case(
        "rename and replace",
        rename_and_replace,
        added=("rain-1.txt",),
        changed=("rain.txt",),
        embedded=1,
        holds={"rain-1.txt": RAIN, "rain.txt": FLOOD},
    ),
    Case(
        "same content twice",
        lambda folder: (folder / "again.txt").write_text(RAIN),
        added=("again.txt",),
        holds={"again.txt": RAIN},
    ),
    Case("symlink", link_twice, added=("link.txt",), holds={"link.txt": RAIN}),
    Case(
        "dangling symlink",
        lambda folder: (folder / "link.txt").symlink_to(folder / "nowhere"),
        failed=("link.txt",),
    ),
    Case("unreadable", lambda folder: make_unreadable(folder / "rain.txt"), failed=("rain.txt",)),
    Case(
        "replaced by a folder",
        replace_by_folder,
        removed=("rain.txt",),
        holds={"rain.txt": None},
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_index_follows_the_folder(corpus: Corpus, case: Case) -> None:
    """The report tells what happened, nothing known is embedded again, and texts are the files'."""
    before = {"rain.txt": RAIN, "drought.md": DROUGHT}
    for name, text in before.items():
        corpus.write(name, text)
    corpus.pipeline.sync(corpus.folder)
    case.change(corpus.folder)
    report = corpus.pipeline.sync()

    assert told(report) == (case.added, case.changed, case.removed, case.failed, case.embedded)
    expected = {name: text for name, text in (before | case.holds).items() if text is not None}
    assert expected == corpus.texts()
    assert found_by_words(corpus) == found_in(expected)
    if not case.failed:
        assert ((), (), (), (), 0) == told(corpus.pipeline.sync())


def told(report: SyncReport) -> tuple[object, ...]:
    """What a report says that a table row states."""
    failed = tuple(failure.source_id for failure in report.failed)
    return report.added, report.changed, report.removed, failed, report.embedded


WORDS = ("valley", "village", "cattle")


def found_by_words(corpus: Corpus) -> dict[str, set[str]]:
    """The sources whose passages a search for each word shows, where they hold it."""
    return {
        word: {
            found.passage.source_id
            for found in corpus.pipeline.search(word)
            if word in found.passage.text
        }
        for word in WORDS
    }


def found_in(texts: dict[str, str]) -> dict[str, set[str]]:
    """What a search should find in these files."""
    return {word: {name for name, text in texts.items() if word in text} for word in WORDS}
