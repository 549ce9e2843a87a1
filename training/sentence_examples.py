"""Questions asked of corpora made from public sets: every sentence's features, right or wrong.

Crowd workers wrote these questions with the paragraph before their eyes and took over its words;
people who ask a corpus have not read it. So half of the questions are asked in other words.
"""

import json
import random
import re
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from eval.importers.public_sets import Asked, write_nq, write_squad
from qa.ingest.embedding import MiniLMEmbedder
from qa.models import model_path
from qa.pipeline import Pipeline, open_pipeline
from qa.reading.layout import LayoutReader
from qa.reading.sentences import SentenceReader
from qa.reading.statements import is_yes_no
from qa.settings import Settings
from qa.types import Passage, RetrievedPassage, Span
from written_questions import COLLECTIONS, write_written

Part = Literal["fit", "scale", "test"]
# 'foreign': about another article; 'withheld': the passages that tell the answer were taken out;
# 'unsupported': a name, number or verb changed, so that the question takes for granted what is not
# said.
Kind = Literal["asked", "foreign", "withheld", "unsupported"]
Matrix = NDArray[np.float64]

SEED = 0
FOLDERS = "small folders, our questions"
OURS = ("Wikipedia, our questions", "news, our questions", "few news, our questions")
SQUAD = "squad2/squad2-dev-part-a.json"
WIKI = "squadshifts/new_wiki_v1.0.json"
NQ = "nq/nq-open-oracle-part-a.jsonl"
_REWORDED = 0.7  # of the words that can be
_NEIGHBOURS = 12
_SHORTEST = 4  # letters of a word that is replaced
_SPARE = 3  # times as many passages are found, so that enough are left when some are withheld
_EVERY = 3  # of the answerable questions, one in three is asked once more without its answer
_THIRD = 3
_KEPT = frozenset(
    "what when where which whose whom many much long does were with from have".split()
)


class FeatureReader(Protocol):
    """A reader that shows what it weighs."""

    def features(
        self, question: str, passages: Sequence[RetrievedPassage]
    ) -> Iterator[tuple[Passage, Span, list[float]]]:
        """Every sentence with its features."""


@dataclass(frozen=True, slots=True)
class Example:
    """One question's sentences: features (n, d), and 1 right, 0 wrong, -1 cannot tell for each.

    `passages` numbers the passage that each sentence stands in, the best retrieved first.
    """

    corpus: str
    part: Part
    kind: Kind
    is_answerable: bool
    is_reworded: bool
    features: Matrix
    labels: NDArray[np.int8]
    passages: NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class Wording:
    """A text to ask, and what it is to the question that it was made from."""

    text: str
    kind: Kind = "asked"
    is_reworded: bool = False


class Asker(Protocol):
    """Says in which words a question is asked."""

    def __call__(self, question: Asked, number: int, context: str) -> list[Wording]:
        """The wordings; `context` is its paragraph, '' for a question about another article."""


@dataclass(frozen=True, slots=True)
class Task:
    """Questions to ask of one corpus; `foreign` ones belong to other articles: no answer here.

    `asker` says in which words where it is not the source's that does.
    """

    corpus: str
    write: "tuple[str, set[str] | None]"
    sample: int
    foreign: int
    asker: "Asker | None" = None


@dataclass(frozen=True, slots=True)
class Source:
    """What to collect: where the data are, who reads, and which article serves for what.

    Questions about articles that `parts` does not name are not asked.
    """

    data: Path
    reader: Callable[[Pipeline], FeatureReader]
    parts: Mapping[str, Part]
    scale: float = 1.0
    asker: Asker | None = None  # by default every other question in other words


def sentence_reader(pipeline: Pipeline) -> SentenceReader:
    """The pipeline's reader, which is that of sentences."""
    assert isinstance(pipeline.reader, LayoutReader)
    reader = pipeline.reader.reader
    assert isinstance(reader, SentenceReader)
    return reader


def part(examples: Iterable[Example], name: Part) -> list[Example]:
    """The examples of one part."""
    return [example for example in examples if example.part == name]


def balanced(examples: Sequence[Example]) -> list[Example]:
    """The examples with one in three of the altered questions: about half have an answer.

    A probability of being right means little on a set in which hardly anything can be answered.
    """
    altered = [example for example in examples if example.kind == "unsupported"][::_THIRD]
    return [*(example for example in examples if example.kind != "unsupported"), *altered]


def collect(source: Source, tasks: Iterable[Task]) -> list[Example]:
    """The examples of every task's corpus, with a line of progress each."""
    generator = random.Random(SEED)
    pool = _foreign_pool(source)
    asker = source.asker or Rewording()
    examples: list[Example] = []
    for task in tasks:
        with tempfile.TemporaryDirectory() as folder:
            asked = _write(source.data, task, Path(folder, "corpus"))
            here = {question.article for question in asked}
            known = [question for question in asked if question.article in source.parts]
            size = min(round(task.sample * source.scale), len(known))
            sample = generator.sample(known, size)
            strangers = [question for question in pool if question.article not in here]
            foreign = generator.sample(strangers, round(task.foreign * source.scale))
            questions = [(q, False) for q in sample] + [(q, True) for q in foreign]
            task_asker = task.asker or asker
            examples += _examples(task.corpus, source, Path(folder), questions, task_asker)
        print(f"{task.corpus}: {len(examples)} questions so far", file=sys.stderr, flush=True)
    return examples


