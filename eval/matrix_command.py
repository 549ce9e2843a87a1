"""`qa eval run --matrix`: the runs, and a table that holds each against the first."""

import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.table import Table

from eval.compare import compare
from eval.matrix import Matrix, finish_matrix, parse_values, start_matrix
from eval.progress import progress
from eval.recorded import read_run
from eval.table import cells

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
        command = shlex.join(["qa", "eval", "run", "--resume", str(folder)])
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
                "verdict": compare(recorded[0][1], run).verdict if number else None,
            }
            for number, (name, run) in enumerate(recorded)
        ],
    }


def print_matrix(console: Console, summary: dict[str, Any]) -> None:
    """A row a combination: the measures with most to say, and the verdict."""
    present = [name for name in _SHOWN if any(name in run["measures"] for run in summary["runs"])]
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("settings")
    for name in present:
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("against the first", no_wrap=True)
    for run in summary["runs"]:
        values = [
            cells(run["measures"][name])[1] if name in run["measures"] else "" for name in present
        ]
        name = run["name"].replace(",", ", ")  # may wrap there
        table.add_row(name, *values, run["verdict"] or "")
    console.print(table)
    console.print(f"Matrix: {summary['matrix']}")
