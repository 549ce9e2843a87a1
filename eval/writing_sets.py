"""An imported set on disk: a corpus folder and a set file beside it."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from eval.importers.building import ImportedSet
from eval.questions import Question
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


def as_fields(question: Question) -> dict[str, object]:
    """The question as the fields of a set file; empty lists are left out."""
    return {name: value for name, value in asdict(question).items() if value not in ((), None)}