def _write(data: Path, task: Task, folder: Path) -> list[Asked]:
    name, articles = task.write
    collection = next((one for one in COLLECTIONS if one == name), None)
    if collection:
        return write_written(data, collection, folder, articles)
    if name == NQ:
        return write_nq(data / name, folder)
    return write_squad(data / name, folder, articles)


def _foreign_pool(source: Source) -> list[Asked]:
    with tempfile.TemporaryDirectory() as folder:
        pool = [
            *write_squad(source.data / SQUAD, Path(folder)),
            *write_squad(source.data / WIKI, Path(folder)),
        ]
    return [question for question in pool if question.article in source.parts]


def _examples(
    corpus: str,
    source: Source,
    folder: Path,
    questions: Sequence[tuple[Asked, bool]],
    asker: "Asker",
) -> list[Example]:
    """The examples of all questions; the flag says that one belongs to another article."""
    examples: list[Example] = []
    with open_pipeline(Settings(data_dir=folder / "data", reader="sentence")) as pipeline:
        pipeline.sync(folder / "corpus")
        reader = source.reader(pipeline)
        for number, (question, is_foreign) in enumerate(tqdm(questions, disable=None)):
            context = "" if is_foreign else _context(pipeline, question)
            for wording in asker(question, number, context):
                kind = "foreign" if is_foreign else wording.kind
                is_withheld = bool(context and question.answers) and number % _EVERY == 0
                found = pipeline.search(wording.text, _SPARE * pipeline.settings.top_k)
                wanted: list[tuple[Kind, list[RetrievedPassage]]] = [(kind, found)]
                if kind == "asked" and is_withheld:
                    left = [p for p in found if not _tells(p.passage, question)]
                    wanted.append(("withheld", left))
                for each, passages in wanted:
                    best = passages[: pipeline.settings.top_k]
                    label = partial(_label, question) if each == "asked" else _wrong
                    if rows := rows_of(reader, wording.text, best, label):
                        has_answer = bool(question.answers) and each == "asked"
                        part = source.parts[question.article]
                        is_reworded = wording.is_reworded
                        examples.append(Example(corpus, part, each, has_answer, is_reworded, *rows))
    return examples


def _context(pipeline: Pipeline, question: Asked) -> str:
    """The question's own paragraph."""
    return pipeline.source_text(question.source_id)[question.start : question.end]


def rows_of(
    reader: FeatureReader,
    asked: str,
    passages: Sequence[RetrievedPassage],
    label: Callable[[Passage, Span], int],
) -> tuple[Matrix, NDArray[np.int8], NDArray[np.int16]] | None:
    """Features, labels and passage numbers of all sentences; None where there are none."""
    rows = list(reader.features(asked, passages))
    if not rows:
        return None
    order = {found.passage.id: at for at, found in enumerate(passages)}
    return (
        np.array([features for _, _, features in rows]),
        np.array([label(passage, span) for passage, span, _ in rows], dtype=np.int8),
        np.array([order[passage.id] for passage, _, _ in rows], dtype=np.int16),
    )


def _wrong(passage: Passage, span: Span) -> int:  # noqa: ARG001
    return 0


def _tells(passage: Passage, question: Asked) -> bool:
    """Whether a passage is, or may be, where the answer stands."""
    text = passage.text.casefold()
    return _overlaps(question, passage.source_id, passage.start, passage.end) or any(
        answer.casefold() in text for answer in question.answers
    )


@dataclass(frozen=True, slots=True)
class AsWritten:
    """Questions as they stand, either those for a yes or no or the others."""

    yes_no: bool

    def __call__(self, question: Asked, number: int, context: str) -> list[Wording]:  # noqa: ARG002
        """See `Asker`."""
        is_wanted = is_yes_no(question.question) == self.yes_no
        return [Wording(question.question)] if is_wanted else []


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
        self._generator = random.Random(SEED)

    def __call__(self, question: Asked, number: int, context: str) -> list[Wording]:  # noqa: ARG002
        """Every other question in other words."""
        if number % 2:
            return [Wording(self.of(question.question), is_reworded=True)]
        return [Wording(question.question)]

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


def _label(question: Asked, passage: Passage, span: Span) -> int:
    text = passage.text[span.start - passage.start : span.end - passage.start].casefold()
    if not any(answer.casefold() in text for answer in question.answers):
        return 0
    return 1 if _overlaps(question, passage.source_id, span.start, span.end) else -1


def _overlaps(question: Asked, source_id: str, start: int, end: int) -> bool:
    return source_id == question.source_id and start < question.end and question.start < end
