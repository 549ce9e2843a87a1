"""Compare the int8 embedder with a plain float32 export of the same weights: retrieval and speed.

    python training/measure_embedder.py DATA_DIR --out result.json

Prints Markdown tables. Both files run through `embedder_runtime.py`: one tokenizer, one set of
session options.
"""

import argparse
import json
import platform
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import onnxruntime
from tokenizers import Tokenizer
from tqdm import tqdm

from embedder_runtime import (
    BATCH_SIZE,
    MAX_TOKENS,
    THREADS,
    Embeddings,
    batches,
    embed,
    embed_alone,
    encode,
    make_feed,
    open_session,
    open_tokenizer,
)
from embedder_weights import sha256
from export_embedder import REFERENCE
from retrieval_sets import SEED, RetrievalSet, load_sets

MODELS = Path(__file__).parent.parent / "qa" / "models"
RESAMPLES = 5000
PAIRS = 7
QUERIES = 200
LOADS = 7
# Whole paragraphs near the length of an indexed passage; their mean is reported beside the speed.
SPEED_TOKENS = (105, 170)
SPEED_PASSAGES = 160

Session: TypeAlias = onnxruntime.InferenceSession
Scores = npt.NDArray[np.float64]
Rows = list[list[int]]


@dataclass(frozen=True)
class Comparison:
    """One measure on one set; `low` and `high` bound the difference int8 - fp32 at 95 %."""

    dataset: str
    passages: int
    questions: int
    measure: str
    fp32: float
    int8: float
    difference: float
    low: float
    high: float


@dataclass(frozen=True)
class Throughput:
    """Passages a second, medians over interleaved runs; `ratios` are int8 over fp32, by pair."""

    fp32: float
    int8: float
    ratio: float
    ratios: list[float]


@dataclass(frozen=True)
class Speed:
    """How fast both models are: each passage alone, as the product runs them, and in batches."""

    passages: int
    mean_tokens: float
    alone: "Throughput"
    batched: "Throughput"
    fp32_query_ms: float
    int8_query_ms: float
    fp32_load_ms: float
    int8_load_ms: float


def hit(cutoff: int, ranks: Scores) -> Scores:
    """Return 1 where the gold passage is in the first `cutoff`, else 0."""
    return (ranks <= cutoff).astype(np.float64)


def reciprocal_rank(cutoff: int, ranks: Scores) -> Scores:
    """Return 1 / rank, or 0 after `cutoff`."""
    return hit(cutoff, ranks) / ranks


MEASURES: dict[str, Callable[[Scores], Scores]] = {
    "hit@1": partial(hit, 1),
    "hit@5": partial(hit, 5),
    "MRR@10": partial(reciprocal_rank, 10),
}


def rank_gold(session: Session, tokenizer: Tokenizer, subject: RetrievalSet, label: str) -> Scores:
    """Return for each question the rank of its gold passage by cosine, from 1.

    A tie goes to the passage that comes first.
    """
    passages = embed_with_progress(session, encode(tokenizer, subject.passages), label)
    questions = embed_with_progress(session, encode(tokenizer, subject.questions), label)
    similarity = questions @ passages.T
    gold = np.array(subject.gold)
    score = similarity[np.arange(len(gold)), gold][:, None]
    earlier = np.arange(len(passages))[None, :] < gold[:, None]
    ahead = (similarity > score) | ((similarity == score) & earlier)
    ranks: Scores = 1.0 + ahead.sum(axis=1)
    return ranks


def embed_with_progress(session: Session, rows: Rows, label: str) -> Embeddings:
    """Like `embed`, with a bar on a terminal."""
    return embed(session, rows, tqdm(list(batches(rows)), desc=label, leave=False, disable=None))


def interval(differences: Scores) -> tuple[float, float]:
    """Return the 95 % percentile bootstrap interval of the mean, questions resampled."""
    generator = np.random.default_rng(SEED)
    size = len(differences)
    means = [differences[generator.integers(0, size, size)].mean() for _ in range(RESAMPLES)]
    low, high = np.percentile(means, [2.5, 97.5])
    return float(low), float(high)


def compare(fp32: Scores, int8: Scores, subject: RetrievalSet) -> list[Comparison]:
    """Return one comparison for each measure, from the ranks that both models gave."""
    rows = []
    for name, measure in MEASURES.items():
        before, after = measure(fp32), measure(int8)
        rows.append(
            Comparison(
                subject.name,
                len(subject.passages),
                len(subject.questions),
                name,
                float(before.mean()),
                float(after.mean()),
                float((after - before).mean()),
                *interval(after - before),
            )
        )
    return rows


