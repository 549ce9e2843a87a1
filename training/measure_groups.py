"""Which passage of its event answers: `python training/measure_groups.py DATA --weights WEIGHTS`.

Each question on news is asked of all passages of the three texts of its event, cut as the product
does, but for those that may say the same in other words. By the reader alone, without retrieval
and without the mix of features; in bfloat16.
"""

import argparse
import random
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from embedder_weights import find_weights
from intervals import Flags, Floats, Mean, auroc
from passage_groups import Grouping
from qa.models import MODELS
from qa.reading.statements import is_yes_no
from reader_model import Reading, open_tokenizer, read
from reader_runtime import load_reader
from reading_sets import SEED, Example, split

_MAIN = 350
_YES_NO = 100
_WITHOUT = 200

By = Callable[[Reading], float]
_BY: dict[str, By] = {
    "margin": lambda r: r.margin,
    "answerability": lambda r: r.answerable,
    "both": lambda r: r.margin / 2 + r.answerable,
}


def main() -> None:
    """Print the shares for one reader."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--weights", type=Path, required=True, help="folder of the base weights")
    parser.add_argument("--reader", type=Path, default=MODELS / "reader.onnx")
    parser.add_argument("--part", choices=["mix", "test"], default="mix")
    arguments = parser.parse_args()
    base = find_weights(arguments.weights).parent
    examples = split(arguments.data, "news")[arguments.part]
    samples = _samples(examples)
    grouping = Grouping(examples, {})
    groups = [group for each in samples if (group := grouping.whole(each))]
    model, tokenizer = load_reader(arguments.reader, base), open_tokenizer(base)
    texts = [(e.question, e.title, e.context) for group in groups for e in group]
    readings = iter(read(model, tokenizer, texts))
    found = [[next(readings) for _ in group] for group in groups]
    size = np.mean([len(group) for group in groups])
    print(f"{len(groups)} questions, {size:.1f} passages each")
    for name, by in _BY.items():
        best = [int(np.argmax([by(reading) for reading in readings])) for readings in found]
        _print(name, groups, found, best, by)


def _samples(examples: Sequence[Example]) -> list[Example]:
    """Questions with an answer, for a yes or no, and without one."""
    generator = random.Random(SEED)
    kinds = (
        ([e for e in examples if e.answers and not is_yes_no(e.question)], _MAIN),
        ([e for e in examples if e.answers and is_yes_no(e.question)], _YES_NO),
        ([e for e in examples if not e.answers and not is_yes_no(e.question)], _WITHOUT),
    )
    return [e for rows, size in kinds for e in generator.sample(rows, min(size, len(rows)))]


def _print(
    name: str,
    groups: Sequence[Sequence[Example]],
    found: Sequence[Sequence[Reading]],
    best: Sequence[int],
    by: By,
) -> None:
    asked = np.array([not is_yes_no(group[0].question) for group in groups])
    has: Flags = np.array([bool(group[0].answers) for group in groups])
    passage = np.array([at == 0 for at in best])
    words = np.array(
        [
            at == 0 and _touches(group[0], readings[0])
            for at, group, readings in zip(best, groups, found, strict=True)
        ]
    )
    tops: Floats = np.array([by(readings[at]) for at, readings in zip(best, found, strict=True)])
    print(f"by {name}:")
    print(f"  right passage {Mean.of(passage[asked & has])}, words {Mean.of(words[asked & has])}")
    print(f"  for a yes or no: right passage {Mean.of(passage[~asked & has])}")
    print(f"  AUROC, with an answer from without: {auroc(tops[asked], has[asked]):.3f}")


def _touches(example: Example, reading: Reading) -> bool:
    if example.start is None or example.end is None:
        return False
    return reading.start < example.end and example.start < reading.end


if __name__ == "__main__":
    main()
