"""Questions asked in several processes at once, the rows handed back in order."""

import os
import signal
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context, parent_process
from threading import Thread

from eval.folder import Row
from eval.panel import Panel, Task
from qa.errors import SettingsError
from qa.pipeline import Pipeline, open_pipeline
from qa.settings import Settings

_AHEAD = 4  # tasks waiting a process: enough that none is idle, few to lose when stopped
_panel: Panel | None = None  # of this worker process; a pool has no other place for it

Answered = tuple[Task, dict[int, Row]]


def cores() -> int:
    """How many this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def ask_all(pipelines: Sequence[Pipeline], tasks: list[Task], workers: int) -> Iterator[Answered]:
    """Each task with its rows, in the order of `tasks`, whatever the number of processes.

    With one worker the pipelines themselves are asked. With more, each process opens its own from
    their settings, so a pipeline that was put together by hand needs one worker.

    Raises:
        SettingsError: a process died.
    """
    if workers == 1 or len(tasks) < workers:
        panel = Panel(pipelines)
        yield from ((task, panel.rows(task)) for task in tasks)
        return
    each = max(1, cores() // workers)
    settings = [one.settings.model_copy(update={"threads": each}) for one in pipelines]
    # Not forked: ONNX Runtime's and Chroma's threads would not be there in the copy.
    pool = ProcessPoolExecutor(workers, get_context("spawn"), _begin, (settings,))
    try:
        yield from _in_order(pool, tasks, workers)
    except BrokenProcessPool as error:
        raise SettingsError(
            f"One of the {workers} worker processes died; the memory may not be enough for them.",
            "Resume the run with a smaller --workers.",
        ) from error
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _in_order(pool: ProcessPoolExecutor, tasks: list[Task], workers: int) -> Iterator[Answered]:
    waiting: deque[tuple[Task, Future[dict[int, Row]]]] = deque()
    for task in tasks:
        waiting.append((task, pool.submit(_rows, task)))
        if len(waiting) >= workers * _AHEAD:
            first, future = waiting.popleft()
            yield first, future.result()
    while waiting:
        first, future = waiting.popleft()
        yield first, future.result()


def _begin(settings: Sequence[Settings]) -> None:
    """Runs once in each worker process."""
    global _panel  # noqa: PLW0603 - see its declaration
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent stops its workers after a Ctrl-C
    Thread(target=_end_with_parent, daemon=True).start()
    _panel = Panel([open_pipeline(one) for one in settings])


def _end_with_parent() -> None:
    """A killed parent would leave its workers waiting for ever."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _rows(task: Task) -> dict[int, Row]:
    if _panel is None:
        raise RuntimeError("a worker was asked before it had begun")
    return _panel.rows(task)
