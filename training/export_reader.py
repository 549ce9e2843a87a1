"""Export the trained reader as an int8 ONNX file.

    python training/export_reader.py DATA_DIR --out qa/models

`train_reader.py` does the same at its end. The ranges of the activations are measured on questions
that the reader was trained on, the agreement with the float32 model on other articles.
"""

import argparse
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
from tokenizers import Tokenizer

from calibration import measure_extremes, measure_moments
from checksums import record_checksum
from embedder_weights import find_weights, sha256
from encoder_graph import Weights
from reader_graph import ReaderGraph
from reader_model import Reader, Window, open_tokenizer, read, windows
from reader_runtime import (
    BASE,
    CHECKPOINT,
    Float32Reader,
    OnnxReader,
    load_reader,
    make_reader_feed,
    read_weights,
)
from reading_sets import ARTICLES, SEED, WRITTEN, Example, Part, claim_examples, split
from smoothing import smooth_ranges

FILE = "reader.onnx"
CALIBRATED = 120  # questions of each source
CHECKED = 100
ELSEWHERE = 3  # every third question is put to a passage that was drawn at random
MIN_SAME_SPANS = 0.85
MIN_CORRELATION = 0.97

Texts = list[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class Agreement:
    """How near int8 is to float32: the share of same best spans, the correlation of the rest."""

    spans: float
    margins: float
    answerable: float


def export(checkpoint: Path, base: Path, data: Path, out: Path) -> None:
    """Write `reader.onnx` into `out` and its line into `checksums.txt` there.

    Raises:
        SystemExit: the base weights or the checkpoint are not the right ones, or the int8 file
            strays from the checkpoint; nothing is written then.
    """
    folder = find_weights(base).parent
    reader, tokenizer = load_reader(checkpoint, folder), open_tokenizer(folder)
    weights = read_weights(reader)
    texts = draw(data, "read", CALIBRATED)
    rows = windows(tokenizer, texts, [None] * len(texts))
    model = quantised(weights, rows)
    model.producer_name = "training/export_reader.py"
    found = measure_agreement(reader, model, tokenizer, draw(data, "mix", CHECKED))
    refuse_stray(found, checkpoint)
    save(model, out / FILE, str(found))


def save(model: onnx.ModelProto, path: Path, agreement: str) -> None:
    """Write the model and its checksum, and print both with how near it is to float32."""
    path.parent.mkdir(parents=True, exist_ok=True)
    onnx.save(model, path)
    record_checksum(path)
    print(f"{path}: {path.stat().st_size:,} bytes, sha256 {sha256(path)}, {agreement}")


def quantised(weights: Weights, rows: Sequence[Window]) -> onnx.ModelProto:
    """Return the int8 model, its ranges and its rounding fit to what the windows make it read."""
    feeds = [make_reader_feed([row]) for row in rows]
    plain = ReaderGraph(weights)
    ranges = smooth_ranges(plain, measure_extremes(plain, feeds))
    return ReaderGraph(weights, ranges, measure_moments(ReaderGraph(weights), feeds)).build()


def draw(data: Path, part: Part, count: int) -> Texts:
    """Return (question, title, passage) texts: `count` questions a source, and as many claims.

    Some have no answer in their passage; of those, some are on another subject.
    """
    generator = random.Random(SEED)
    drawn: list[Example] = []
    for source in (*ARTICLES, *WRITTEN):
        examples = split(data, source)[part]
        asked = generator.sample(examples, min(count, len(examples)))
        others = generator.sample(examples, len(asked))
        for number, (example, other) in enumerate(zip(asked, others, strict=True)):
            moved = other.without_answer(question=example.question)
            drawn.append(example if number % ELSEWHERE else moved)
    claims = claim_examples(data, part)
    drawn += generator.sample(claims, min(count, len(claims)))
    return [(example.question, example.title, example.context) for example in drawn]


def measure_agreement(
    reader: Reader, model: onnx.ModelProto, tokenizer: Tokenizer, texts: Texts
) -> Agreement:
    """Return how near the int8 model's readings of `texts` are to the float32 reader's."""
    expected = read(Float32Reader(reader), tokenizer, texts)
    actual = read(OnnxReader(model.SerializeToString()), tokenizer, texts)
    pairs = list(zip(expected, actual, strict=True))
    return Agreement(
        float(np.mean([(one.start, one.end) == (two.start, two.end) for one, two in pairs])),
        correlation([one.margin for one in expected], [two.margin for two in actual]),
        correlation([one.answerable for one in expected], [two.answerable for two in actual]),
    )


def correlation(expected: Sequence[float], actual: Sequence[float]) -> float:
    """Return Pearson's correlation."""
    return float(np.corrcoef(expected, actual)[0, 1])


def refuse_stray(found: Agreement, checkpoint: Path) -> None:
    """Do nothing if the int8 model agrees well enough with its checkpoint.

    Raises:
        SystemExit: it does not, so the graph or a range is wrong and not just coarse.
    """
    if found.spans < MIN_SAME_SPANS or min(found.margins, found.answerable) < MIN_CORRELATION:
        raise SystemExit(
            f"The int8 reader strays from {checkpoint}: {found}; wanted are {MIN_SAME_SPANS} of "
            f"the spans and correlations of {MIN_CORRELATION}. Nothing was written. Was the "
            "checkpoint trained to its end?"
        )


def options(description: str, checkpoint: Path) -> argparse.Namespace:
    """The command line; `checkpoint` is what is exported by default."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("data", type=Path, metavar="DATA_DIR")
    parser.add_argument("--checkpoint", type=Path, default=checkpoint)
    parser.add_argument("--weights", type=Path, default=BASE, help="folder of the base weights")
    parser.add_argument("--out", type=Path, required=True, help="folder for the models")
    return parser.parse_args()


def main() -> None:
    """Write the model and its checksum."""
    arguments = options(__doc__.splitlines()[0], CHECKPOINT)
    export(arguments.checkpoint, arguments.weights, arguments.data, arguments.out)


if __name__ == "__main__":
    main()
