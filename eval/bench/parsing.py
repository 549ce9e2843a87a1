"""What parsing apart costs a file: `python -m eval.bench.parsing FOLDER`.

Each round parses every file of the folder that can be read, once in the worker and once in this
process; the medians of the rounds are compared within one run.
"""

import argparse
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from qa.errors import CorpusError
from qa.ingest.loaders import format_of
from qa.ingest.parsing import Parser
from qa.ingest.reading import parse
from qa.settings import Settings

_ROUNDS = 5


def main() -> None:
    """Print a Markdown table, milliseconds a file."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("folder", type=Path)
    folder = arguments.parse_args().folder
    files = {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}
    print("| files | count | kB each | in the worker, ms | in process, ms |\n|---|---|---|---|---|")
    with Parser(Settings()) as parser:
        for kind in sorted({how.name for name in files if (how := format_of(name))}):
            chosen = {
                name: data
                for name, data in files.items()
                if (how := format_of(name))
                and how.name == kind
                and _is_readable(parser, name, data)
            }
            if chosen:
                print(_row(kind, chosen, parser))


def _row(kind: str, files: dict[str, bytes], parser: Parser) -> str:
    def within(name: str, data: bytes) -> object:
        return parse(data, name, None, None)

    def apart(name: str, data: bytes) -> object:
        return parser.parse(data, name)

    times = [(_spent(apart, files), _spent(within, files)) for _ in range(_ROUNDS)]
    medians = [statistics.median(column) / len(files) for column in zip(*times, strict=True)]
    size = sum(map(len, files.values())) / len(files) / 1000
    return f"| {kind} | {len(files)} | {size:.1f} | {medians[0]:.2f} | {medians[1]:.2f} |"


def _is_readable(parser: Parser, name: str, data: bytes) -> bool:
    try:
        parser.parse(data, name)
    except CorpusError:
        return False
    return True


def _spent(read: Callable[[str, bytes], object], files: dict[str, bytes]) -> float:
    """Milliseconds for all files."""
    started = time.perf_counter()
    for name, data in files.items():
        read(name, data)
    return (time.perf_counter() - started) * 1000


if __name__ == "__main__":
    main()
