"""When a folder that is followed should be looked at again."""

from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

from qa.index.places import store_folders

_QUIET_MILLISECONDS = 400  # an editor or a copy writes many times; the sync waits for a pause
_LONGEST_WAIT_MILLISECONDS = 5_000  # but no longer than this where there is none
_WITHOUT_NEWS_SECONDS = 60  # network folders and links to elsewhere send no events


def changes(folder: Path, data_dir: Path, stop: Event | None = None) -> Iterator[None]:
    """One item when something below `folder` has changed, and at least one a minute.

    Ends when `stop` is set. What `counting` leaves out does not count.
    """
    from watchfiles import watch

    counts = counting(folder, data_dir)
    for _ in watch(
        folder.resolve(),
        watch_filter=lambda _change, name: counts(Path(name)),
        debounce=_LONGEST_WAIT_MILLISECONDS,
        step=_QUIET_MILLISECONDS,
        stop_event=stop,
        rust_timeout=_WITHOUT_NEWS_SECONDS * 1_000,
        yield_on_timeout=True,
        raise_interrupt=True,
    ):
        yield


def counting(folder: Path, data_dir: Path) -> Callable[[Path], bool]:
    """Whether a change of this file below `folder` is one of the articles.

    What lies in `data_dir` and names that begin with a dot do not count.
    """
    ignored = [part.resolve() for part in (data_dir, *store_folders(data_dir))]
    root = folder.resolve()
    if root.is_relative_to(ignored[0]):
        del ignored[0]  # the articles lie in the data directory

    def counts(path: Path) -> bool:
        is_hidden = path.is_relative_to(root) and any(
            part.startswith(".") for part in path.relative_to(root).parts
        )
        is_ours = any(path.is_relative_to(part) for part in ignored)
        return not is_hidden and not is_ours and not _is_of_the_index(path, data_dir)

    return counts


def _is_of_the_index(path: Path, data_dir: Path) -> bool:
    """Whether a file is one that a sync writes beside the stores: each would start another."""
    return path.parent == data_dir.resolve() and path.name.startswith(("manifest.", "ingest."))