def pick_speed_rows(rows: Rows) -> Rows:
    """Return passages of about the usual length, spread over the articles."""
    low, high = SPEED_TOKENS
    fitting = [row for row in rows if low <= len(row) <= high]
    return fitting[:: max(1, len(fitting) // SPEED_PASSAGES)][:SPEED_PASSAGES]


def time_once(work: Callable[[], object]) -> float:
    """Return the seconds that `work` takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def measure_throughput(
    way: Callable[[Session, Rows], object], sessions: Sequence[Session], rows: Rows
) -> Throughput:
    """Time `way` with the fp32 and the int8 session in turn, so that a busy moment hits both."""
    for session in sessions:
        way(session, rows)
    seconds: list[list[float]] = [[] for _ in sessions]
    for _ in tqdm(range(PAIRS), desc="throughput", leave=False, disable=None):
        for session, runs in zip(sessions, seconds, strict=True):
            runs.append(time_once(partial(way, session, rows)))
    ratios = [before / after for before, after in zip(*seconds, strict=True)]
    fp32, int8 = (len(rows) / statistics.median(runs) for runs in seconds)
    return Throughput(fp32, int8, statistics.median(ratios), ratios)


def time_queries(sessions: Sequence[Session], rows: Rows) -> list[float]:
    """Return the median milliseconds of one question at a time, tokenizing left out."""
    seconds: list[list[float]] = [[] for _ in sessions]
    for row in rows:
        feed = make_feed([row])
        for session, runs in zip(sessions, seconds, strict=True):
            runs.append(time_once(partial(session.run, None, feed)))
    return [statistics.median(runs) * 1000 for runs in seconds]


def time_loading(path: Path) -> float:
    """Return the median milliseconds to create a session; the file is in the page cache."""
    return statistics.median(time_once(lambda: open_session(path)) for _ in range(LOADS)) * 1000


def measure_speed(paths: Sequence[Path], passages: Rows, questions: Rows) -> Speed:
    """Return the speed of the fp32 and the int8 file, in this order in `paths`."""
    loads = [time_loading(path) for path in paths]
    sessions = [open_session(path) for path in paths]
    single = [open_session(path, threads=1) for path in paths]
    return Speed(
        len(passages),
        statistics.mean(map(len, passages)),
        measure_throughput(embed_alone, single, passages),
        measure_throughput(embed, sessions, passages),
        *time_queries(single, questions),
        *loads,
    )


def processor() -> str:
    """Return the model name of the processor, as Linux gives it."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return f"{names[0]}, {len(names)} cores" if names else platform.processor()


def describe() -> dict[str, str | int]:
    """Return what a speed depends on."""
    return {
        "processor": processor(),
        "python": platform.python_version(),
        "onnxruntime": onnxruntime.__version__,
        "threads": THREADS,
        "batch_size": BATCH_SIZE,
        "max_tokens": MAX_TOKENS,
    }


def print_quality(rows: Sequence[Comparison]) -> None:
    """Print one line for each measure on each set."""
    print("| set | passages | questions | measure | fp32 | int8 | difference | 95 % interval |")
    print("|---|---|---|---|---|---|---|---|")
    for row in rows:
        print(
            f"| {row.dataset} | {row.passages} | {row.questions} | {row.measure} | {row.fp32:.4f} "
            f"| {row.int8:.4f} | {row.difference:+.4f} | {row.low:+.4f} to {row.high:+.4f} |"
        )


def print_speed(speed: Speed, setting: dict[str, str | int]) -> None:
    """Print the speeds, their spread and the setting."""
    print("\n| | fp32 | int8 | ratio |\n|---|---|---|---|")
    ways = {
        f"passages a second ({speed.mean_tokens:.0f} tokens), each alone": speed.alone,
        f"the same in batches of {BATCH_SIZE}": speed.batched,
    }
    for label, found in ways.items():
        print(f"| {label} | {found.fp32:.0f} | {found.int8:.0f} | {found.ratio:.2f} |")
    for label, fp32, int8 in (
        ("one question, p50 ms", speed.fp32_query_ms, speed.int8_query_ms),
        ("session creation, ms", speed.fp32_load_ms, speed.int8_load_ms),
    ):
        print(f"| {label} | {fp32:.1f} | {int8:.1f} | {fp32 / int8:.2f} |")
    for label, found in ways.items():
        spread = f"{min(found.ratios):.2f} to {max(found.ratios):.2f}"
        print(f"\n{label}: ratios of {len(found.ratios)} interleaved pairs from {spread}.")
    print("; ".join(f"{name} {value}" for name, value in setting.items()))


def main() -> None:
    """Print the tables and write the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path, metavar="DATA_DIR")
    parser.add_argument("--models", type=Path, default=MODELS, help="folder of the int8 model")
    parser.add_argument("--reference", type=Path, default=REFERENCE, help="the float32 export")
    parser.add_argument("--out", type=Path, help="where to write the figures as JSON")
    parser.add_argument("--speed-only", action="store_true")
    arguments = parser.parse_args()
    paths = [arguments.reference, arguments.models / "embedder.onnx"]
    tokenizer = open_tokenizer(arguments.models / "tokenizer.json")
    sets = load_sets(arguments.data)
    passages = pick_speed_rows(encode(tokenizer, sets[0].passages))
    speed = measure_speed(paths, passages, encode(tokenizer, sets[0].questions[:QUERIES]))
    quality = [] if arguments.speed_only else measure_quality(paths, tokenizer, sets)
    setting = describe()
    if quality:
        print_quality(quality)
    print_speed(speed, setting)
    if arguments.out:
        digests = {"fp32": sha256(paths[0]), "int8": sha256(paths[1])}
        record = {
            "setting": setting,
            "sha256": digests,
            "quality": [asdict(row) for row in quality],
            "speed": asdict(speed),
        }
        arguments.out.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")


def measure_quality(
    paths: Sequence[Path], tokenizer: Tokenizer, sets: Sequence[RetrievalSet]
) -> list[Comparison]:
    """Return every measure on every set."""
    fp32, int8 = (open_session(path) for path in paths)
    rows = []
    for subject in sets:
        before = rank_gold(fp32, tokenizer, subject, f"{subject.name} fp32")
        after = rank_gold(int8, tokenizer, subject, f"{subject.name} int8")
        rows += compare(before, after, subject)
    return rows


if __name__ == "__main__":
    main()
