"""Learn the sentence reader's weights: `python training/fit_sentence_reader.py DATA_DIR`.

A logistic regression over the features of `qa.reading.features`, learnt on public questions over
corpora of one article and of all articles, then scaled (Platt 1999) so that the best sentence's
value is the probability of a right answer. Articles are split three ways: weights, scaling and
threshold, scores. Needs only the installed package; takes about ten minutes on two cores.

Crowd workers wrote these questions with the paragraph before their eyes and took over its words;
people who ask a corpus have not read it. So half of the questions are asked in other words.
"""

import argparse
import json
import random
import re
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from eval.importers.public_sets import Asked, article_titles, write_nq, write_squad
from qa.index.fingerprint import config_fingerprint
from qa.index.store import Store
from qa.ingest.embedding import MiniLMEmbedder, open_embedder
from qa.models import model_path
from qa.pipeline import open_pipeline
from qa.reading.features import FEATURES
from qa.reading.sentences import SentenceReader
from qa.reading.weights import PATH, Weights, load_weights
from qa.retrieval.retrievers import HybridRetriever
from qa.settings import Settings
from qa.types import Passage, Span

Part = Literal["fit", "scale", "test"]
Matrix = NDArray[np.float64]

_SEED = 0
_SHARES = (0.5, 0.75)  # of the articles: the first half fits, the next quarter scales
_REWORDED = 0.7  # of the words that can be
_NEIGHBOURS = 12
_SHORTEST = 4  # letters of a word that is replaced
_KEPT = frozenset(
    "what when where which whose whom many much long does were with from have".split()
)
_RIDGE = 1.0  # L2 penalty; hardly matters with this many examples
_NEWTON_STEPS = 25
_RESAMPLES = 2000
_SQUAD = "squad2/squad2-dev-part-a.json"
_WIKI = "squadshifts/new_wiki_v1.0.json"
_NQ = "nq/nq-open-oracle-part-a.jsonl"


@dataclass(frozen=True, slots=True)
class Example:
    """One question's sentences: features (n, d), and 1 right, 0 wrong, -1 cannot tell for each."""

    corpus: str
    part: Part
    is_answerable: bool
    is_reworded: bool
    features: Matrix
    labels: NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class Task:
    """Questions to ask of one corpus; `foreign` ones belong to other articles: no answer here."""

    corpus: str
    write: "tuple[str, set[str] | None]"
    sample: int
    foreign: int


