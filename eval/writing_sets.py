"""An imported set on disk: a corpus folder and a set file beside it."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from eval.folder import write_text
from eval.importers.building import ImportedSet
from eval.questions import Question, line_of, load_questions, wrong_with
from qa.errors import CorpusError, SettingsError

CORPUS, SET = "corpus", "set.jsonl"
DRAFT = "draft"  # the tag of what no person has accepted


def write_imported(imported: ImportedSet, folder: Path) -> Path:
    """Write `corpus/` and, last, `set.jsonl` into a new or empty folder; return the set's path.

    Raises:
        CorpusError: no question is left to ask.
        SettingsError: the folder holds something already, or cannot be written.
    """
    if not imported.questions:
        raise CorpusError(
            f"No question could be imported{_dropped(imported.dropped)}.",
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
    path.write_text("\n".join(map(line_of, questions)) + "\n", encoding="utf-8")
    return path


def append_questions(questions: Sequence[Question], path: Path) -> None:
    """Add questions to a set file, which is made where it is missing: all of them or none.

    What is in the file stays as it is. An id that it has already gets a number.

    Raises:
        CorpusError: the file is there and is no set.
        SettingsError: it cannot be written.
    """
    taken = {one.id for one in questions_in(path)}
    lines = []
    for question in questions:
        question_id, attempt = question.id, 1
        while question_id in taken:
            attempt += 1
            question_id = f"{question.id}-{attempt}"
        taken.add(question_id)
        lines.append(f"{line_of(replace(question, id=question_id))}\n")
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    start = "\n" if before and not before.endswith("\n") else ""
    write_text(path.resolve(), [before, start, *lines])


def questions_in(path: Path) -> list[Question]:
    """The questions of a set that may not be there yet; raises as `load_questions` does."""
    return load_questions(path) if path.exists() else []


def unfit(question: Question) -> str | None:
    """Why the question cannot be in a set, or None where it can; a draft needs its sources too."""
    if question.answerable and not question.answers:
        return "nobody has said what is right"
    if question.answerable and not question.sources and DRAFT in question.tags:
        return "no source in the index states its answer"
    return wrong_with(question)


def _dropped(reasons: Sequence[str]) -> str:
    return f": {len(reasons)} dropped, the first is {reasons[0]}" if reasons else ""
