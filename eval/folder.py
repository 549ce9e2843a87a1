"""The folder of one run: what was asked, with what, and how it went.

settings.json      the settings, secrets masked
fingerprints.json  set, index, code and models
corpus.json        the checksum of each file of the corpus
questions.jsonl    one row a question, in the order of the set
sources.jsonl      the texts that the rows point into, so that a run can be read without its index
summary.json       the measures; written last, so its presence says that the run is whole
"""

import json
import os
import shlex
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from eval.shapes import QuestionRow, misfit
from qa.errors import CorpusError, SettingsError

SETTINGS = "settings.json"
FINGERPRINTS = "fingerprints.json"
QUESTIONS = "questions.jsonl"
SUMMARY = "summary.json"
CORPUS = "corpus.json"
SOURCES = "sources.jsonl"
_LOCK = "run.lock"  # there only while the run is being asked

Row = dict[str, Any]


def create_folder(out: Path, set_name: str) -> Path:
    """A new folder `<UTC time>-<set name>` in `out`; a number follows where the name is taken.

    Raises:
        SettingsError: it cannot be created.
    """
    stem = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{set_name}"
    attempt = 1
    while True:
        folder = out / (stem if attempt == 1 else f"{stem}-{attempt}")
        try:
            folder.mkdir(parents=True)
        except FileExistsError as error:
            if not folder.is_dir():  # `out` itself is a file
                raise _cannot_create(folder, error) from error
            attempt += 1
        except OSError as error:
            raise _cannot_create(folder, error) from error
        else:
            return folder


def resume_command(folder: Path, **options: object) -> str:
    """The command that goes on with a run, ready for a shell; options of None are left out."""
    words = ["qa", "eval", "run", "--resume", str(folder)]
    for name, value in options.items():
        if value is not None:
            words += [f"--{name.replace('_', '-')}", str(value)]
    return shlex.join(words)


@contextmanager
def only_asker(folder: Path) -> Iterator[None]:
    """Hold a run: nobody else adds rows to it. The system frees it when the process ends, however.

    Raises:
        CorpusError: another process holds it.
        SettingsError: the folder cannot be written.
    """
    path = folder / _LOCK
    lock = FileLock(path, timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        raise CorpusError(
            f"Another process is asking the questions of the run {folder}.",
            "Wait for it to end, or start a new run without --resume.",
        ) from error
    except OSError as error:
        raise SettingsError(
            f"The run {folder} cannot be written: {error.strerror or error}.",
            "Give yourself write rights, or start a new run without --resume.",
        ) from error
    try:
        yield
    finally:
        with suppress(OSError):  # while it is held: whoever opened it meanwhile sees that it went
            path.unlink()
        lock.release()


def write_json(path: Path, value: dict[str, Any]) -> None:
    """As `write_text`, as JSON that people can read."""
    write_text(path, [json.dumps(value, ensure_ascii=False, indent=2) + "\n"])


def write_text(path: Path, pieces: Iterable[str]) -> None:
    """Write a file whole or not at all: under another name first, then renamed.

    Raises:
        SettingsError: it cannot be written.
    """
    unfinished = path.with_name(f".{path.name}.unfinished")
    try:
        with unfinished.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(pieces)
        os.replace(unfinished, path)
    except OSError as error:
        raise SettingsError(
            f"{path} cannot be written: {error.strerror or error}.",
            "Give a path that can be written.",
        ) from error


def read_json(folder: Path, name: str) -> dict[str, Any]:
    """One of the JSON files of a run.

    Raises:
        CorpusError: the folder is not a run, or the file is damaged.
    """
    path = folder / name
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise CorpusError(
            f"{folder} is not the folder of a run: {name} is missing.",
            "Give the folder that `qa eval run` printed.",
        ) from error
    except (OSError, ValueError) as error:
        raise damaged(path, str(error)) from error
    if not isinstance(value, dict):
        raise damaged(path, "it holds no JSON object")
    return value


class RowFile:
    """`questions.jsonl`, one line a row: a kill leaves whole lines and at most one broken end."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / QUESTIONS

    def read(self) -> list[Row]:
        """The rows written so far; a broken end is cut off the file.

        Raises:
            CorpusError: a line before the end is not a row, or two are of one question.
        """
        if not self._path.exists():
            return []
        data = self._path.read_bytes()
        whole = data[: data.rfind(b"\n") + 1]
        if len(whole) < len(data):
            with self._path.open("r+b") as file:
                file.truncate(len(whole))
        lines = enumerate(whole.splitlines(), start=1)
        rows = {number: self._row(number, line) for number, line in lines}
        self._require_once(rows)
        return list(rows.values())

    def append(self, row: Row) -> None:
        """Add one line and hand it to the operating system at once."""
        with self._path.open("ab", buffering=0) as file:
            file.write(json.dumps(row, ensure_ascii=False).encode() + b"\n")

    def _row(self, number: int, line: bytes) -> Row:
        try:
            row = json.loads(line)
        except ValueError as error:
            raise damaged(self._path, f"line {number}: {error}") from error
        if not isinstance(row, dict):
            raise damaged(self._path, f"line {number} is not the row of a question")
        if wrong := misfit(row, QuestionRow):
            raise damaged(self._path, f"line {number} is not the row of a question: {wrong}")
        return row

    def _require_once(self, rows: dict[int, Row]) -> None:
        line_of: dict[str, int] = {}
        for number, row in rows.items():
            first = line_of.setdefault(row["id"], number)
            if first != number:
                raise damaged(
                    self._path, f"lines {first} and {number} are both of the question {row['id']!r}"
                )


def cited_in(row: Row) -> list[dict[str, Any]]:
    """The citations of a row, then the nearest places where it abstained."""
    result = row["result"]
    if result is None:
        return []
    nearest = result["abstention"]["nearest"] if result["abstention"] else []
    return [*result["citations"], *nearest]


def _cannot_create(folder: Path, error: OSError) -> SettingsError:
    return SettingsError(
        f"The folder {folder} cannot be created: {error.strerror}.",
        "Give a folder that can be written with --out.",
    )


def damaged(path: Path, why: str) -> CorpusError:
    """The error for a file of a run that somebody else has changed."""
    return CorpusError(f"{path} is damaged: {why}.", "Start a new run without --resume.")
