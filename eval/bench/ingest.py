"""Ingesting against Chroma and llama-index, same run: `python -m eval.bench.ingest --sizes 1000`.

The same synthetic articles, the same embedder, a fresh process each. Up to `--real` passages the
model embeds, and the question is how much the index adds to it; larger sizes get stand-in vectors,
and what is measured is the index alone. Chroma's default embedding function is the same model; it
would have to be downloaded, so Chroma gets our embedder. On a machine that does other things, too,
compare the processor seconds.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from eval.bench.articles import write_articles
from eval.bench.charts import line_chart
from eval.bench.systems import (
    EMBEDDERS,
    INGESTS,
    add_sizes,
    embed_only,
    embedder_for,
    place_for,
    settings_of,
)
from qa.pipeline import Pipeline
from qa.protocols import Embedder

_ALONE = "embedder alone"
_WARM_PASSAGES = 60
_KILOBYTES = 1 if sys.platform == "darwin" else 1024  # what ru_maxrss counts in, as bytes


def main() -> None:
    """Print a Markdown table a number of passages; with `--plot` draw passages a second."""
    parser = argparse.ArgumentParser(description=__doc__)
    add_sizes(parser)
    parser.add_argument("--plot", type=Path)
    parser.add_argument("--keep", type=Path, help="where to leave articles and indexes, by size")
    parser.add_argument("--one", nargs=4, metavar=("SYSTEM", "FOLDER", "PLACE", "EMBEDDER"))
    arguments = parser.parse_args()
    if arguments.one:
        system, folder, place, embedder = arguments.one
        print(json.dumps(_measure(system, Path(folder), Path(place), embedder)))
        return
    speeds: dict[str, list[tuple[float, float]]] = {}
    for passages in map(int, arguments.sizes.split(",")):
        embedder = embedder_for(passages, arguments.real)
        with place_for(passages, arguments.keep) as place:
            table = _print_table(passages, embedder, place, arguments.systems)
        for system, speed in table.items():
            speeds.setdefault(system, []).append((passages, speed))
    if arguments.plot:
        line_chart(arguments.plot, speeds, x="passages", y="passages a second")


def _print_table(
    passages: int, embedder: str, place: Path, systems: Sequence[str]
) -> dict[str, float]:
    folder = place / "articles"
    write_articles(folder, passages)
    results = {
        system: _in_a_process(system, folder, place, embedder) for system in (_ALONE, *systems)
    }
    again = _sync_again(folder, place, embedder)
    mine = results["ours"]
    print(f"\n### {passages:,} passages, {embedder}\n")
    print("| | seconds | passages a second | ours takes | processor s | ours takes | peak MB |")
    print("|---|---|---|---|---|---|---|")
    for system, result in results.items():
        seconds, processor = result["seconds"], result["processor"]
        print(
            f"| {system} | {seconds:.1f} | {passages / seconds:.0f} | "
            f"{mine['seconds'] / seconds:.2f} times | {processor:.1f} | "
            f"{mine['processor'] / processor:.2f} times | {result['megabytes']:.0f} |"
        )
    print(f"\nA second sync, nothing changed: {again:.2f} s")
    return {system: passages / result["seconds"] for system, result in results.items()}


def _in_a_process(system: str, folder: Path, place: Path, embedder: str) -> dict[str, float]:
    command = [sys.executable, "-m", "eval.bench.ingest"]
    command += ["--one", system, str(folder), str(place), embedder]
    ran = subprocess.run(command, check=True, capture_output=True, text=True)
    measured: dict[str, float] = json.loads(ran.stdout.splitlines()[-1])
    return measured


def _measure(system: str, folder: Path, place: Path, embedder: str) -> dict[str, float]:
    ingest = {_ALONE: embed_only, **INGESTS}[system]
    model = EMBEDDERS[embedder]()
    _warm(system, model)
    started, processor_before = time.perf_counter(), _processor_seconds()
    ingest(folder, place, model)
    seconds = time.perf_counter() - started
    processor = _processor_seconds() - processor_before
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _KILOBYTES
    return {"seconds": seconds, "processor": processor, "megabytes": peak / 1_000_000}


def _warm(system: str, model: Embedder) -> None:
    """Load libraries and model: they cost the same for a hundred passages and for a million."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place, "articles")
        write_articles(folder, _WARM_PASSAGES, seed=2)
        {_ALONE: embed_only, **INGESTS}[system](folder, Path(place), model)


def _processor_seconds() -> float:
    """Of this process and of those it started that have ended, such as the parser's worker."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def _sync_again(folder: Path, place: Path, embedder: str) -> float:
    time.sleep(2)  # a file that is this new would be read again
    with Pipeline(settings_of(place), EMBEDDERS[embedder]()) as pipeline:
        pipeline.sync(folder)
        started = time.perf_counter()
        pipeline.sync(folder)
        return time.perf_counter() - started


if __name__ == "__main__":
    main()
