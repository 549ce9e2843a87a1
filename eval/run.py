"""A run: every question of a set asked once, in order, and written down.

from eval.run import run
finished = run(pipeline, Path("my-set.jsonl"), Path("runs"))
"""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.fingerprints import (
    corpus_hashes,
    differences,
    fingerprints,
    masked_settings,
    settings_differences,
    told_difference,
)
from eval.folder import (
    CORPUS,
    FINGERPRINTS,
    SETTINGS,
    SOURCES,
    SUMMARY,
    Row,
    RowFile,
    cited_in,
    create_folder,
    only_asker,
    read_json,
    write_json,
    write_text,
)
from eval.panel import Task
from eval.questions import Question, load_questions
from eval.recorded import require_format
from eval.summary import summarise
from eval.workers import ask_all
from qa.errors import CorpusError, SourceNotFound
from qa.pipeline import Pipeline

OnProgress = Callable[[int, int, str], None]  # done, total, id of the question just asked


@dataclass(frozen=True, slots=True)
class Run:
    """A finished run: its folder and the summary that lies in it."""

    folder: Path
    summary: dict[str, Any]


def start(pipeline: Pipeline, set_path: Path, out: Path, *, workers: int = 1) -> Path:
    """A new run folder in `out` that says what it is made with and holds no row yet.

    Raises:
        CorpusError: the set cannot be used.
        IndexUnusable: there is no index, or it cannot serve.
        SettingsError: the folder cannot be created.
    """
    load_questions(set_path)
    made_with = {**fingerprints(pipeline, set_path), "workers": workers}
    folder = create_folder(out, set_path.stem)
    begin(pipeline, folder, made_with)
    return folder


def begin(pipeline: Pipeline, folder: Path, made_with: dict[str, Any]) -> None:
    """Write down what a run is made with, in a folder that is there and empty."""
    write_json(folder / SETTINGS, masked_settings(pipeline.settings))
    write_json(folder / CORPUS, corpus_hashes(pipeline))
    write_json(folder / FINGERPRINTS, made_with)


def finish(
    pipeline: Pipeline,
    folder: Path,
    *,
    set_path: Path | None = None,
    limit: int | None = None,
    workers: int = 1,
    on_progress: OnProgress | None = None,
) -> Run:
    """Ask what the run has no row for, then write its summary; rows that are there stay.

    The set is the one recorded unless its file has moved to `set_path`; `limit` takes its first
    questions only. `workers` is how many processes ask at once: the rows are the same, the times
    are those of a machine that does as much at once.

    Raises:
        CorpusError: the folder is not a run or is damaged, another process is asking it, the set
            cannot be used, or set, index, code, models or settings are not those the run was
            started with.
        IndexUnusable: there is no index, or it cannot serve.
        SettingsError: a worker process died.
    """
    set_path = set_path or recorded_set(folder)
    questions = load_questions(set_path)[:limit]
    (finished,) = finish_all(
        [pipeline], [folder], set_path, questions, workers=workers, on_progress=on_progress
    )
    return finished


def finish_all(
    pipelines: Sequence[Pipeline],
    folders: Sequence[Path],
    set_path: Path,
    questions: list[Question],
    *,
    workers: int = 1,
    on_progress: OnProgress | None = None,
) -> list[Run]:
    """As `finish`, for several pipelines over one index, each with a folder; asked side by side."""
    with ExitStack() as held:
        for pipeline, folder in zip(pipelines, folders, strict=True):
            _check_same(pipeline, folder, set_path)
            held.enter_context(only_asker(folder))
        rows = _ask_missing(pipelines, folders, questions, workers, on_progress)
        return [
            _summarised(pipeline, folder, [those[question.id] for question in questions])
            for pipeline, folder, those in zip(pipelines, folders, rows, strict=True)
        ]


def run(
    pipeline: Pipeline,
    set_path: Path,
    out: Path,
    *,
    limit: int | None = None,
    workers: int = 1,
    on_progress: OnProgress | None = None,
) -> Run:
    """A set asked from its first question to its last (or the first `limit`).

    Raises:
        As `start` and `finish` do; a question that fails is a row with an error.
    """
    folder = start(pipeline, set_path, out, workers=workers)
    return finish(pipeline, folder, limit=limit, workers=workers, on_progress=on_progress)


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
    recorded, present = read_json(folder, FINGERPRINTS), fingerprints(pipeline, set_path)
    require_format(folder, recorded)
    changed = [told_difference(name, recorded, present) for name in differences(recorded, present)]
    before, now = read_json(folder, SETTINGS), masked_settings(pipeline.settings)
    changed += [
        f"setting {name}: {before.get(name)!r} then, {now.get(name)!r} now"
        for name in settings_differences(before, now)
    ]
    if changed:
        raise CorpusError(
            f"The run {folder} cannot be continued: what it was started with has changed "
            f"({'; '.join(changed)}).",
            "Restore that, or start a new run without --resume.",
        )


def _ask_missing(
    pipelines: Sequence[Pipeline],
    folders: Sequence[Path],
    questions: list[Question],
    workers: int,
    on_progress: OnProgress | None,
) -> list[dict[str, Row]]:
    """The rows of each folder by question id, those that were missing asked and appended."""
    files = [RowFile(folder) for folder in folders]
    rows = [{row["id"]: row for row in file.read()} for file in files]
    tasks = _missing(questions, rows)
    total = len(questions) * len(files)
    done = total - sum(len(task.wanted) for task in tasks)
    for task, answered in ask_all(pipelines, tasks, workers):
        for index, row in answered.items():
            files[index].append(row)
            rows[index][row["id"]] = row
        done += len(answered)
        if on_progress is not None:
            on_progress(done, total, task.question.id)
    return rows


def _missing(questions: list[Question], rows: list[dict[str, Row]]) -> list[Task]:
    wanted = {
        question.id: tuple(index for index, those in enumerate(rows) if question.id not in those)
        for question in questions
    }
    return [
        Task(number, question, wanted[question.id])
        for number, question in enumerate(questions)
        if wanted[question.id]
    ]


def _summarised(pipeline: Pipeline, folder: Path, rows: list[Row]) -> Run:
    write_text(folder / SOURCES, _source_lines(pipeline, rows))
    name = read_json(folder, FINGERPRINTS)["set"]["name"]
    summary = {"set": name, **summarise(rows)}
    write_json(folder / SUMMARY, summary)
    return Run(folder, summary)


def _source_lines(pipeline: Pipeline, rows: list[Row]) -> Iterator[str]:
    """The texts that the rows point into, by source id."""
    named = {passage["source_id"] for row in rows for passage in row["retrieved"]}
    for row in rows:
        named |= {citation["source_id"] for citation in cited_in(row)}
    for source_id in sorted(named):
        try:
            text = pipeline.source_text(source_id)
        except SourceNotFound:  # removed by a sync meanwhile
            continue
        line = {"source_id": source_id, "text": text}
        yield json.dumps(line, ensure_ascii=False) + "\n"
