"""Find the range of values that enters each dense layer, on paragraphs of free text.

    python training/calibrate_embedder.py DATA_DIR --weights WEIGHTS

The ranges are committed (`embedder_ranges.json`), so that an export needs no data and gives the
same bytes on every machine.
"""

import argparse
import json
import lzma
from collections.abc import Iterator
from pathlib import Path

from calibration import measure_ranges
from embedder_graph import EmbedderGraph
from embedder_runtime import encode, make_feed, open_tokenizer
from embedder_weights import find_weights, read_weights
from quantisation import Range

RANGES = Path(__file__).parent / "embedder_ranges.json"
# Shorter lines are headings and list items.
MIN_CHARACTERS = 300


def read_paragraphs(path: Path) -> Iterator[str]:
    """Yield the first long paragraph of each article."""
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            paragraphs = json.loads(line)["text"].split("\n")
            yield from [text for text in paragraphs if len(text) >= MIN_CHARACTERS][:1]


def load_ranges(path: Path = RANGES) -> list[Range]:
    """Return the committed ranges."""
    return [Range(**entry) for entry in json.loads(path.read_text(encoding="utf-8"))["ranges"]]


def main() -> None:
    """Write `embedder_ranges.json`."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path, metavar="DATA_DIR")
    parser.add_argument("--weights", type=Path, required=True)
    arguments = parser.parse_args()
    weights = find_weights(arguments.weights)
    texts = list(read_paragraphs(arguments.data / "wikipedia" / "articles.jsonl.xz"))
    rows = encode(open_tokenizer(weights.parent / "tokenizer.json"), texts)
    ranges = measure_ranges(
        EmbedderGraph(read_weights(weights)), [make_feed([row]) for row in rows]
    )
    entries = [{"low": span.low, "high": span.high} for span in ranges]
    record = {"paragraphs": len(rows), "ranges": entries}
    RANGES.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    print(f"{len(entries)} ranges from {len(rows)} paragraphs -> {RANGES.name}")


if __name__ == "__main__":
    main()
