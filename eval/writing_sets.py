"""An imported set on disk: a corpus folder and a set file beside it."""

import json
from collections.abc import Iterable
from dataclasses import asdict, replace
from pathlib import Path

from eval.importers.building import ImportedSet
from eval.questions import Question, load_questions
from qa.errors import CorpusError, SettingsError

CORPUS, SET = "corpus", "set.jsonl"


def write_imported(imported: ImportedSet, folder: Path) -> Path:
    """Write `corpus/` and, last, `set.jsonl` into a new or empty folder; return the set's path.

    Raises:
        CorpusError: no question is left to ask.
        SettingsError: the folder holds something already, or cannot be written.
    """
    if not imported.questions:
        raise CorpusError(
            f"No question could be imported ({len(imported.dropped)} dropped).",
            "See whether the file is of the form that you named.",
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise SettingsError(
                f"The folder {folder} is not empty.", "Name a new one: nothing is overwritten."
            )
        for name, text in imported.files.items():
            (folder / CORPUS).mkdir(exist_ok=True)
            (folder / CORPUS / name).write_text(text, encoding="utf-8", newline="")
        return write_questions(imported.questions, folder / SET)
    except OSError as error:
        raise SettingsError(
            f"{folder} cannot be written: {error.strerror or error}.", "Name another folder."
        ) from error


def write_questions(questions: Iterable[Question], path: Path) -> Path:
    """Write a set file, one question a line; return its path."""
    lines = [json.dumps(as_fields(question), ensure_ascii=False) for question in questions]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def append_question(question: Question, path: Path) -> None:
    """Add one question to a set file, which is made where it is missing.

    An id that the file has already gets a number.

    Raises:
        CorpusError: the file is there and is no set.
        SettingsError: it cannot be written.
    """
    taken = {one.id for one in load_questions(path)} if path.exists() else set()
    question_id, attempt = question.id, 1
    while question_id in taken:
        attempt += 1
        question_id = f"{question.id}-{attempt}"
    line = json.dumps(as_fields(replace(question, id=question_id)), ensure_ascii=False)
    try:
        start = "" if not path.exists() or path.read_bytes().endswith(b"\n") else "\n"
        with path.open("a", encoding="utf-8") as file:
            file.write(f"{start}{line}\n")
    except OSError as error:
        raise SettingsError(
            f"{path} cannot be written: {error.strerror or error}.", "Name another file."
        ) from error


def as_fields(question: Question) -> dict[str, object]:
    """The question as the fields of a set file; empty lists are left out."""
    return {name: value for name, value in asdict(question).items() if value not in ((), None)}
