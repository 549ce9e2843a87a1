"""A folder that is followed: its changes are told, and nothing else."""

from collections.abc import Iterator
from pathlib import Path
from queue import Empty, Queue
from threading import Event, Thread

import pytest

from qa.ingest.watching import changes

PATIENCE_SECONDS = 20


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
    (folder / "ready.txt").write_text("0")
    for attempt in range(PATIENCE_SECONDS):  # the watch takes a moment to begin
        (folder / "ready.txt").write_text(str(attempt))
        try:
            queue.get(timeout=1)
            break
        except Empty:
            continue
    yield queue
    stop.set()
    listener.join()


def test_many_writes_are_one_change(tmp_path: Path, told: Queue[None]) -> None:
    """A copy of many files is one piece of news, told when it pauses."""
    while is_told(told, 1):
        pass
    for number in range(50):
        (tmp_path / "articles" / f"{number}.txt").write_text("It rained.")

    assert is_told(told, PATIENCE_SECONDS)
    assert not is_told(told, 1)


def test_the_index_and_hidden_files_do_not_count(tmp_path: Path, told: Queue[None]) -> None:
    """A sync writes to the data directory: that must not start another one."""
    while is_told(told, 1):
        pass
    for name in ("index/chroma/data.bin", "index/manifest.sqlite-wal", ".git", ".draft.txt.swp"):
        (tmp_path / "articles" / name).write_text("x")

    assert not is_told(told, 2)


def is_told(queue: Queue[None], seconds: float) -> bool:
    """Whether there is news within this time."""
    try:
        queue.get(timeout=seconds)
    except Empty:
        return False
    return True
