"""The commands that keep an index: give disk back, write it to one file, make it from one."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from qa.terminal.guard import Interrupted
from qa.terminal.help import AsJson, DataDirectory, examples

if TYPE_CHECKING:
    from qa.ingest.keeping import Kept

app = typer.Typer()

ArchivePath = Annotated[
    Path, typer.Argument(metavar="FILE", help="A Parquet file.", show_default=False)
]
_UNCHANGED = "Stopped. The index is as it was."


@app.command(epilog=examples("qa compact", "qa compact --data-dir ~/.cache/notes-index"))
def compact(data_dir: DataDirectory = None, as_json: AsJson = False) -> None:
    """Give back the disk that deleted and edited articles took.

    Copies the index without embedding anything and then drops the old one: questions are answered
    all the time, and the disk must have room for both. Ctrl-C leaves the index as it was.
    """
    from qa.ingest.keeping import compact as run

    kept = _run(run, data_dir)
    _show(kept, as_json, f"Compacted: {_size(kept.bytes_before)} before")


@app.command(
    epilog=examples(
        "qa export backup.parquet",
        "qa export ~/backups/notes.parquet --data-dir ~/.cache/notes-index",
    )
)
def export(path: ArchivePath, *, data_dir: DataDirectory = None, as_json: AsJson = False) -> None:
    """Write the whole index to one Parquet file: texts, passages, vectors.

    A backup, a way to another machine or to a Chroma server, and a table for other tools.
    """
    from qa.ingest.keeping import export as run

    kept = _run(run, data_dir, path, stopped="Stopped. No file was written.")
    _show(kept, as_json, f"Exported to {path}")


@app.command(
    "import",
    epilog=examples(
        "qa import backup.parquet",
        "QA_CHROMA_URL=http://vectors:8000 qa import backup.parquet",
    ),
)
def import_(path: ArchivePath, *, data_dir: DataDirectory = None, as_json: AsJson = False) -> None:
    """Make the index from a file that `qa export` wrote.

    Nothing is embedded. An index that is there is replaced when all of the file is in. Name the
    folder with the next `qa ingest PATH`: articles that did not change cost nothing.
    """
    from qa.ingest.keeping import import_ as run

    kept = _run(run, data_dir, path)
    _show(kept, as_json, f"Imported from {path}")


def _run(do: Any, data_dir: Path | None, *arguments: Path, stopped: str = _UNCHANGED) -> "Kept":
    from qa.ingest.embedding import open_embedder
    from qa.settings import load_settings
    from qa.terminal.reports import progress_bar

    settings = load_settings(data_dir=data_dir)
    try:
        with progress_bar() as move:
            kept: Kept = do(settings, open_embedder(settings), *arguments, on_progress=move)
    except KeyboardInterrupt:
        raise Interrupted(stopped) from None
    return kept


def _show(kept: "Kept", as_json: bool, did: str) -> None:
    from dataclasses import asdict

    from qa.terminal.machine import print_json
    from qa.terminal.screen import Screen
    from qa.terminal.visible import visible

    if as_json:
        print_json(asdict(kept))
        return
    screen = Screen()
    screen.line(f"{visible(did)}, {_size(kept.bytes_after)} now", style="bold")
    screen.line(f"{'files':<10} {kept.files}")
    screen.line(f"{'passages':<10} {kept.passages}")


def _size(count: int) -> str:
    return f"{count / 1_000_000:.1f} MB"
