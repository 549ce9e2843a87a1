"""A finished run, read back from its folder."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.fingerprints import FORMAT
from eval.folder import (
    CORPUS,
    FINGERPRINTS,
    SETTINGS,
    SOURCES,
    SUMMARY,
    Row,
    RowFile,
    damaged,
    read_json,
    resume_command,
)
from eval.shapes import Fingerprints, Shape, Summary, misfit
from qa.errors import CorpusError


@dataclass(frozen=True, slots=True)
class RecordedRun:
    """What a run's folder holds; `rows` are in the order of the set."""

    folder: Path
    settings: dict[str, Any]
    fingerprints: dict[str, Any]
    corpus: dict[str, str]
    rows: list[Row]
    summary: dict[str, Any]

    @property
    def set_name(self) -> str:
        """The name of the set that was asked."""
        return str(self.summary["set"])

    def texts(self) -> dict[str, str]:
        """The texts of the sources that the rows point into, by source id.

        Raises:
            CorpusError: a line of the file is damaged.
        """
        return dict(_texts(self.folder / SOURCES))


def read_run(folder: Path) -> RecordedRun:
    """A finished run.

    Raises:
        CorpusError: the folder is not a run, is damaged, was written by another version, or the
            run was stopped before its end.
    """
    fingerprints = read_json(folder, FINGERPRINTS)
    require_format(folder, fingerprints)
    _require(folder / FINGERPRINTS, fingerprints, Fingerprints)
    if not (folder / SUMMARY).exists():
        raise CorpusError(
            f"The run {folder} is not finished: {SUMMARY} is missing.",
            f"Finish it with: {resume_command(folder)}",
        )
    summary = read_json(folder, SUMMARY)
    _require(folder / SUMMARY, summary, Summary)
    asked: int = summary["questions"]
    rows = RowFile(folder).read()[:asked]
    if len(rows) < asked:
        raise CorpusError(
            f"The run {folder} is damaged: it has {len(rows)} rows of {asked}.",
            f"Ask what is missing with: {resume_command(folder)}",
        )
    return RecordedRun(
        folder=folder,
        settings=read_json(folder, SETTINGS),
        fingerprints=fingerprints,
        corpus=read_json(folder, CORPUS),
        rows=rows,
        summary=summary,
    )


def require_format(folder: Path, fingerprints: dict[str, Any]) -> None:
    """Nothing where this version reads such a run.

    Raises:
        CorpusError: another version wrote it.
    """
    if fingerprints.get("format") != FORMAT:
        raise CorpusError(
            f"The run {folder} was written by another version: its format is "
            f"{fingerprints.get('format', 1)!r}, this version reads {FORMAT}.",
            "Make the run again with this version, or read it with the one that wrote it.",
        )


def _require(path: Path, value: dict[str, Any], shape: type[Shape]) -> None:
    if wrong := misfit(value, shape):
        raise damaged(path, wrong)


def _texts(path: Path) -> Iterator[tuple[str, str]]:
    lines = path.read_text(encoding="utf-8").split("\n") if path.exists() else []
    for number, line in enumerate(lines, start=1):
        if line:
            try:
                source = json.loads(line)
                yield source["source_id"], source["text"]
            except (ValueError, KeyError, TypeError) as error:
                raise CorpusError(
                    f"{path} is damaged: line {number} is not a source.", "Make the run again."
                ) from error
