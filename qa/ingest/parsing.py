"""Parse files so that none can hang or end the sync, or eat the memory: in a process of its own.

Files that cannot do any of this are parsed here, which spares the start of that process.
"""

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from threading import Timer
from types import TracebackType
from typing import IO, Any, Self

from qa.errors import CorpusError
from qa.ingest.reading import is_plain, reply_about
from qa.ingest.sidecar import Sidecar
from qa.ingest.worker import read_frame, write_frame
from qa.settings import Settings
from qa.types import Document, Section, Span

_HELD_BYTES = 16_000_000  # of surveyed documents that wait in memory; the others in the spool
SPOOL_NAME = ".parsed"  # in the data directory; a dot keeps it out of a folder that is synced
_SPAN_BYTES = 300  # a section with its title and label; a mask takes less
_ADVICE = (
    "Open it and save it again in its program, or remove it. The other files are not affected."
)


class Parser:
    """Turns the bytes of files into documents, one after another.

    What is not plain (see `reading.is_plain`) goes to a worker process. It starts with the first
    such file and serves all; one that hangs, dies or runs out of memory is replaced, and only the
    file it worked on fails. A request is three frames (what it is about as JSON, the file, its
    sidecar), the reply is one.
    """

    def __init__(self, settings: Settings, held_bytes: int = _HELD_BYTES) -> None:
        self._settings = settings
        self._room = held_bytes
        self._worker: subprocess.Popen[bytes] | None = None
        self._spool: Path | None = None
        self._surveyed: dict[str, Document | Path | CorpusError] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def survey(self, data: bytes, source_id: str, sidecar: Sidecar | None = None) -> Document:
        """As `parse`, and the next `parse` of the same bytes has the result at no cost.

        The first ones wait in memory, the others in the data directory, so that a large folder does
        not have to fit into memory; the caller holds the lock of that directory. What a killed sync
        leaves there the next one drops.
        """
        key = _key(data, source_id, sidecar)
        try:
            document = self._ask(data, source_id, sidecar)
        except CorpusError as error:
            self._surveyed[key] = error
            raise
        size = _bytes_in_memory(document)
        if size <= self._room:
            self._room -= size
            self._surveyed[key] = document
        else:
            self._put_down(document, key)
        return document

    def _put_down(self, document: Document, key: str) -> None:
        spool = self._spool = self._settings.data_dir / SPOOL_NAME
        with suppress(OSError):  # no room: it is parsed once more, then
            spool.mkdir(mode=0o700, parents=True, exist_ok=True)
            path = spool / key
            path.write_text(json.dumps(asdict(document)), encoding="ascii")
            self._surveyed[key] = path

    def parse(self, data: bytes, source_id: str, sidecar: Sidecar | None = None) -> Document:
        """The document in these bytes, by the loader for the ending of `source_id`.

        Raises:
            CorpusError: the file cannot be read, takes too long or needs too much memory.
        """
        surveyed = self._surveyed.pop(_key(data, source_id, sidecar), None)
        if isinstance(surveyed, CorpusError):
            raise surveyed
        if surveyed is None:
            return self._ask(data, source_id, sidecar)
        if isinstance(surveyed, Document):
            self._room += _bytes_in_memory(surveyed)
            return surveyed
        fields = json.loads(surveyed.read_bytes())
        surveyed.unlink()
        return _document_of(fields)

    def _ask(self, data: bytes, source_id: str, sidecar: Sidecar | None) -> Document:
        """The document in the reply about a file; replies that it failed are raised."""
        if is_plain(data, source_id, sidecar):
            reply = reply_about(self._request(source_id, sidecar), data, _bytes_of(sidecar))
        else:
            reply = self._ask_worker(data, source_id, sidecar)
        if reply.get("is_exhausted"):
            self._end_worker()
            raise self._too_large(source_id)
        if "message" in reply:
            raise CorpusError(reply["message"], reply["hint"])
        return _document_of(reply["document"])

    def _ask_worker(self, data: bytes, source_id: str, sidecar: Sidecar | None) -> dict[str, Any]:
        """The worker's reply about a file, within the limit of time."""
        worker = self._worker if self._worker and self._worker.poll() is None else self._start()
        is_late = False

        def stop() -> None:
            nonlocal is_late
            is_late = True
            worker.kill()

        timer = Timer(self._settings.parse_seconds, stop)
        timer.daemon = True
        timer.start()
        try:
            reply = self._exchange(worker, data, source_id, sidecar)
        except BaseException:  # interrupted between request and reply: they no longer match
            self._end_worker()
            raise
        finally:
            timer.cancel()
        if is_late:
            self._end_worker()  # also where the reply came just in time
        if reply is None:
            raise self._lost(worker, source_id, is_late=is_late)
        return reply

    def close(self) -> None:
        """End the worker, and drop what was kept for later."""
        self._end_worker()
        self._surveyed.clear()
        if self._spool:
            shutil.rmtree(self._spool, ignore_errors=True)
            self._spool = None

    def _end_worker(self) -> None:
        if self._worker:
            self._kill(self._worker)
            self._worker = None

    def _start(self) -> subprocess.Popen[bytes]:
        limits = (int(self._settings.parse_memory_mb), int(self._settings.parse_seconds) + 1)
        self._end_worker()
        try:
            self._worker = subprocess.Popen(
                [sys.executable, "-P", "-m", "qa.ingest.worker", *map(str, limits)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=_environment(),
            )
        except OSError as error:
            raise CorpusError(
                f"No process to read files in could be started: {error.strerror}.",
                "Free some memory, or allow more processes.",
            ) from error
        return self._worker

    def _exchange(
        self,
        worker: subprocess.Popen[bytes],
        data: bytes,
        source_id: str,
        sidecar: Sidecar | None,
    ) -> dict[str, Any] | None:
        """The worker's reply, or None where it died."""
        try:
            requests, replies = _pipes(worker)
            write_frame(requests, json.dumps(self._request(source_id, sidecar)).encode())
            write_frame(requests, data)
            write_frame(requests, _bytes_of(sidecar))
            requests.flush()
            reply = read_frame(replies)
        except OSError:
            return None
        return json.loads(reply) if reply is not None else None

    def _request(self, source_id: str, sidecar: Sidecar | None) -> dict[str, Any]:
        """What a file is about, in the form that `reply_about` takes."""
        return {
            "source_id": source_id,
            "text_field": self._settings.text_field,
            "sidecar": sidecar.name if sidecar else None,
        }

    def _lost(
        self, worker: subprocess.Popen[bytes], source_id: str, *, is_late: bool
    ) -> CorpusError:
        """Why there was no reply."""
        self._kill(worker)
        if is_late:
            return CorpusError(
                f"{source_id} could not be parsed within {self._settings.parse_seconds:g} s.",
                "Split or simplify it, or raise QA_PARSE_SECONDS.",
            )
        return CorpusError(f"{source_id} made its parser fail ({_ending(worker)}).", _ADVICE)

    def _too_large(self, source_id: str) -> CorpusError:
        return CorpusError(
            f"{source_id} needs more than {self._settings.parse_memory_mb:g} MB to be parsed.",
            "Split it, or raise QA_PARSE_MEMORY_MB.",
        )

    def _kill(self, worker: subprocess.Popen[bytes]) -> None:
        worker.kill()
        worker.wait()
        for stream in (worker.stdin, worker.stdout):
            if stream:
                try:
                    stream.close()
                except OSError:  # what was left to write has no reader any more
                    continue


def _environment() -> dict[str, str]:
    """Ours, with our import path, and without thread pools, whose stacks would count as memory."""
    path = os.pathsep.join(filter(None, sys.path))
    return {**os.environ, "PYTHONPATH": path, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


def _bytes_of(sidecar: Sidecar | None) -> bytes:
    return sidecar.data if sidecar else b""


def _pipes(worker: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes]]:
    """Where requests go and where replies come from; `_start` asked for both."""
    if worker.stdin is None or worker.stdout is None:
        raise OSError("the worker has no pipes")
    return worker.stdin, worker.stdout


def _ending(worker: subprocess.Popen[bytes]) -> str:
    code = worker.returncode
    try:
        return signal.Signals(-code).name if code < 0 else f"exit code {code}"
    except ValueError:
        return f"signal {-code}"


def _key(data: bytes, source_id: str, sidecar: Sidecar | None) -> str:
    """A name for this file in this state."""
    beside = sidecar.digest if sidecar else ""
    return hashlib.sha256(f"{source_id}\0{beside}\0".encode() + data).hexdigest()


def _bytes_in_memory(document: Document) -> int:
    """About what it takes: its text, and its sections and masks, some hundred bytes each."""
    return sys.getsizeof(document.text) + _SPAN_BYTES * (
        len(document.sections) + len(document.masks)
    )


def _document_of(fields: dict[str, Any]) -> Document:
    """The document that was sent as JSON."""
    return Document(
        **{
            **fields,
            "masks": tuple(Span(**mask) for mask in fields["masks"]),
            "sections": tuple(Section(**section) for section in fields["sections"]),
            "warnings": tuple(fields["warnings"]),
            "tags": tuple(fields["tags"]),
        }
    )
