"""Brings changed files into the index, one sync at a time, behind the requests' backs."""

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Lock

from api.corpus_folder import CorpusFolder
from api.refusals import last_source, overloaded, source_busy
from api.tasks import Task, TaskBoard, TaskKind
from qa.errors import IndexBusy, IndexMissing, QAError, SourceNotFound
from qa.pipeline import Pipeline

_MOST_PENDING = 100
_BUSY_PAUSE_SECONDS = 0.5
_BUSY_SECONDS = 600  # another process may be ingesting a large folder


class Ingestion:
    """Changes the corpus folder at once and the index in the background."""

    def __init__(self, pipeline: Pipeline) -> None:
        self.board = TaskBoard(pipeline.settings.data_dir)
        self._pipeline = pipeline
        self._changing = Lock()
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="ingest")

    def upload(self, source_id: str, content: bytes, *, replace: bool) -> Task:
        """Write the file and begin to index it; the task says how far that is.

        Raises:
            Refusal: as `CorpusFolder.write`, or an earlier change of it is not indexed yet.
        """
        with self._changing:
            self._require_free(source_id)
            self._folder().write(source_id, content, replace=replace)
            return self._begin("upload", source_id)

    def delete(self, source_id: str) -> Task:
        """Remove the file and begin to take it out of the index.

        Raises:
            SourceNotFound: it is not in the folder.
            Refusal: as `upload`, or it is the only source.
        """
        with self._changing:
            self._require_free(source_id)
            if [source.source_id for source in self._pipeline.sources(limit=2)] == [source_id]:
                raise last_source(source_id)
            self._folder().delete(source_id)
            return self._begin("delete", source_id)

    def close(self) -> None:
        """Finish the sync that runs; what waits behind it fails, and the next sync takes it up."""
        self._worker.shutdown(wait=True, cancel_futures=True)

    def _require_free(self, source_id: str) -> None:
        pending = self.board.pending()
        for task in pending:
            if task.source_id == source_id:
                raise source_busy(source_id, task.id)
        if len(pending) >= _MOST_PENDING:
            raise overloaded(len(pending))

    def _folder(self) -> CorpusFolder:
        settings = self._pipeline.settings
        try:
            root = Path(self._pipeline.status().folder)
        except IndexMissing:
            root = settings.corpus
        return CorpusFolder(root, settings)

    def _begin(self, kind: TaskKind, source_id: str) -> Task:
        task = self.board.create(kind, source_id)
        self._worker.submit(self._run, task)
        return task

    def _run(self, task: Task) -> None:
        running = self.board.begin(task)
        try:
            error = self._sync(running)
        except QAError as failure:
            error = f"{failure.message} {failure.hint}"
        self.board.end(running, error)

    def _sync(self, task: Task) -> str | None:
        """Sync the folder; why the task's file is not in the index as it should be, or None."""
        deadline = time.monotonic() + _BUSY_SECONDS
        while True:
            try:
                report = self._pipeline.sync()
                break
            except IndexBusy:
                if time.monotonic() > deadline:
                    raise
                time.sleep(_BUSY_PAUSE_SECONDS)
        for failure in report.failed:
            if failure.source_id == task.source_id:
                return f"{failure.reason}. {failure.hint}"
        try:
            self._pipeline.source(task.source_id)
        except SourceNotFound:
            return None if task.kind == "delete" else "the file is not in the folder any more"
        return None if task.kind == "upload" else "the file is in the folder again"
