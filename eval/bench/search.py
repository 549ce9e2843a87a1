"""Searching against Chroma and llama-index, same run: `python -m eval.bench.search [--plot FILE]`.

Synthetic articles with cheap vectors: what is measured is the index, not the model. Ours searches
by meaning and by words, the others by meaning only. Nothing is read.
"""

import argparse
import random
import statistics
import tempfile
import time
from pathlib import Path

from eval.bench.articles import write_articles
from eval.bench.charts import line_chart
from eval.bench.hashing import HashingEmbedder
from eval.bench.systems import INGESTS, Search, searches

_TAIL = 0.95
_K = 8
_QUERY_WORDS = 6


def main() -> None:
    """Print a Markdown table a number of passages; with `--plot` draw the 95th percentiles."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--passages", default="1000,10000", help="numbers, separated by commas")
    parser.add_argument("--queries", type=int, default=300)
    parser.add_argument("--plot", type=Path)
    arguments = parser.parse_args()
    tails: dict[str, list[tuple[float, float]]] = {}
    for passages in map(int, arguments.passages.split(",")):
        for system, tail in _print_table(passages, arguments.queries).items():
            tails.setdefault(system, []).append((passages, tail))
    if arguments.plot:
        line_chart(arguments.plot, tails, x="passages", y="ms, 95th percentile")


def _print_table(passages: int, queries: int) -> dict[str, float]:
    embedder = HashingEmbedder()
    with tempfile.TemporaryDirectory() as place:
        articles = write_articles(Path(place, "articles"), passages)
        for ingest in INGESTS.values():
            ingest(Path(place, "articles"), Path(place), embedder)
        asked = _queries([text for article in articles for text in article], queries)
        times = _time(searches(Path(place), embedder), asked)
    tails = {system: sorted(each)[int(_TAIL * len(each))] for system, each in times.items()}
    print(f"\n### {passages:,} passages, {queries} queries, {_K} results\n")
    print("| | p50 ms | p95 ms | ours takes, p95 |\n|---|---|---|---|")
    for system, each in times.items():
        middle, tail = statistics.median(each), tails[system]
        print(f"| {system} | {middle:.1f} | {tail:.1f} | {tails['ours'] / tail:.2f} times |")
    return tails


def _queries(texts: list[str], count: int) -> list[str]:
    """Words that stand together in some passage."""
    dice = random.Random(1)
    return [" ".join(dice.sample(dice.choice(texts).split(), _QUERY_WORDS)) for _ in range(count)]


def _time(ways: dict[str, Search], queries: list[str]) -> dict[str, list[float]]:
    """Milliseconds of each query each way, in turn; each way is asked once before."""
    times: dict[str, list[float]] = {system: [] for system in ways}
    for search in ways.values():
        search(queries[0], _K)
    for query in queries:
        for system, search in ways.items():
            started = time.perf_counter()
            found = search(query, _K)
            times[system].append((time.perf_counter() - started) * 1000)
            if found != _K:
                raise SystemExit(f"{system} found {found} passages for {query!r}")
    return times


if __name__ == "__main__":
    main()
