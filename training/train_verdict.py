"""Train the verdict model: `python training/train_verdict.py DATA_DIR --weights WEIGHTS`.

It goes on from the reader (`--after`), reads a question for a yes or no with a sentence and its
neighbours, and says at the first token how likely that says yes, no, or leaves the question open.
"""

import argparse
import json
import random
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch.nn.functional import cross_entropy

from embedder_weights import find_weights
from export_verdict import CHECKPOINT, export
from intervals import auroc
from qa.models import MODELS
from qa.reading.verdict_model import LABELS
from reader_model import Reader, Window, open_tokenizer
from reader_runtime import load_reader
from reading_sets import SEED, Part
from train_reader import Stage, batches, train
from verdict_examples import Judged, Verdicts, first_windows, log_odds

STAGE = Stage(2, 1e-4, 2)
_PARTS: tuple[Part, ...] = ("mix", "test")


def main() -> None:
    """Train, and write the int8 model; checkpoints and scores of each pass stay in `--work`."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--weights", type=Path, required=True, help="folder of the base weights")
    parser.add_argument("--after", type=Path, default=MODELS / "reader.onnx")
    parser.add_argument("--out", type=Path, help="folder of verdict.onnx; without it none is made")
    parser.add_argument("--work", type=Path, default=CHECKPOINT.parent)
    arguments = parser.parse_args()
    arguments.work.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(SEED)
    generator = random.Random(SEED)
    base = find_weights(arguments.weights).parent
    tokenizer, model = open_tokenizer(base), load_reader(arguments.after, base)
    for parameter in model.bert.embeddings.word_embeddings.parameters():
        parameter.requires_grad = False
    torch.nn.init.normal_(model.head.weight, std=0.02)
    torch.nn.init.zeros_(model.head.bias)
    drawn = Verdicts(arguments.data, "read")
    tests = {part: Verdicts(arguments.data, part).draw(random.Random(SEED)) for part in _PARTS}
    log = arguments.work / "log.jsonl"
    passes = [drawn.draw(generator) for _ in range(STAGE.passes)]
    examples = [each for part in passes for each in part]
    rows = first_windows(tokenizer, examples, generator)
    steps, at = [], 0
    for part in passes:
        steps += batches(rows[at : at + len(part)], generator)
        at += len(part)
    print(f"{len(rows):,} windows, {len(steps):,} steps", flush=True)
    train(
        model,
        steps,
        STAGE,
        lambda: _report(model, tokenizer, tests, log),
        arguments.work,
        loss_of_batch=partial(_loss, [LABELS.index(each.verdict) for each in examples]),
    )
    torch.save(model.state_dict(), arguments.work / CHECKPOINT.name)
    _report(model, tokenizer, tests, log)
    if arguments.out:
        export(arguments.work / CHECKPOINT.name, base, arguments.data, arguments.out)


def _loss(told: Sequence[int], logits: torch.Tensor, rows: Sequence[Window]) -> torch.Tensor:
    return cross_entropy(logits[:, 0], torch.tensor([told[row.example] for row in rows]))


def _report(
    model: Reader, tokenizer: Tokenizer, tests: Mapping[Part, Sequence[Judged]], log: Path
) -> None:
    model.eval()
    with log.open("a", encoding="utf-8") as file:
        for part, examples in tests.items():
            logits = log_odds(model, first_windows(tokenizer, examples, random.Random(SEED)))
            for is_made in (False, True):
                scores = measure(
                    [e for e in examples if e.is_made is is_made],
                    logits[[e.is_made is is_made for e in examples]],
                )
                print(part, "made" if is_made else "ours", scores, flush=True)
                file.write(json.dumps({"part": part, "made": is_made, **scores}) + "\n")


def measure(examples: Sequence[Judged], logits: torch.Tensor) -> dict[str, float]:
    """How well yes is told from no, by AUROC and share right, and open from both."""
    told = np.array([LABELS.index(e.verdict) for e in examples])
    values = logits.log_softmax(dim=1).numpy()
    decided = told != LABELS.index("open")
    is_due, over_no = told[decided] == 0, values[decided, 0] - values[decided, 1]
    return {
        "n": len(examples),
        "yes from no, AUROC": round(auroc(over_no, is_due), 3),
        "yes from no, right": round(float(((over_no > 0) == is_due).mean()), 3),
        "open from both, AUROC": round(auroc(values[:, 2], ~decided), 3),
        "right of three": round(float((values.argmax(axis=1) == told).mean()), 3),
    }


if __name__ == "__main__":
    main()
