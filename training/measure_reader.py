"""Score the installed reader on articles it has not seen: `measure_reader.py DATA_DIR`.

Prints the tables of the model card. Reading: a question and its own paragraph, as SQuAD 2.0 is
scored. Open corpus: a question and all articles of the set, as the product works. With
`--checkpoint` the float32 model reads too, which shows what int8 costs; with `--unseen` as well it
alone, on a whole domain that its training left out.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from tqdm import tqdm

from intervals import (
    Flags,
    Floats,
    Mean,
    area_under_risk,
    balance,
    best_balance,
    calibration_error,
    reliability,
    risk_by_coverage,
)
from open_corpus import Outcome, ask_corpus
from qa.reading.span_model import SpanModel
from qa.types import Passage
from reader_model import Reading
from reading_measures import best_threshold, exact_match, token_f1
from reading_sets import ARTICLES, REVIEW_SOURCES, Example, Source, split
from sentence_examples import SQUAD, WIKI

_SETS = {"SQuAD 2.0": SQUAD, "new Wikipedia": WIKI}
_SOURCES: dict[Source, str] = {
    "squad2": "SQuAD 2.0, 4 articles",
    "wiki": "SQuADShifts new Wikipedia, 8 articles",
    "nq": "Natural Questions, 250 titles",
    "amazon": "SQuADShifts Amazon reviews, 150 paragraphs",
    "reddit": "SQuADShifts Reddit, 150 paragraphs",
}


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--questions", type=int, default=1000, help="over each open corpus")
    parser.add_argument("--checkpoint", type=Path, help="reader.pt of the training")
    parser.add_argument("--weights", type=Path, help="folder of the base weights, with it")
    parser.add_argument(
        "--unseen",
        choices=REVIEW_SOURCES,
        help="score the checkpoint on all of this set alone, which it was trained --without",
    )
    parser.add_argument("--plot", type=Path, help="draw reliability and risk into this SVG file")
    arguments = parser.parse_args()
    if arguments.unseen:
        print_unseen(arguments)
        return
    tests = {source: split(arguments.data, source)["test"] for source in _SOURCES}
    print_reading("int8", tests, {s: read_int8(rows) for s, rows in tests.items()})
    if arguments.checkpoint:
        tests = {source: tests[source] for source in ARTICLES}  # float32 is slow
        exact = {source: read_exactly(arguments, rows) for source, rows in tests.items()}
        print_reading("float32", tests, exact)
    outcomes = {}
    for name, path in _SETS.items():
        outcomes[name], threshold = ask_corpus(arguments.data, path, arguments.questions)
        print_open_corpus(name, outcomes[name], threshold)
    if arguments.plot:
        draw(arguments.plot, outcomes)


def print_unseen(arguments: argparse.Namespace) -> None:
    """Reading of a domain that no question of was learnt: the test paragraphs, and all of them."""
    source: Source = arguments.unseen
    parts = split(arguments.data, source)
    rest = [*parts["read"], *parts["mix"]]
    readings = read_exactly(arguments, [*parts["test"], *rest])
    some = readings[: len(parts["test"])]
    print_reading("the paragraphs kept for scores", {source: parts["test"]}, {source: some})
    print_reading("all paragraphs", {source: [*parts["test"], *rest]}, {source: readings})


def read_int8(examples: Sequence[Example]) -> list[Reading]:
    """The installed model's best spans, the paragraph given and no title."""
    model = SpanModel()
    readings = []
    for example in tqdm(examples, desc="int8", disable=None):
        text = example.context
        (scores,) = model.read(example.question, [Passage("p", "p", text, 0, len(text), title="")])
        margin, place = scores.best_span() or (0.0, None)
        start, end = (place.start, place.end) if place else (0, 0)
        readings.append(Reading(start, end, margin, scores.answerable))
    return readings


def read_exactly(arguments: argparse.Namespace, examples: Sequence[Example]) -> list[Reading]:
    """The same by the float32 checkpoint."""
    from embedder_weights import find_weights
    from reader_model import open_tokenizer, read
    from reader_runtime import Float32Reader, load_reader

    base = find_weights(arguments.weights).parent
    reader = Float32Reader(load_reader(arguments.checkpoint, base))
    return read(reader, open_tokenizer(base), [(e.question, "", e.context) for e in examples])


