"""Find the range of values that enters each dense layer, on paragraphs of free text.

    python training/calibrate_embedder.py DATA_DIR --weights WEIGHTS

The ranges are committed (`embedder_ranges.json`), so that an export needs no data and gives the
same bytes on every machine.
"""

import argparse
import json
import lzma
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper
from tqdm import tqdm

from embedder_graph import EmbedderGraph, Range
from embedder_runtime import encode, make_feed, open_session, open_tokenizer
from embedder_weights import find_weights, read_weights

RANGES = Path(__file__).parent / "embedder_ranges.json"
# Far finer than a step of the 8-bit scale; hides the last bits, in which processors differ.
DIGITS = 3
# Shorter lines are headings and list items.
MIN_CHARACTERS = 300


def read_paragraphs(path: Path) -> Iterator[str]:
    """Yield the first long paragraph of each article."""
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            paragraphs = json.loads(line)["text"].split("\n")
            yield from [text for text in paragraphs if len(text) >= MIN_CHARACTERS][:1]


def build_probe(weights: Path, path: Path) -> list[str]:
    """Write the float32 graph with its dense inputs as outputs; return their names."""
    graph = EmbedderGraph(read_weights(weights))
    model = graph.build()
    for name in graph.dense_inputs:
        model.graph.output.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, None))
    onnx.save(model, path)
    return graph.dense_inputs


def measure_ranges(
    session: onnxruntime.InferenceSession, names: Sequence[str], rows: Sequence[list[int]]
) -> list[Range]:
    """Return the least and greatest value of each named tensor over all `rows`."""
    lows, highs = [], []
    for row in tqdm(rows, desc="calibrate", disable=None):
        found = session.run(names, make_feed([row]))
        lows.append([tensor.min() for tensor in found])
        highs.append([tensor.max() for tensor in found])
    ends = zip(np.min(lows, axis=0), np.max(highs, axis=0), strict=True)
    return [Range(round(float(low), DIGITS), round(float(high), DIGITS)) for low, high in ends]


def load_ranges(path: Path = RANGES) -> list[Range]:
    """Return the committed ranges."""
    return [Range(**entry) for entry in json.loads(path.read_text(encoding="utf-8"))["ranges"]]


def main() -> None:
    """Write `embedder_ranges.json`."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path, metavar="DATA_DIR")
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--work", type=Path, default=Path(__file__).parent / "build")
    arguments = parser.parse_args()
    weights = find_weights(arguments.weights)
    arguments.work.mkdir(parents=True, exist_ok=True)
    probe = arguments.work / "embedder-probe.onnx"
    names = build_probe(weights, probe)
    texts = list(read_paragraphs(arguments.data / "wikipedia" / "articles.jsonl.xz"))
    rows = encode(open_tokenizer(weights.parent / "tokenizer.json"), texts)
    ranges = measure_ranges(open_session(probe), names, rows)
    entries = [{"low": span.low, "high": span.high} for span in ranges]
    record = {"paragraphs": len(rows), "ranges": entries}
    RANGES.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    print(f"{len(entries)} ranges from {len(rows)} paragraphs -> {RANGES.name}")


if __name__ == "__main__":
    main()
