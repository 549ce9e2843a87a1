"""What int8 costs the reader: EM and F1 on the test articles against the float32 checkpoint.

    python training/measure_reader_loss.py DATA_DIR

Prints a Markdown table; differences are int8 - fp32 with paired bootstrap intervals.
"""

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np

from embedder_weights import find_weights, sha256
from export_reader import FILE
from measure_embedder import MODELS, Comparison, Scores, interval, print_quality
from reader_model import Reading, open_tokenizer, read
from reader_runtime import BASE, CHECKPOINT, Float32Reader, OnnxReader, load_reader
from reading_measures import best_threshold, exact_match, token_f1
from reading_sets import Example, Source, split

SOURCES: tuple[Source, ...] = ("squad2", "wiki", "nq", "amazon", "reddit")


def score(examples: Sequence[Example], readings: Sequence[Reading]) -> dict[str, Scores]:
    """Return each measure's value for each question that it counts, in their order.

    'Forced' counts the questions with an answer and takes the best span; 'overall' counts all, and
    gives none where the margin is below the threshold that suits these questions best.
    """
    texts = [e.context[r.start : r.end] for e, r in zip(examples, readings, strict=True)]
    pairs = list(zip(texts, examples, strict=True))
    exact = np.array([exact_match(text, e.answers) for text, e in pairs])
    shared = np.array([token_f1(text, e.answers) for text, e in pairs])
    has = np.array([bool(e.answers) for e in examples])
    found = {"EM, forced": exact[has], "F1, forced": shared[has]}
    if not has.all():
        margins = np.array([reading.margin for reading in readings])
        given = margins >= best_threshold(margins, has, exact, shared)["threshold"]
        found["F1, overall"] = np.where(has, given * shared, ~given)
    return found


def compare(
    examples: Sequence[Example], fp32: Sequence[Reading], int8: Sequence[Reading]
) -> list[Comparison]:
    """Return one comparison for each measure on the questions of one source."""
    passages = len({example.context for example in examples})
    before, after = score(examples, fp32), score(examples, int8)
    return [
        Comparison(
            examples[0].source,
            passages,
            len(before[name]),
            name,
            float(before[name].mean()),
            float(after[name].mean()),
            float((after[name] - before[name]).mean()),
            *interval(after[name] - before[name]),
        )
        for name in before
    ]


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
    tokenizer, model = open_tokenizer(base), arguments.models / FILE
    readers = Float32Reader(load_reader(arguments.checkpoint, base)), OnnxReader(model)
    rows = []
    for source in SOURCES:
        examples = split(arguments.data, source)["test"]
        texts = [(e.question, "", e.context) for e in examples]
        rows += compare(examples, *(read(reader, tokenizer, texts) for reader in readers))
    print_quality(rows)
    if arguments.out:
        digests = {"int8": sha256(model), "checkpoint": sha256(arguments.checkpoint)}
        record = {"sha256": digests, "quality": [asdict(row) for row in rows]}
        arguments.out.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
