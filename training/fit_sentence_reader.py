"""Learn the sentence reader's weights: `python training/fit_sentence_reader.py DATA_DIR`.

A logistic regression over the features of `qa.reading.features`, learnt on public questions over
corpora of one article and of all articles, then scaled (Platt 1999) so that the best sentence's
value is the probability of a right answer. Articles are split three ways: weights, scaling and
threshold, scores. Needs only the installed package; takes about ten minutes on two cores.
"""

import argparse
import random
from pathlib import Path

from eval.importers.public_sets import article_titles
from qa.reading.features import FEATURES
from qa.reading.opening import SENTENCE_WEIGHTS
from qa.reading.weights import FOLDER
from reading_sets import load
from sentence_examples import (
    NQ,
    SEED,
    SQUAD,
    WIKI,
    Part,
    Source,
    Task,
    collect,
    part,
    sentence_reader,
)
from sentence_weights import learn, report, write

_SHARES = (0.5, 0.75)  # of the articles: the first half fits, the next quarter scales


def main() -> None:
    """Learn, scale, write the weights and print the scores on the test articles."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--out", type=Path, default=FOLDER / SENTENCE_WEIGHTS)
    parser.add_argument("--scale", type=float, default=1.0, help="share of the default samples")
    arguments = parser.parse_args()
    data: Path = arguments.data
    names = [*article_titles(data / SQUAD), *article_titles(data / WIKI)]
    names += [example.article for example in load(data, "nq")]
    parts = {name: part_of(name) for name in names}
    source = Source(data, sentence_reader, parts, arguments.scale)
    examples = collect(source, tasks(data))
    weights = learn(part(examples, "fit"), part(examples, "scale"))
    write(arguments.out, weights, examples, FEATURES, "training/fit_sentence_reader.py")
    for line in report(weights, part(examples, "test")):
        print(line)


def tasks(data: Path) -> list[Task]:
    """All articles in one corpus, and each article in a corpus of its own."""
    whole = [
        Task("SQuAD 2.0, all articles", (SQUAD, None), 1200, 120),
        Task("new Wikipedia, all articles", (WIKI, None), 900, 120),
        Task("Natural Questions", (NQ, None), 600, 120),
    ]
    alone = [
        Task("SQuAD 2.0, one article", (SQUAD, {title}), 100, 25)
        for title in article_titles(data / SQUAD)
    ]
    return whole + alone


def part_of(article: str) -> Part:
    """The part an article belongs to, the same in every corpus it stands in."""
    draw = random.Random(f"{SEED}/{article}").random()
    return "fit" if draw < _SHARES[0] else "scale" if draw < _SHARES[1] else "test"


if __name__ == "__main__":
    main()