def main() -> None:
    """Learn, scale, write the weights and print the scores on the test articles."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--out", type=Path, default=PATH)
    parser.add_argument("--scale", type=float, default=1.0, help="share of the default samples")
    arguments = parser.parse_args()
    examples = collect(arguments.data, arguments.scale)
    weights = learn(examples)
    arguments.out.write_text(json.dumps(as_json(weights, examples), indent=1) + "\n", "utf-8")
    for line in report(weights, [e for e in examples if e.part == "test"]):
        print(line)


def collect(data: Path, scale: float) -> list[Example]:
    """The examples of every corpus, with a line of progress each."""
    generator = random.Random(_SEED)
    pool = _foreign_pool(data)
    rewording = Rewording()
    examples: list[Example] = []
    for task in _tasks(data):
        with tempfile.TemporaryDirectory() as folder:
            asked = _write(data, task, Path(folder, "corpus"))
            sample = generator.sample(asked, min(round(task.sample * scale), len(asked)))
            here = {question.article for question in asked}
            strangers = [question for question in pool if question.article not in here]
            foreign = generator.sample(strangers, round(task.foreign * scale))
            questions = [(q, False) for q in sample] + [(q, True) for q in foreign]
            examples += _examples(task.corpus, Path(folder), questions, rewording)
        print(f"{task.corpus}: {len(examples)} questions so far", file=sys.stderr, flush=True)
    return examples


def _tasks(data: Path) -> list[Task]:
    whole = [
        Task("SQuAD 2.0, all articles", (_SQUAD, None), 1200, 120),
        Task("new Wikipedia, all articles", (_WIKI, None), 900, 120),
        Task("Natural Questions", (_NQ, None), 600, 120),
    ]
    alone = [
        Task("SQuAD 2.0, one article", (_SQUAD, {title}), 100, 25)
        for title in article_titles(data / _SQUAD)
    ]
    return whole + alone


def _write(data: Path, task: Task, folder: Path) -> list[Asked]:
    name, articles = task.write
    if name == _NQ:
        return write_nq(data / name, folder)
    return write_squad(data / name, folder, articles)


def _foreign_pool(data: Path) -> list[Asked]:
    with tempfile.TemporaryDirectory() as folder:
        return [
            *write_squad(data / _SQUAD, Path(folder)),
            *write_squad(data / _WIKI, Path(folder)),
        ]


def _examples(
    corpus: str, folder: Path, questions: Sequence[tuple[Asked, bool]], rewording: "Rewording"
) -> list[Example]:
    """An example a question; the flag says that the question belongs to another article."""
    settings = Settings(data_dir=folder / "data")
    with open_pipeline(settings) as pipeline:
        pipeline.sync(folder / "corpus")
    embedder = open_embedder(settings)
    store = Store.open(settings.data_dir, config_fingerprint(settings, embedder))
    retriever = HybridRetriever(
        store, embedder, candidates=settings.candidates, fusion=settings.fusion
    )
    reader = SentenceReader(embedder, store.lexical, load_weights())
    examples = []
    for number, (question, is_foreign) in enumerate(questions):
        is_reworded = number % 2 == 1
        asked = rewording.of(question.question) if is_reworded else question.question
        passages = retriever.retrieve(asked, settings.top_k)
        rows = list(reader.features(asked, passages))
        if rows:
            labels = [0 if is_foreign else _label(question, p, s) for p, s, _ in rows]
            examples.append(
                Example(
                    corpus=corpus,
                    part=part_of(question.article),
                    is_answerable=bool(question.answers) and not is_foreign,
                    is_reworded=is_reworded,
                    features=np.array([features for _, _, features in rows]),
                    labels=np.array(labels, dtype=np.int8),
                )
            )
    store.close()
    return examples


class Rewording:
    """Questions with most of their lower-case words replaced by near ones of another stem.

    Near is by the embedder's cosine over the tokenizer's whole words; names, numbers and short
    words stay.
    """

    def __init__(self) -> None:
        embedder = MiniLMEmbedder()
        tokenizer = json.loads(model_path("tokenizer.json").read_text("utf-8"))
        whole = (word for word in tokenizer["model"]["vocab"] if word.isascii() and word.isalpha())
        self._words = sorted(word for word in whole if len(word) >= _SHORTEST)
        self._vectors = embedder.embed(self._words)
        self._position = {word: number for number, word in enumerate(self._words)}
        self._generator = random.Random(_SEED)

    def of(self, question: str) -> str:
        """The question in other words."""
        return re.sub(r"\b[a-z]{4,}\b", self._replace, question)

    def _replace(self, match: re.Match[str]) -> str:
        word = match.group()
        position = self._position.get(word)
        if position is None or word in _KEPT or self._generator.random() > _REWORDED:
            return word
        similarity = self._vectors @ self._vectors[position]
        near = [self._words[i] for i in np.argsort(-similarity)[1:_NEIGHBOURS]]
        others = [other for other in near if other[:4] != word[:4]]
        return self._generator.choice(others[:3]) if others else word


def part_of(article: str) -> Part:
    """The part an article belongs to, the same in every corpus it stands in."""
    draw = random.Random(f"{_SEED}/{article}").random()
    return "fit" if draw < _SHARES[0] else "scale" if draw < _SHARES[1] else "test"


def _label(question: Asked, passage: Passage, span: Span) -> int:
    text = passage.text[span.start - passage.start : span.end - passage.start].casefold()
    if not any(answer.casefold() in text for answer in question.answers):
        return 0
    overlaps = span.start < question.end and question.start < span.end
    return 1 if passage.source_id == question.source_id and overlaps else -1


def learn(examples: Sequence[Example]) -> Weights:
    """Weights from the 'fit' part, scaling and threshold from the 'scale' part."""
    fitting = [e for e in examples if e.part == "fit"]
    rows = np.vstack([e.features[e.labels >= 0] for e in fitting])
    labels = np.concatenate([e.labels[e.labels >= 0] for e in fitting])
    bias, *weights = regress(rows, labels)
    raw = Weights(float(bias), tuple(map(float, weights)), 1.0, 0.0, 0.5)
    values, right = outcomes(raw, [e for e in examples if e.part == "scale"])
    offset, slope = regress(values[:, None], right)
    scaled = Weights(raw.bias, raw.weights, float(slope), float(offset), 0.5)
    threshold = best_threshold(*answering(scaled, [e for e in examples if e.part == "scale"]))
    return Weights(raw.bias, raw.weights, scaled.slope, scaled.offset, threshold)


def regress(rows: Matrix, labels: NDArray[np.int8]) -> Matrix:
    """Intercept and coefficients of a logistic regression, by Newton's method."""
    design = np.hstack([np.ones((len(rows), 1)), rows])
    penalty = _RIDGE * np.eye(design.shape[1])
    penalty[0, 0] = 0.0  # the intercept is free
    beta = np.zeros(design.shape[1])
    for _ in range(_NEWTON_STEPS):
        expected = 1 / (1 + np.exp(-design @ beta))
        gradient = design.T @ (labels - expected) - penalty @ beta
        curvature = (design * (expected * (1 - expected))[:, None]).T @ design + penalty
        beta += np.linalg.solve(curvature, gradient)
    return beta


