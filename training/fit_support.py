"""Learn when a source bears out a claim: `python training/fit_support.py DATA_DIR`.

Claims that we wrote and statements made from SQuAD 2.0's questions (`statements.py`), split by
article as everywhere here: those of the 'mix' part give weights and threshold, those of the 'test'
part the scores. The reader was trained on neither. `--measure` only scores the installed weights.
"""

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from intervals import Flags, Floats, Mean
from qa.answering.support import (
    SUPPORT_FEATURES,
    SUPPORT_WEIGHTS,
    SupportJudge,
)
from qa.index.lexical import LexicalIndex
from qa.index.places import Places
from qa.reading.span_model import SpanModel
from qa.reading.weights import FOLDER, Weights, load_weights
from reading_sets import SEED, load, part_of, written_parts
from sentence_weights import regress, store
from statements import Statement, claims, statements

_SQUAD = Path("squad2/squad2-dev-part-a.json")
_UNLEARNT = Weights(0.0, (0.0,) * len(SUPPORT_FEATURES), 1.0, 0.0, 0.5)
_LET_THROUGH = 0.25  # of the false claims that the threshold is chosen on, at most
_MOST = 6000  # statements looked at for each part
_HUMAN = ("answered question", "impossible question")
_RESAMPLES = 2000


@dataclass(frozen=True, slots=True)
class Judged:
    """A statement with its features, and what rules say of it: None where they leave it open."""

    statement: Statement
    features: list[float]
    by_rule: bool | None


def main() -> None:
    """Learn, write the weights and print the scores on the test articles."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--out", type=Path, default=FOLDER / SUPPORT_WEIGHTS)
    parser.add_argument("--measure", action="store_true", help="score the installed weights")
    arguments = parser.parse_args()
    made = _by_part(statements(arguments.data / _SQUAD), part_of(load(arguments.data, "squad2")))
    ours = _by_part(claims(arguments.data), written_parts(arguments.data))
    with TemporaryDirectory() as folder:
        stems = LexicalIndex.open(Places(Path(folder)), create=True).terms
        judge = SupportJudge(SpanModel(), stems, _UNLEARNT)
        if not arguments.measure:
            rows = judged(judge, made["mix"])
            weights = learn(judged(judge, ours["mix"]), rows)
            count = len(ours["mix"]) + len(rows)
            about = {"made_by": "training/fit_support.py", "statements": count}
            store(arguments.out, weights, SUPPORT_FEATURES, about)
        weights = load_weights(SUPPORT_WEIGHTS, SUPPORT_FEATURES)
        print("\n".join(report(judged(judge, ours["test"]), weights, "claims that we wrote")))
        print()
        print("\n".join(report(judged(judge, made["test"]), weights, "made from SQuAD 2.0")))


def judged(judge: SupportJudge, found: Sequence[Statement]) -> list[Judged]:
    """The statements with their features, at most `_MOST`, in a seeded order."""
    order = np.random.default_rng(SEED).permutation(len(found))[:_MOST]
    rows = []
    for each in (found[at] for at in order):
        given = (each.claim, each.source, each.title)
        is_settled, objection = judge.by_rule(*given)
        by_rule = objection is None if is_settled else None
        rows.append(Judged(each, judge.features(*given), by_rule))
    return rows


def learn(ours: Sequence[Judged], made: Sequence[Judged]) -> Weights:
    """Weights from what rules leave open of both.

    The threshold is that of best balanced accuracy on our claims alone, which read like what is to
    be judged, among those that let `_LET_THROUGH` of the false ones pass at most: what is rejected
    costs prose, what passes wrongly costs truth. Made statements weigh as they are: each kind is a
    way in which a writer goes wrong.
    """
    left = [row for row in ours if row.by_rule is None]
    rows = [*left, *(row for row in made if row.by_rule is None)]
    labels = np.array([row.statement.is_supported for row in rows], dtype=np.int8)
    bias, *weights = regress(np.array([row.features for row in rows]), labels)
    learnt = Weights(float(bias), tuple(map(float, weights)), 1.0, 0.0, 0.5)
    values = np.array([learnt.confidence(learnt.weigh(row.features)) for row in left])
    own = labels[: len(left)] == 1
    strict = [t for t in np.unique(values) if (values[~own] >= t).mean() <= _LET_THROUGH]
    threshold = max(strict, key=lambda t: _balance(values >= t, own))
    return Weights(learnt.bias, learnt.weights, 1.0, 0.0, float(threshold))


def report(rows: Sequence[Judged], weights: Weights, what: str) -> list[str]:
    """Balanced accuracy with its interval, and the share let through of each kind."""
    passed = np.array([_passes(row, weights) for row in rows])
    label = np.array([row.statement.is_supported for row in rows])
    kinds = np.array([row.statement.kind for row in rows])
    human = np.isin(kinds, _HUMAN)
    lines = [f"{what}, {len(rows)} statements: {_with_interval(passed, label, human | True)}"]
    if human.any():
        scored = _with_interval(passed, label, human)
        lines.append(f"those labelled by people, {human.sum()}: {scored}")
    lines += [
        "",
        "| statements | count | let through |",
        "|---|---|---|",
    ]
    for kind in dict.fromkeys(kinds):
        chosen = kinds == kind
        lines.append(f"| {kind} | {chosen.sum()} | {Mean.of(passed[chosen])} |")
    return lines


def _passes(row: Judged, weights: Weights) -> bool:
    if row.by_rule is not None:
        return row.by_rule
    return weights.confidence(weights.weigh(row.features)) >= weights.threshold


def _by_part(found: Sequence[Statement], parts: Mapping[str, str]) -> dict[str, list[Statement]]:
    by_part: dict[str, list[Statement]] = {"mix": [], "test": [], "read": []}
    for each in found:
        names = (each.article, each.article.replace(" ", "_"))
        by_part[next(parts[name] for name in names if name in parts)].append(each)
    return by_part


def _balance(passed: Flags, label: Flags) -> float:
    return float(passed[label].mean() + (~passed)[~label].mean()) / 2


def _with_interval(passed: Flags, label: Flags, chosen: Flags) -> str:
    """Balanced accuracy with its 95 % percentile bootstrap interval."""
    passed, label = passed[chosen], label[chosen]
    generator = np.random.default_rng(SEED)
    draws: list[float] = []
    for _ in range(_RESAMPLES):
        rows = generator.integers(0, len(label), len(label))
        draws.append(_balance(passed[rows], label[rows]))
    bounds: Floats = np.percentile(draws, [2.5, 97.5])
    low, high = map(float, bounds)
    return f"balanced accuracy {_balance(passed, label):.3f} ({low:.3f} to {high:.3f})"


if __name__ == "__main__":
    main()
