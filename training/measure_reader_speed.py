"""Time the int8 reader against float32 and PyTorch: passages a second, and ms for a question.

    python training/measure_reader_speed.py DATA_DIR

Prints a Markdown table. All ways read the same windows in turn, so that a busy moment hits all.
"""

import argparse
import json
import statistics
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

import torch
from tokenizers import Tokenizer
from tqdm import tqdm

from embedder_runtime import BATCH_SIZE, THREADS, batches, open_session
from embedder_weights import find_weights, sha256
from export_reader import FILE
from measure_embedder import MODELS, describe, time_once
from reader_graph import ReaderGraph
from reader_model import Reader, Window, collate, open_tokenizer, windows
from reader_runtime import BASE, CHECKPOINT, load_reader, make_reader_feed, read_weights
from reading_sets import ARTICLES, Example, split

CANDIDATES = (10, 20)
QUESTIONS = 12
ROUNDS = 3
PASSAGES = 64
# Whole paragraphs near the length of an indexed passage, with title and without question.
PASSAGE_TOKENS = (105, 170)

Rows = list[Window]
Way = Callable[[Sequence[Window]], object]


@dataclass(frozen=True)
class Speed:
    """One way to read; medians. `slower` is its time over the first way's, run by run.

    `milliseconds` holds, for each number of `CANDIDATES`, those of one question.
    """

    way: str
    passages_a_second: float
    milliseconds: dict[int, float]
    slower: list[float]


def run_alone(model: Path | bytes) -> Way:
    """The product's way: each window alone on one thread, `THREADS` at once, the longest first."""
    session = open_session(model, threads=1)
    workers = ThreadPoolExecutor(THREADS)

    def run(rows: Sequence[Window]) -> object:
        ordered = sorted(rows, key=lambda row: -len(row.ids))
        return list(workers.map(lambda row: session.run(None, make_reader_feed([row])), ordered))

    return run


def run_batched(model: Path | bytes) -> Way:
    """Batches of windows of like length, `THREADS` inside the session."""
    session = open_session(model)
    return lambda rows: [session.run(None, make_reader_feed(batch)) for batch in sorted_rows(rows)]


def run_torch(reader: Reader, *, bfloat16: bool) -> Way:
    """The same batches through PyTorch."""

    def run(rows: Sequence[Window]) -> object:
        precision = torch.autocast("cpu", dtype=torch.bfloat16, enabled=bfloat16)
        with torch.inference_mode(), precision:
            return [reader(*collate(batch)) for batch in sorted_rows(rows)]

    return run


def sorted_rows(rows: Sequence[Window]) -> Iterator[Rows]:
    """Yield batches of windows of like length."""
    for positions in batches([list(row.ids) for row in rows]):
        yield [rows[position] for position in positions]