def outcomes(weights: Weights, examples: Iterable[Example]) -> tuple[Matrix, NDArray[np.int8]]:
    """The best sentence's log-odds of each question, and whether it is right; unclear ones out."""
    values, right = [], []
    for example in examples:
        scores = weights.bias + example.features @ np.array(weights.weights)
        best = int(np.argmax(scores))
        if example.labels[best] >= 0:
            values.append(float(scores[best]))
            right.append(int(example.labels[best]))
    return np.array(values), np.array(right, dtype=np.int8)


def answering(weights: Weights, examples: Iterable[Example]) -> tuple[Matrix, NDArray[np.bool_]]:
    """The confidence of each question's best sentence, and whether its corpus answers it."""
    rows = [(_best(weights, example)[0], example.is_answerable) for example in examples]
    return np.array([row[0] for row in rows]), np.array([row[1] for row in rows])


def best_threshold(confidences: Matrix, is_answerable: NDArray[np.bool_]) -> float:
    """Where the mean of 'answerable answered' and 'unanswerable refused' is highest."""

    def balanced(threshold: float) -> float:
        answered = confidences >= threshold
        return float(answered[is_answerable].mean() + (~answered)[~is_answerable].mean()) / 2

    return max(map(float, np.unique(confidences)), key=balanced)


def as_json(weights: Weights, examples: Sequence[Example]) -> dict[str, object]:
    """The file that `qa.reading.weights` loads."""
    return {
        "made_by": "training/fit_sentence_reader.py",
        "questions": {part: sum(e.part == part for e in examples) for part in _PARTS},
        "features": list(FEATURES),
        "bias": round(weights.bias, 6),
        "weights": [round(weight, 6) for weight in weights.weights],
        "platt": {"slope": round(weights.slope, 6), "offset": round(weights.offset, 6)},
        "threshold": round(weights.threshold, 4),
    }


_PARTS: tuple[Part, ...] = ("fit", "scale", "test")


def report(weights: Weights, examples: Sequence[Example]) -> list[str]:
    """A Markdown table of the scores on these examples, a row a corpus."""
    lines = [
        "| corpus | questions | answerable | best sentence right | answered | of those right "
        "| unanswerable refused |",
        "|---|---|---|---|---|---|---|",
    ]
    for corpus in [*dict.fromkeys(e.corpus for e in examples), "all"]:
        for is_reworded in (False, True):
            name = f"{corpus}, reworded" if is_reworded else corpus
            chosen = [
                e for e in examples if corpus in ("all", e.corpus) and e.is_reworded == is_reworded
            ]
            lines.append(_report_row(weights, name, chosen))
    return lines


def _report_row(weights: Weights, corpus: str, examples: Sequence[Example]) -> str:
    best = [_best(weights, example) for example in examples]
    is_answerable = np.array([e.is_answerable for e in examples])
    confident = np.array([confidence >= weights.threshold for confidence, _ in best])
    right = np.array([is_right for _, is_right in best])
    answered = confident & is_answerable
    cells = [
        right[is_answerable],
        answered[is_answerable],
        right[answered],
        ~confident[~is_answerable],
    ]
    shown = " | ".join(map(_with_interval, cells))
    return f"| {corpus} | {len(examples)} | {is_answerable.sum()} | {shown} |"


def _with_interval(values: NDArray[np.bool_]) -> str:
    """The mean with its 95 % percentile bootstrap interval (Efron & Tibshirani 1993)."""
    draws = np.random.default_rng(_SEED).integers(0, len(values), (_RESAMPLES, len(values)))
    low, high = np.percentile(values[draws].mean(axis=1), [2.5, 97.5])
    return f"{values.mean():.3f} ({low:.2f} to {high:.2f})"


def _best(weights: Weights, example: Example) -> tuple[float, bool]:
    scores = weights.bias + example.features @ np.array(weights.weights)
    best = int(np.argmax(scores))
    return weights.confidence(float(scores[best])), bool(example.labels[best] != 0)


if __name__ == "__main__":
    main()
