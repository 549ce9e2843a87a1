"""A run: every question of a set asked once, in order, and written down.

from eval.run import run
finished = run(pipeline, Path("my-set.jsonl"), Path("runs"))
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.asking import Examiner
from eval.fingerprints import differences, fingerprints, masked_settings, settings_differences
from eval.folder import (
    FINGERPRINTS,
    SETTINGS,
    SUMMARY,
    RowFile,
    create_folder,
    read_json,
    write_json,
)
from eval.questions import Question, load_questions
from eval.summary import summarise
from qa.errors import CorpusError
from qa.pipeline import Pipeline

OnProgress = Callable[[int, int, str], None]  # done, total, id of the question just asked


@dataclass(frozen=True, slots=True)
class Run:
    """A finished run: its folder and the summary that lies in it."""

    folder: Path
    summary: dict[str, Any]


def start(pipeline: Pipeline, set_path: Path, out: Path) -> Path:
    """A new run folder in `out` that says what it is made with and holds no row yet.

    Raises:
        CorpusError: the set cannot be used.
        IndexUnusable: there is no index, or it cannot serve.
        SettingsError: the folder cannot be created.
    """
    load_questions(set_path)
    made_with = fingerprints(pipeline, set_path)
    folder = create_folder(out, set_path.stem)
    write_json(folder / SETTINGS, masked_settings(pipeline.settings))
    write_json(folder / FINGERPRINTS, made_with)
    return folder


def finish(
    pipeline: Pipeline,
    folder: Path,
    *,
    set_path: Path | None = None,
    limit: int | None = None,
    on_progress: OnProgress | None = None,
) -> Run:
    """Ask what the run has no row for, then write its summary; rows that are there stay.

    The set is the one recorded unless its file has moved to `set_path`; `limit` takes its first
    questions only.

    Raises:
        CorpusError: the folder is not a run or is damaged, the set cannot be used, or set, index,
            code, models or settings are not those the run was started with.
        IndexUnusable: there is no index, or it cannot serve.
    """
    set_path = set_path or recorded_set(folder)
    questions = load_questions(set_path)[:limit]
    _check_same(pipeline, folder, set_path)
    file = RowFile(folder)
    rows = {row["id"]: row for row in file.read()}
    examiner = Examiner(pipeline)
    for done, question in enumerate(questions, start=1):
        if question.id not in rows:
            rows[question.id] = examiner.row(question)
            file.append(rows[question.id])
        if on_progress is not None:
            on_progress(done, len(questions), question.id)
    return _summarised(folder, questions, rows)


def run(
    pipeline: Pipeline,
    set_path: Path,
    out: Path,
    *,
    limit: int | None = None,
    on_progress: OnProgress | None = None,
) -> Run:
    """A set asked from its first question to its last (or the first `limit`).

    Raises:
        As `start` does; a question that fails is a row with an error.
    """
    folder = start(pipeline, set_path, out)
    return finish(pipeline, folder, limit=limit, on_progress=on_progress)


def recorded_set(folder: Path) -> Path:
    """Where the set of a run was when it started.

    Raises:
        CorpusError: the folder is not a run or is damaged.
    """
    recorded = read_json(folder, FINGERPRINTS).get("set")
    if not isinstance(recorded, dict) or not isinstance(recorded.get("path"), str):
        raise CorpusError(
            f"{folder / FINGERPRINTS} names no set.", "Start a new run without --resume."
        )
    return Path(recorded["path"])


def _check_same(pipeline: Pipeline, folder: Path, set_path: Path) -> None:
    recorded = read_json(folder, FINGERPRINTS)
    changed = differences(recorded, fingerprints(pipeline, set_path))
    settings = settings_differences(read_json(folder, SETTINGS), masked_settings(pipeline.settings))
    changed += [f"setting {name}" for name in settings]
    if changed:
        raise CorpusError(
            f"The run {folder} cannot be continued: what it was started with has changed "
            f"({', '.join(changed)}).",
            "Restore that, or start a new run without --resume.",
        )


def _summarised(folder: Path, questions: list[Question], rows: dict[str, Any]) -> Run:
    name = read_json(folder, FINGERPRINTS)["set"]["name"]
    summary = {"set": name, **summarise([rows[question.id] for question in questions])}
    write_json(folder / SUMMARY, summary)
    return Run(folder, summary)
