"""BM25, dense, and ways to fuse them, on public question sets: `python -m eval.bench.fusion DATA`.

DATA holds `squad2/`, `squadshifts/` and `nq/` (see training/README.md). A question hits where a
passage that overlaps its gold paragraph and holds an answer is among the first k.
"""

import argparse
import random
import sys
import tempfile
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from eval.importers.public_sets import Asked, write_nq, write_squad
from qa.index.fingerprint import config_fingerprint
from qa.index.store import Store
from qa.ingest.embedding import open_embedder
from qa.pipeline import open_pipeline
from qa.retrieval import fusion
from qa.retrieval.retrievers import DenseRetriever, LexicalRetriever
from qa.settings import Settings
from qa.types import RetrievedPassage

Ranking = list[RetrievedPassage]
Method = Callable[[Ranking, Ranking], Ranking]

_SEED = 0
_CANDIDATES = 40
_RESAMPLES = 2000

SETS: dict[str, Callable[[Path, Path], list[Asked]]] = {
    "SQuAD 2.0 part a": lambda data, out: write_squad(data / "squad2/squad2-dev-part-a.json", out),
    "SQuADShifts new Wikipedia": lambda data, out: write_squad(
        data / "squadshifts/new_wiki_v1.0.json", out
    ),
    "NQ part a": lambda data, out: write_nq(data / "nq/nq-open-oracle-part-a.jsonl", out),
}


def methods() -> dict[str, Method]:
    """Every way to rank that is compared, by name."""
    named: dict[str, Method] = {
        "BM25": lambda _dense, lexical: lexical,
        "dense": lambda dense, _lexical: dense,
        "rank fusion": partial(_fuse, "rank", 0.5),
    }
    for share in (0.2, 0.3, 0.4, 0.5, 0.6, 0.7):
        named[f"score fusion, dense share {share}"] = partial(_fuse, "score", share)
    return named


def _fuse(
    method: Literal["score", "rank"], share: float, dense: Ranking, lexical: Ranking
) -> Ranking:
    by_id = {found.passage.id: found for found in [*dense, *lexical]}
    scores = [{found.passage.id: found.score for found in each} for each in (dense, lexical)]
    fused = fusion.fuse(scores[0], scores[1], method, dense_share=share)
    return [by_id[id_] for id_ in fused]


def main() -> None:
    """Print a Markdown table a set: hit@1, hit@5, MRR@10 with 95 % intervals."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--questions", type=int, default=1000, help="sampled from each set")
    arguments = parser.parse_args()
    for name, write in SETS.items():
        with tempfile.TemporaryDirectory() as folder:
            print(f"\n### {name}\n")
            _print_table(
                _scores(
                    write(arguments.data, Path(folder, "corpus")), Path(folder), arguments.questions
                )
            )


def _scores(asked: Sequence[Asked], folder: Path, count: int) -> dict[str, list[int]]:
    """Per method, the rank of the first relevant passage of each question (0: none in ten)."""
    settings = Settings(data_dir=folder / "data")
    with open_pipeline(settings) as pipeline:
        report = pipeline.sync(folder / "corpus")
    answerable = [question for question in asked if question.answers]
    sample = random.Random(_SEED).sample(answerable, min(count, len(answerable)))
    print(f"{report.passages} passages, {len(sample)} questions\n")
    embedder = open_embedder(settings)
    store = Store.open(settings.data_dir, config_fingerprint(settings, embedder))
    dense, lexical = DenseRetriever(store, embedder), LexicalRetriever(store)
    ranks: dict[str, list[int]] = {name: [] for name in methods()}
    for done, question in enumerate(sample, start=1):
        found = (
            dense.retrieve(question.question, _CANDIDATES),
            lexical.retrieve(question.question, _CANDIDATES),
        )
        for name, method in methods().items():
            ranks[name].append(_first_relevant(question, method(*found)))
        _show_progress(done, len(sample))
    store.close()
    return ranks


def _first_relevant(question: Asked, ranking: Ranking) -> int:
    for rank, found in enumerate(ranking[:10], start=1):
        passage = found.passage
        overlaps = passage.start < question.end and question.start < passage.end
        text = passage.text.casefold()
        if (
            passage.source_id == question.source_id
            and overlaps
            and any(answer.casefold() in text for answer in question.answers)
        ):
            return rank
    return 0


def _print_table(ranks: dict[str, list[int]]) -> None:
    print("| method | hit@1 | hit@5 | MRR@10 |\n|---|---|---|---|")
    for name, positions in ranks.items():
        first = np.array(positions)
        columns = [
            (first == 1).astype(float),
            ((first > 0) & (first <= 5)).astype(float),  # noqa: PLR2004 -- hit@5
            np.divide(1.0, first, out=np.zeros(len(first)), where=first > 0),
        ]
        print(f"| {name} | " + " | ".join(_with_interval(column) for column in columns) + " |")


def _with_interval(values: NDArray[np.float64]) -> str:
    generator = np.random.default_rng(_SEED)
    draws = generator.integers(0, len(values), (_RESAMPLES, len(values)))
    low, high = np.percentile(values[draws].mean(axis=1), [2.5, 97.5])
    return f"{values.mean():.3f} ({low:.3f} to {high:.3f})"


def _show_progress(done: int, total: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{done}/{total}", end="" if done < total else "\n", file=sys.stderr)


if __name__ == "__main__":
    main()
