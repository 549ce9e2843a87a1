"""Changes of the corpus that are on their way into the index, where every worker can see them."""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError
from ulid import ULID

from api.refusals import task_not_found

TaskKind = Literal["upload", "delete"]
TaskState = Literal["queued", "running", "succeeded", "failed"]

_KEPT = 1000  # tasks; the oldest files go


class Task(BaseModel):
    """One change: what of which source, and how far it is. Times are ISO in UTC.

    `error` says why it failed, None where it did not.
    """

    model_config = ConfigDict(extra="ignore")

    id: str
    kind: TaskKind
    source_id: str
    state: TaskState
    created: str
    finished: str | None = None
    error: str | None = None
    process: int

    @property
    def is_pending(self) -> bool:
        """Whether it may still change."""
        return self.state in ("queued", "running")


class TaskBoard:
    """The tasks of one data directory, a file each. Safe to use from several processes."""

    def __init__(self, data_dir: Path) -> None:
        self._folder = data_dir / "tasks"

    def create(self, kind: TaskKind, source_id: str) -> Task:
        """A new task, queued in this process."""
        task = Task(
            id=f"task_{ULID()}",
            kind=kind,
            source_id=source_id,
            state="queued",
            created=_now(),
            process=os.getpid(),
        )
        self._folder.mkdir(parents=True, exist_ok=True)
        self._write(task)
        self._forget_oldest()
        return task

    def begin(self, task: Task) -> Task:
        """The task, running."""
        return self._write(task.model_copy(update={"state": "running"}))

    def end(self, task: Task, error: str | None) -> Task:
        """The task, failed where there is an error, else succeeded."""
        state = "failed" if error else "succeeded"
        update = {"state": state, "error": error, "finished": _now()}
        return self._write(task.model_copy(update=update))

    def get(self, task_id: str) -> Task:
        """The task of that id.

        Raises:
            Refusal: there is none.
        """
        if not task_id.removeprefix("task_").isalnum():
            raise task_not_found(task_id)
        try:
            content = (self._folder / f"{task_id}.json").read_bytes()
            return _as_it_is(Task.model_validate_json(content))
        except (OSError, ValidationError) as error:
            raise task_not_found(task_id) from error

    def pending(self) -> list[Task]:
        """Every task that may still change, oldest first."""
        paths = sorted(self._folder.glob("task_*.json"))
        return [task for path in paths if (task := self.get(path.stem)).is_pending]

    def _write(self, task: Task) -> Task:
        path = self._folder / f"{task.id}.json"
        fresh = path.with_suffix(".new")
        fresh.write_text(task.model_dump_json(), encoding="utf-8")
        fresh.replace(path)
        return task

    def _forget_oldest(self) -> None:
        for path in sorted(self._folder.glob("task_*.json"))[:-_KEPT]:
            path.unlink(missing_ok=True)


def _as_it_is(task: Task) -> Task:
    """The task as its process left it: one that ended cannot finish it."""
    if not task.is_pending or _is_alive(task.process):
        return task
    why = "the service was stopped before it was done; `qa ingest` takes up what is in the folder"
    return task.model_copy(update={"state": "failed", "error": why})


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