def print_reading(
    name: str, tests: dict[Source, list[Example]], readings: dict[Source, list[Reading]]
) -> None:
    """EM and F1 where the answer is forced; over all questions at the best threshold."""
    print(
        f"\n### Reading, {name}\n\n| set | questions | measure | EM | F1 |\n|---|---|---|---|---|"
    )
    for source, examples in tests.items():
        title = _SOURCES[source]
        texts = [
            e.context[r.start : r.end] for e, r in zip(examples, readings[source], strict=True)
        ]
        has = np.array([bool(e.answers) for e in examples])
        em = np.array([exact_match(t, e.answers) for t, e in zip(texts, examples, strict=True)])
        f1 = np.array([token_f1(t, e.answers) for t, e in zip(texts, examples, strict=True)])
        row = f"| {title} | {has.sum()} | answer forced | {Mean.of(em[has])} | {Mean.of(f1[has])} |"
        print(row)
        if not has.all():
            print_thresholds(title, np.array([r.margin for r in readings[source]]), has, em, f1)


def print_thresholds(title: str, margin: Floats, has: Flags, em: Floats, f1: Floats) -> None:
    """All questions, and those with and without an answer, where overall F1 is best."""
    given = margin >= best_threshold(margin, has, em, f1)["threshold"]
    for name, rows in (("all", np.ones_like(has)), ("HasAns", has), ("NoAns", ~has)):
        scores = [np.where(has, given * values, ~given)[rows] for values in (em, f1)]
        shown = " | ".join(str(Mean.of(values)) for values in scores)
        print(f"| {title} | {rows.sum()} | {name}, best threshold | {shown} |")


def print_open_corpus(name: str, outcomes: Sequence[Outcome], threshold: float) -> None:
    """Hits, answers and abstention."""
    has = np.array([o.is_answerable for o in outcomes])
    confidence = np.array([o.confidence for o in outcomes])
    right = np.array([o.is_right for o in outcomes]) & has
    given = confidence >= threshold
    answerable = [o for o in outcomes if o.is_answerable]
    rows: dict[str, object] = {
        f"hit@1 of the passage, {way}": Mean.of([o.hits[way] for o in answerable])
        for way in answerable[0].hits
    }
    rows["exact answer, EM, forced"] = Mean.of([o.em for o in answerable])
    rows["exact answer, F1, forced"] = Mean.of([o.f1 for o in answerable])
    rows["the same by the sentence reader, EM"] = Mean.of([o.sentence_em for o in answerable])
    rows["the same by the sentence reader, F1"] = Mean.of([o.sentence_f1 for o in answerable])
    rows["best sentence right"] = Mean.of(right[has])
    rows["answerable answered"] = Mean.of(given[has])
    if not has.all():
        rows["unanswerable refused (abstention recall)"] = Mean.of(~given[~has])
        rows["abstention precision"] = Mean.of(~has[~given])
        rows["balanced accuracy, default threshold"] = f"{balance(given, has):.3f}"
        rows["balanced accuracy, best threshold"] = f"{best_balance(confidence, has):.3f}"
    rows["risk: wrong among those given"] = Mean.of(~right[given])
    rows["area under the risk-coverage curve"] = f"{area_under_risk(confidence, right):.3f}"
    rows["expected calibration error"] = f"{calibration_error(confidence, right):.3f}"
    print(f"\n### Open corpus, {name}: {len(outcomes)} questions, {has.sum()} answerable")
    print(f"\n| measure (threshold {threshold:.3f}) | value (95 % interval) |\n|---|---|")
    for measure, value in rows.items():
        print(f"| {measure} | {value} |")


def draw(path: Path, outcomes: dict[str, list[Outcome]]) -> None:
    """Reliability on the left, risk by coverage on the right, a line a set."""
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "reader"  # the same file on every run
    from matplotlib import pyplot

    figure, (left, right) = pyplot.subplots(1, 2, figsize=(9, 4))
    for name, rows in outcomes.items():
        confidence = np.array([o.confidence for o in rows])
        correct = np.array([o.is_right and o.is_answerable for o in rows])
        points = reliability(confidence, correct)
        left.plot([p[0] for p in points], [p[1] for p in points], marker="o", label=name)
        risk = risk_by_coverage(confidence, correct)
        right.plot(np.arange(1, len(risk) + 1) / len(risk), risk, label=name)
    left.plot([0, 1], [0, 1], color="grey", linewidth=0.8)
    left.set(xlabel="confidence", ylabel="share right", xlim=(0, 1), ylim=(0, 1))
    right.set(xlabel="coverage", ylabel="risk: share wrong", xlim=(0, 1), ylim=(0, 1))
    left.legend()
    figure.tight_layout()
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, metadata={"Date": None})


if __name__ == "__main__":
    main()
