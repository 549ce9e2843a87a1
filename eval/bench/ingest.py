"""Ingesting against Chroma and llama-index, same run: `python -m eval.bench.ingest [--plot FILE]`.

The same synthetic articles, the same embedder, a fresh process each. With `--embedder hashing` the
vectors cost next to nothing, so the index is measured and not the model; with `minilm` the question
is how much the index adds to the model.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from eval.bench.articles import write_articles
from eval.bench.charts import line_chart
from eval.bench.systems import EMBEDDERS, INGESTS, embed_only, settings_of
from qa.pipeline import Pipeline

_ALONE = "embedder alone"
_KILOBYTES = 1 if sys.platform == "darwin" else 1024  # what ru_maxrss counts in, as bytes


def main() -> None:
    """Print a Markdown table a number of passages; with `--plot` draw passages a second."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--passages", default="1000,10000", help="numbers, separated by commas")
    parser.add_argument("--embedder", choices=sorted(EMBEDDERS), default="hashing")
    parser.add_argument("--plot", type=Path)
    parser.add_argument("--one", nargs=3, metavar=("SYSTEM", "FOLDER", "PLACE"))
    arguments = parser.parse_args()
    if arguments.one:
        system, folder, place = arguments.one
        print(json.dumps(_measure(system, Path(folder), Path(place), arguments.embedder)))
        return
    speeds: dict[str, list[tuple[float, float]]] = {}
    for passages in map(int, arguments.passages.split(",")):
        for system, speed in _print_table(passages, arguments.embedder).items():
            speeds.setdefault(system, []).append((passages, speed))
    if arguments.plot:
        line_chart(arguments.plot, speeds, x="passages", y="passages a second")


def _print_table(passages: int, embedder: str) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place, "articles")
        write_articles(folder, passages)
        results = {
            system: _in_a_process(system, folder, Path(place), embedder)
            for system in (_ALONE, *INGESTS)
        }
        again = _sync_again(folder, Path(place), embedder)
    mine = results["ours"]
    print(f"\n### {passages:,} passages, {embedder}\n")
    print("| | seconds | passages a second | ours takes | peak memory, MB |\n|---|---|---|---|---|")
    for system, result in results.items():
        seconds = result["seconds"]
        print(
            f"| {system} | {seconds:.1f} | {passages / seconds:.0f} | "
            f"{mine['seconds'] / seconds:.2f} times | {result['megabytes']:.0f} |"
        )
    print(f"\nA second sync, nothing changed: {again:.2f} s")
    return {system: passages / result["seconds"] for system, result in results.items()}


def _in_a_process(system: str, folder: Path, place: Path, embedder: str) -> dict[str, float]:
    command = [sys.executable, "-m", "eval.bench.ingest", "--embedder", embedder]
    command += ["--one", system, str(folder), str(place)]
    ran = subprocess.run(command, check=True, capture_output=True, text=True)
    measured: dict[str, float] = json.loads(ran.stdout.splitlines()[-1])
    return measured


def _measure(system: str, folder: Path, place: Path, embedder: str) -> dict[str, float]:
    ingest = {_ALONE: embed_only, **INGESTS}[system]
    model = EMBEDDERS[embedder]()
    model.embed(["a first text loads the model"])
    started = time.perf_counter()
    ingest(folder, place, model)
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _KILOBYTES
    return {"seconds": seconds, "megabytes": peak / 1_000_000}


def _sync_again(folder: Path, place: Path, embedder: str) -> float:
    time.sleep(2)  # a file that is this new would be read again
    with Pipeline(settings_of(place), EMBEDDERS[embedder]()) as pipeline:
        pipeline.sync(folder)
        started = time.perf_counter()
        pipeline.sync(folder)
        return time.perf_counter() - started


if __name__ == "__main__":
    main()