def pick_windows(data: Path, tokenizer: Tokenizer) -> list[Rows]:
    """Return for each of `QUESTIONS` its candidates: `max(CANDIDATES)` passages of usual length.

    Which passages stand beside a question changes nothing in the time they take.
    """
    asked = split(data, "squad2")["test"]
    passages = pick_passages([e for s in ARTICLES for e in split(data, s)["test"]], tokenizer)
    found = []
    for number, example in enumerate(asked[:: max(1, len(asked) // QUESTIONS)][:QUESTIONS]):
        places = [(number * max(CANDIDATES) + i) % len(passages) for i in range(max(CANDIDATES))]
        texts = [(example.question, *passages[place]) for place in places]
        found.append(windows(tokenizer, texts, [None] * len(texts)))
    return found


def pick_passages(examples: Sequence[Example], tokenizer: Tokenizer) -> list[tuple[str, str]]:
    """Return the different (title, text) of one window whose length is near a passage's."""
    texts = list(dict.fromkeys(("", e.title, e.context) for e in examples))
    low, high = PASSAGE_TOKENS
    lengths: dict[int, int] = {}
    for row in windows(tokenizer, texts, [None] * len(texts)):
        lengths.setdefault(row.example, len(row.ids))
    return [texts[number][1:] for number, length in lengths.items() if low <= length <= high]


def measure(ways: dict[str, Way], questions: Sequence[Rows]) -> list[Speed]:
    """Return the speed of each way, in their order."""
    many = [row for rows in questions for row in rows][:PASSAGES]
    bulk = time_in_turn(ways, [many] * ROUNDS)
    single = {
        count: time_in_turn(ways, [rows[:count] for rows in questions]) for count in CANDIDATES
    }
    first = next(iter(ways))
    return [
        Speed(
            way,
            len(many) / statistics.median(bulk[way]),
            {count: statistics.median(runs[way]) * 1000 for count, runs in single.items()},
            [mine / best for mine, best in zip(bulk[way], bulk[first], strict=True)],
        )
        for way in ways
    ]


def time_in_turn(ways: dict[str, Way], work: Sequence[Rows]) -> dict[str, list[float]]:
    """Return the seconds that each way takes for each item, after one run to warm up."""
    seconds: dict[str, list[float]] = {way: [] for way in ways}
    for run in ways.values():
        run(work[0])
    for rows in tqdm(work, desc="speed", leave=False, disable=None):
        for way, run in ways.items():
            seconds[way].append(time_once(partial(run, rows)))
    return seconds


def print_speeds(speeds: Sequence[Speed], setting: dict[str, object]) -> None:
    """Print a line for each way, and the setting."""
    columns = [f"ms, {count} candidates" for count in CANDIDATES]
    print(f"| way | passages a second | {' | '.join(columns)} | times slower | spread |")
    print("|---" * (len(columns) + 4) + "|")
    for speed in speeds:
        times = " | ".join(f"{speed.milliseconds[count]:.0f}" for count in CANDIDATES)
        slower = statistics.median(speed.slower)
        spread = f"{min(speed.slower):.2f} to {max(speed.slower):.2f}"
        print(
            f"| {speed.way} | {speed.passages_a_second:.0f} | {times} | {slower:.2f} | {spread} |"
        )
    print("\n" + "; ".join(f"{name} {value}" for name, value in setting.items()))


def open_ways(model: Path, reader: Reader) -> dict[str, Way]:
    """Return what is compared, the product's way first."""
    plain = ReaderGraph(read_weights(reader)).build().SerializeToString()
    torch.set_num_threads(THREADS)
    batched = f"batches of {BATCH_SIZE}"
    return {
        "int8 ONNX, each alone, as the product reads": run_alone(model),
        f"int8 ONNX, {batched}": run_batched(model),
        "float32 ONNX, each alone": run_alone(plain),
        f"float32 ONNX, {batched}": run_batched(plain),
        f"PyTorch float32, {batched}": run_torch(reader, bfloat16=False),
        f"PyTorch bfloat16, {batched}": run_torch(reader, bfloat16=True),
    }


def main() -> None:
    """Print the table and write the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path, metavar="DATA_DIR")
    parser.add_argument("--checkpoint", type=Path, default=CHECKPOINT)
    parser.add_argument("--weights", type=Path, default=BASE, help="folder of the base weights")
    parser.add_argument("--models", type=Path, default=MODELS, help="folder of the int8 model")
    parser.add_argument("--out", type=Path, help="where to write the figures as JSON")
    arguments = parser.parse_args()
    base = find_weights(arguments.weights).parent
    questions = pick_windows(arguments.data, open_tokenizer(base))
    model = arguments.models / FILE
    speeds = measure(open_ways(model, load_reader(arguments.checkpoint, base)), questions)
    tokens = statistics.mean(len(row.ids) for rows in questions for row in rows)
    setting: dict[str, object] = {
        **describe(),
        "torch": str(torch.__version__),
        "mean_tokens": round(tokens, 1),
    }
    print_speeds(speeds, setting)
    if arguments.out:
        digests = {"int8": sha256(model), "checkpoint": sha256(arguments.checkpoint)}
        record = {"setting": setting, "sha256": digests, "speed": [asdict(s) for s in speeds]}
        arguments.out.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
