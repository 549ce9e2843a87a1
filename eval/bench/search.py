"""Searching against Chroma and llama-index, same run: `python -m eval.bench.search --sizes 1000`.

The same synthetic articles in each; every query is embedded by the model, before anything else and
in the time. Up to `--real` passages the model embeds the passages, too; larger sizes get stand-in
vectors (`eval.bench.standin`). Ours searches by meaning and by words, the others by meaning only.
Nothing is read. On a machine that does other things, too, compare the processor times.
"""

import argparse
import random
import statistics
import time
from collections.abc import Sequence
from pathlib import Path

from eval.bench.articles import made_passages, write_articles
from eval.bench.charts import line_chart
from eval.bench.systems import (
    EMBEDDERS,
    INGESTS,
    Search,
    add_sizes,
    embedder_for,
    place_for,
    searches,
)

_TAIL = 0.95
_K = 8
_QUERY_WORDS = 6


def main() -> None:
    """Print a Markdown table a number of passages; with `--plot` draw the 95th percentiles."""
    parser = argparse.ArgumentParser(description=__doc__)
    add_sizes(parser)
    parser.add_argument("--queries", type=int, default=300)
    parser.add_argument("--plot", type=Path)
    parser.add_argument("--kept", type=Path, help="search what `eval.bench.ingest --keep` left")
    arguments = parser.parse_args()
    tails: dict[str, list[tuple[float, float]]] = {}
    for passages in map(int, arguments.sizes.split(",")):
        embedder = embedder_for(passages, arguments.real)
        with place_for(passages, arguments.kept) as place:
            if not arguments.kept:
                _ingest(place, passages, embedder, arguments.systems)
            ways = searches(place, EMBEDDERS[embedder](), arguments.systems)
            table = _print_table(ways, passages, embedder, arguments.queries)
        for system, tail in table.items():
            tails.setdefault(system, []).append((passages, tail))
    if arguments.plot:
        line_chart(arguments.plot, tails, x="passages", y="ms, 95th percentile")


def _ingest(place: Path, passages: int, kind: str, systems: Sequence[str]) -> None:
    write_articles(place / "articles", passages)
    for system in systems:
        INGESTS[system](place / "articles", place, EMBEDDERS[kind]())


def _print_table(
    ways: dict[str, Search], passages: int, kind: str, queries: int
) -> dict[str, float]:
    times = _time(ways, _queries(made_passages(passages), queries))
    tails = {system: _tail([wall for wall, _ in each]) for system, each in times.items()}
    print(f"\n### {passages:,} passages, {kind}, {queries} queries, {_K} results\n")
    print("| | p50 ms | p95 ms | ours takes, p95 | processor p50 ms | processor p95 ms |")
    print("|---|---|---|---|---|---|")
    for system, each in times.items():
        walls, processors = zip(*each, strict=True)
        print(
            f"| {system} | {statistics.median(walls):.1f} | {tails[system]:.1f} | "
            f"{tails['ours'] / tails[system]:.2f} times | {statistics.median(processors):.1f} | "
            f"{_tail(processors):.1f} |"
        )
    return tails


def _tail(values: Sequence[float]) -> float:
    return sorted(values)[int(_TAIL * len(values))]


def _queries(texts: list[str], count: int) -> list[str]:
    """Words that stand together in some passage."""
    dice = random.Random(1)
    return [" ".join(dice.sample(dice.choice(texts).split(), _QUERY_WORDS)) for _ in range(count)]


def _time(ways: dict[str, Search], queries: list[str]) -> dict[str, list[tuple[float, float]]]:
    """Wall and processor milliseconds of each query each way, in turn; each is asked once before.

    A query is asked in other words each way, so that no cache of vectors spares its embedding.
    """
    times: dict[str, list[tuple[float, float]]] = {system: [] for system in ways}
    for search in ways.values():
        search(queries[0], _K)
    for query in queries:
        for system, search in ways.items():
            started, processor = time.perf_counter(), time.process_time()
            found = search(f"{query} {system}", _K)
            ended = time.perf_counter(), time.process_time()
            times[system].append(((ended[0] - started) * 1000, (ended[1] - processor) * 1000))
            if found != _K:
                raise SystemExit(f"{system} found {found} passages for {query!r}")
    return times


if __name__ == "__main__":
    main()
