"""Learn the span reader's weights: `python training/fit_span_reader.py DATA_DIR`.

As `fit_sentence_reader.py`, with what the span model finds as further features, on articles that
the model was not trained on: those of the 'mix' part give weights, certainty, threshold and
risks (some fifty numbers from thousands of questions), together with questions on small folders;
those of the 'test' part the scores.
"""

import argparse
import pickle
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from folder_examples import folder_examples
from premises import Altering
from qa.models import MODELS
from qa.pipeline import Pipeline
from qa.reading.opening import SPAN_WEIGHTS
from qa.reading.span_model import SpanModel
from qa.reading.span_reader import SPAN_FEATURES, SpanReader
from qa.reading.weights import FOLDER, Weights
from reading_order import reach_of, saved, sure_enough
from reading_sets import ARTICLES, WRITTEN, load, part_of
from sentence_examples import (
    NQ,
    OURS,
    SQUAD,
    WIKI,
    Asker,
    AsWritten,
    Example,
    FeatureReader,
    Matrix,
    Part,
    Source,
    Task,
    balanced,
    collect,
    part,
    sentence_reader,
)
from sentence_weights import (
    best_threshold,
    learn_in_two,
    rightly_balanced,
    tables,
    write,
)

_UNLEARNT = Weights(0.0, (0.0,) * len(SPAN_FEATURES), 1.0, 0.0, 0.5)
_SLACK = 0.003  # of balanced accuracy, which has a standard error of twice that
_MISSED = 0.015  # in small folders answers stand in passages that look unlikely, and reading costs
_FEW = 2  # events: six articles
_ROLES: dict[str, Part] = {"mix": "fit", "test": "test"}


Collected = Callable[[Callable[[Pipeline], FeatureReader]], list[Example]]
Rated = Callable[[Weights, Sequence[Example]], tuple[Matrix, NDArray[np.bool_]]]


@dataclass(frozen=True, slots=True)
class Recipe:
    """How weights are learnt: who asks what, further examples, and how the rest is done.

    `learn` gives weights from examples and a balanced part of them. The threshold is chosen by the
    confidences and labels that `rated` gives; see `best_threshold` for `slack`. Of the passages
    that hold an answer worth giving the share `missed` may be left unread.
    """

    made_by: str
    asker: Asker
    tasks: Callable[[dict[str, Part]], list[Task]]
    more: Collected
    learn: Callable[[Sequence[Example], Sequence[Example]], Weights]
    rated: Rated
    slack: float = 0.0
    missed: float = 0.002


def main() -> None:
    """Learn, scale, write the weights and print the scores on the test articles."""
    arguments = options(__doc__.splitlines()[0], SPAN_WEIGHTS)
    recipe = Recipe(
        "training/fit_span_reader.py",
        Altering(arguments.data),
        lambda parts: tasks(parts, arguments.data),
        folder_examples,
        learn_in_two,
        rightly_balanced,
        _SLACK,
        _MISSED,
    )
    fit(arguments, recipe)


def options(description: str, name: str) -> argparse.Namespace:
    """The command line; `name` is the file of weights that is written by default."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("data", type=Path)
    parser.add_argument("--models", type=Path, default=MODELS, help="folder of reader.onnx")
    parser.add_argument("--out", type=Path, default=FOLDER / name)
    parser.add_argument("--scale", type=float, default=1.0, help="share of the default samples")
    parser.add_argument("--examples", type=Path, help="keep the examples here, or take them")
    return parser.parse_args()


def fit(arguments: argparse.Namespace, recipe: Recipe) -> None:
    """Collect examples, learn from those of the 'fit' articles, write and report."""
    model = SpanModel(folder=arguments.models)
    parts = unseen(arguments.data)

    def reader(pipeline: Pipeline) -> SpanReader:
        return SpanReader(sentence_reader(pipeline), model, _UNLEARNT, _UNLEARNT)

    source = Source(arguments.data, reader, parts, arguments.scale, recipe.asker)
    examples = examples_from(
        arguments, lambda: [*collect(source, recipe.tasks(parts)), *recipe.more(reader)]
    )
    fitting = part(examples, "fit")
    learnt = recipe.learn(fitting, balanced(fitting))
    learnt = replace(learnt, threshold=best_threshold(*recipe.rated(learnt, fitting), recipe.slack))
    reach = reach_of(learnt, fitting, recipe.missed)
    weights = replace(learnt, sure=sure_enough(learnt, fitting), reach=reach)
    write(arguments.out, weights, examples, SPAN_FEATURES, recipe.made_by)
    test = part(examples, "test")
    print(tables(weights, test))
    share, changed = saved(weights, test)
    print(f"\nNot read: {share:.3f} of the passages; another answer: {changed:.4f}.")


def examples_from(
    arguments: argparse.Namespace, collected: Callable[[], list[Example]]
) -> list[Example]:
    """What is kept in `--examples`; collected first where nothing is."""
    kept: Path | None = arguments.examples
    if kept and kept.exists():
        examples: list[Example] = pickle.loads(kept.read_bytes())
        return examples
    examples = collected()
    if kept:
        kept.write_bytes(pickle.dumps(examples))
    return examples


def unseen(data: Path) -> dict[str, Part]:
    """The articles that the model was not trained on, and what each serves for."""
    return {
        article: _ROLES[name]
        for source in (*ARTICLES, *WRITTEN)
        for article, name in part_of(load(data, source)).items()
        if name in _ROLES
    }


def tasks(parts: dict[str, Part], data: Path) -> list[Task]:
    """All articles in one corpus, and each unseen article in a corpus of its own."""
    whole = [
        Task("SQuAD 2.0, all articles", (SQUAD, None), 1000, 120),
        Task("new Wikipedia, all articles", (WIKI, None), 900, 120),
        Task("Natural Questions", (NQ, None), 400, 80),
    ]
    titles = sorted({e.article for e in load(data, "squad2")} & parts.keys())
    alone = [Task("SQuAD 2.0, one article", (SQUAD, {title}), 120, 25) for title in titles]
    return [*whole, *alone, *ours(parts, data, yes_no=False)]


def ours(parts: dict[str, Part], data: Path, *, yes_no: bool) -> list[Task]:
    """What we wrote: each collection as one corpus, and the news a few events at a time.

    A folder with a handful of articles is what most people begin with.
    """
    asker = AsWritten(yes_no)
    whole = [
        Task(OURS[0], ("written", None), 1600, 0, asker),
        Task(OURS[1], ("news", None), 1000, 0, asker),
    ]
    events = {e.article for e in load(data, "news")}
    few = []
    for name in dict.fromkeys(parts.values()):
        these = sorted(event for event in events if parts.get(event) == name)
        for at in range(0, len(these), _FEW):
            chosen = set(these[at : at + _FEW])
            few.append(Task(OURS[2], ("news", chosen), 40, 0, asker))
    return whole + few


if __name__ == "__main__":
    main()
