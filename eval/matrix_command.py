"""`qa eval run --matrix`: the runs, and a table that holds each against the first."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import typer

from eval.compare import compare
from eval.folder import resume_command
from eval.matrix import Matrix, finish_matrix, parse_values, start_matrix
from eval.progress import progress
from eval.recorded import read_run
from eval.table import cells, told_writing
from qa.terminal.screen import NOTHING, Screen
from qa.terminal.visible import visible

_SHOWN = ("accuracy", "token_f1", "hit@5", "latency_p50")


def run_matrix(
    options: Sequence[str],
    *,
    set_path: Path,
    data_dir: Path | None,
    corpus: Path | None,
    out: Path,
    limit: int | None,
    resume: Path | None,
    workers: int,
) -> Matrix:
    """A new matrix, or what is left of one; Ctrl-C says how to go on."""
    folder = resume or start_matrix(
        parse_values(options), set_path, out, data_dir=data_dir, corpus=corpus
    )
    try:
        with progress() as move:
            return finish_matrix(folder, limit=limit, workers=workers, on_progress=move)
    except KeyboardInterrupt:
        command = resume_command(folder, limit=limit, workers=workers)
        typer.echo(f"\nGo on with: {command}", err=True)
        raise


def matrix_summary(matrix: Matrix) -> dict[str, Any]:
    """Every combination's folder, measures and verdict against the first, for programs."""
    recorded = [(name, read_run(run.folder)) for name, run in matrix.runs]
    return {
        "matrix": str(matrix.folder),
        "runs": [
            {
                "name": name,
                "run": str(run.folder),
                "measures": run.summary["measures"],
                "writing": run.summary.get("writing"),
                "verdict": compare(recorded[0][1], run).verdict if number else None,
            }
            for number, (name, run) in enumerate(recorded)
        ],
    }


def print_matrix(screen: Screen, summary: dict[str, Any]) -> None:
    """A row a combination: the measures with most to say, and the verdict."""
    present = [name for name in _SHOWN if any(name in run["measures"] for run in summary["runs"])]
    rows = [
        (
            visible(run["name"].replace(",", ", ")),
            *(_value(run["measures"].get(name)) for name in present),
            run["verdict"] or NOTHING,
        )
        for run in summary["runs"]
    ]
    numbers = range(1, 1 + len(present))
    screen.table(("settings", *present, "against the first"), rows, right=numbers)
    for run in summary["runs"]:
        if told := told_writing(run):
            screen.line(visible(f"{run['name']}: {told}"))
    screen.line(visible(f"Matrix: {summary['matrix']}"))


def _value(estimate: dict[str, Any] | None) -> str:
    return cells(estimate)[1] if estimate else NOTHING
