"""A folder that is followed: its changes are told, and nothing else."""

from collections.abc import Iterator
from pathlib import Path
from queue import Empty, Queue
from threading import Event, Thread

import pytest

from qa.ingest.watching import changes, counting

PATIENCE_SECONDS = 60


@pytest.fixture
def told(tmp_path: Path) -> Iterator[Queue[None]]:
    """What `changes` yields for a folder whose data directory lies in it."""
    folder, stop, queue = tmp_path / "articles", Event(), Queue[None]()
    (folder / "index/chroma").mkdir(parents=True)

    def listen() -> None:
        for item in changes(folder, folder / "index", stop):
            queue.put(item)

    listener = Thread(target=listen)
    listener.start()
    yield queue
    stop.set()
    listener.join()


def test_many_writes_are_few_changes(tmp_path: Path, told: Queue[None]) -> None:
    """A copy of many files is told when it pauses, as a busy machine may make it do in between."""
    folder = tmp_path / "articles"
    for attempt in range(PATIENCE_SECONDS):  # the watch takes a moment to begin
        (folder / "ready.txt").write_text(str(attempt))
        if is_told(told, 1):
            break
    for number in range(50):
        (folder / f"{number}.txt").write_text("It rained.")

    assert is_told(told, PATIENCE_SECONDS)
    further = 0
    while is_told(told, 1):
        further += 1
    assert further < 10


def test_what_a_sync_writes_is_not_told(tmp_path: Path, told: Queue[None]) -> None:
    """It must not start another one."""
    for number in range(4):  # the watch begins meanwhile
        (tmp_path / "articles/index/chroma/data.bin").write_text(str(number))
        assert not is_told(told, 1)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("rain.txt", True),
        ("older/rain.txt", True),
        ("manifest.txt", True),
        ("index/chroma/data.bin", False),
        ("index/manifest.sqlite-wal", False),
        (".git", False),
        (".git/HEAD", False),
        (".draft.txt.swp", False),
    ],
)
def test_the_index_and_hidden_files_do_not_count(tmp_path: Path, name: str, expected: bool) -> None:
    """Wherever below the folder they lie."""
    counts = counting(tmp_path, tmp_path / "index")

    assert expected == counts(tmp_path.resolve() / name)


def is_told(queue: Queue[None], seconds: float) -> bool:
    """Whether there is news within this time."""
    try:
        queue.get(timeout=seconds)
    except Empty:
        return False
    return True
