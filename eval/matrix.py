"""A set asked with many settings: one run each, what they share made once.

Every combination of the values is a run of its own, in a folder in the folder of the matrix.
Combinations with the same embedder and splitter share one index. They are asked side by side,
question by question, so that what the machine does meanwhile falls on all of them alike.
"""

import shutil
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

from eval.fingerprints import FORMAT, IDLE_SETTINGS, fingerprints
from eval.folder import FINGERPRINTS, create_folder, read_json, write_json
from eval.questions import Question, load_questions
from eval.run import OnProgress, Run, begin, finish_all
from qa.errors import IndexMismatch, SettingsError
from qa.index.fingerprint import config_fingerprint
from qa.pipeline import Pipeline, open_pipeline
from qa.settings import Settings, load_settings

MATRIX = "matrix.json"
_INDEXES = "indexes"
_AT_ONCE = 4  # combinations asked side by side: each has its models in the memory of each process
_MOST = 64  # combinations; more is a mistyped list

Values = dict[str, list[str]]  # the values of each setting that varies, as given


@dataclass(frozen=True, slots=True)
class Matrix:
    """A finished matrix: its folder and its runs, in the order of the combinations."""

    folder: Path
    runs: tuple[tuple[str, Run], ...]


def parse_values(options: Sequence[str]) -> Values:
    """'top_k=4,8' as a setting and its values.

    Raises:
        SettingsError: one is not of that form, names no setting that can vary, or comes twice.
    """
    known = sorted(set(Settings.model_fields) - {*IDLE_SETTINGS, "openai_api_key"})
    values: Values = {}
    for option in options:
        name, equals, listed = option.partition("=")
        given = [value.strip() for value in listed.split(",")]
        if not equals or not all(given):
            raise SettingsError(
                f"--matrix has the value {option!r}, which is not NAME=VALUE,VALUE.",
                "Write it as in: --matrix top_k=4,8",
            )
        if name not in known or name in values or len(set(given)) < len(given):
            what = "is no setting that can vary" if name not in known else "or a value comes twice"
            raise SettingsError(
                f"--matrix {option!r}: {name!r} {what}.", f"Settings: {', '.join(known)}."
            )
        values[name] = given
    return values


def start_matrix(
    values: Values, set_path: Path, out: Path, *, data_dir: Path | None, corpus: Path | None
) -> Path:
    """The folder of a new matrix, with what it takes to finish it; nothing is asked yet.

    Raises:
        CorpusError: the set cannot be used.
        SettingsError: a value does not fit, there are too many, or the folder cannot be created.
    """
    load_questions(set_path)
    combinations(values, data_dir)
    folder = create_folder(out, f"{set_path.stem}-matrix")
    plan = {
        "format": FORMAT,
        "set": str(set_path.absolute()),
        "values": values,
        "data_dir": str(data_dir.absolute()) if data_dir else None,
        "corpus": str(corpus.absolute()) if corpus else None,
    }
    write_json(folder / MATRIX, plan)
    return folder


def finish_matrix(
    folder: Path,
    *,
    limit: int | None = None,
    workers: int = 1,
    on_progress: OnProgress | None = None,
) -> Matrix:
    """Make the indexes that are missing, ask what has no row, and write every summary.

    Raises:
        CorpusError: the folder is no matrix, or a run of it cannot be continued.
        SettingsError: a setting changes the index and no corpus was given to make another from.
        As `finish` of a single run does.
    """
    plan = read_json(folder, MATRIX)
    data_dir, corpus = (Path(plan[key]) if plan[key] else None for key in ("data_dir", "corpus"))
    named = combinations(plan["values"], data_dir)
    set_path = Path(plan["set"])
    questions = load_questions(set_path)[:limit]
    finished: dict[str, Run] = {}
    for number, group in enumerate(_by_index(named)):
        for first in range(0, len(group), _AT_ONCE):
            with ExitStack() as stack:
                some = group[first : first + _AT_ONCE]
                if corpus is not None:
                    some = _indexed(some, corpus, folder / _INDEXES / str(number), on_progress)
                pipelines = [stack.enter_context(open_pipeline(one)) for _, one in some]
                names = [name for name, _ in some]
                runs = _runs(
                    folder,
                    names,
                    pipelines,
                    set_path,
                    questions,
                    workers=workers,
                    on_progress=on_progress,
                )
                finished |= dict(zip(names, runs, strict=True))
    shutil.rmtree(folder / _INDEXES, ignore_errors=True)
    return Matrix(folder, tuple((name, finished[name]) for name, _ in named))


def is_matrix(folder: Path) -> bool:
    """Whether the folder is that of a matrix and not of a single run."""
    return (folder / MATRIX).exists()


def combinations(values: Values, data_dir: Path | None) -> list[tuple[str, Settings]]:
    """Each combination of the values with its name; the last setting changes first.

    Raises:
        SettingsError: a value does not fit its setting, or there are too many combinations.
    """
    every = [dict(zip(values, chosen, strict=True)) for chosen in product(*values.values())]
    if len(every) > _MOST:
        raise SettingsError(
            f"The matrix has {len(every)} combinations; at most {_MOST} are run.",
            "Vary fewer settings at once.",
        )
    return [(_name(chosen), load_settings(data_dir=data_dir, **chosen)) for chosen in every]


def _name(chosen: dict[str, str]) -> str:
    return ",".join(f"{name}={value}" for name, value in chosen.items()).replace("/", "_")


def _by_index(named: list[tuple[str, Settings]]) -> list[list[tuple[str, Settings]]]:
    """The combinations that can share an index, in the order of the first of each."""
    groups: dict[str, list[tuple[str, Settings]]] = {}
    for name, settings in named:
        with open_pipeline(settings) as pipeline:
            made = config_fingerprint(settings, pipeline.embedder)
        groups.setdefault(made, []).append((name, settings))
    return list(groups.values())


def _indexed(
    group: Sequence[tuple[str, Settings]],
    corpus: Path,
    data_dir: Path,
    on_progress: OnProgress | None,
) -> list[tuple[str, Settings]]:
    """The combinations over an index of the corpus in that folder, made if it is not there."""
    placed = [
        (name, settings.model_copy(update={"data_dir": data_dir})) for name, settings in group
    ]
    with open_pipeline(placed[0][1]) as pipeline:
        pipeline.sync(corpus, on_progress=on_progress)
    return placed


def _runs(
    folder: Path,
    names: list[str],
    pipelines: list[Pipeline],
    set_path: Path,
    questions: list[Question],
    *,
    workers: int,
    on_progress: OnProgress | None,
) -> list[Run]:
    folders = [folder / name for name in names]
    for pipeline, place in zip(pipelines, folders, strict=True):
        if not (place / FINGERPRINTS).exists():  # written last: the run has begun
            place.mkdir(exist_ok=True)
            begin(pipeline, place, {**_made_with(pipeline, set_path), "workers": workers})
    return finish_all(
        pipelines, folders, set_path, questions, workers=workers, on_progress=on_progress
    )


def _made_with(pipeline: Pipeline, set_path: Path) -> dict[str, Any]:
    try:
        return fingerprints(pipeline, set_path)
    except IndexMismatch as error:
        raise SettingsError(
            f"A setting of the matrix needs another index: {error.message}",
            "Give --corpus instead of --data-dir, so that each index can be made.",
        ) from error
