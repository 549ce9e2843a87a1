"""What the verdict model learns from: questions for a yes or no, each with a few sentences.

The sentence says yes, says no or leaves the question open. Most questions are ours, on news, with
as many of one verdict as of the other and in words that the text does not have; some are made of
other questions (`yes_no_questions.py`). Sentences that leave a question open are others of its
article, the nearest in words first: those are what a search finds.
"""

import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from tokenizers import Tokenizer

from qa.ingest.splitting import sentence_spans, sentences_around
from qa.reading.statements import is_yes_no
from qa.reading.support import words_in
from qa.reading.verdict_model import BESIDE, LABELS
from qa.types import Span
from reader_model import Window, collate, windows
from reading_sets import ARTICLES, Example, Part, Source, split
from yes_no_questions import Verdict, make_yes_no

TITLED = 0.6  # how often a text is read with its title before it
_NEIGHBOURS = 0.75  # how often a sentence is read with those beside it
_OPEN = 0.6  # sentences that leave it open, for each question of ours with a verdict
_ELSEWHERE = 0.15  # the same of another event
_NEAREST = 3  # of the sentences most like the question one is drawn
_STEM = 5  # letters that stand for a word
# Of the questions that yes/no questions are made of.
_MADE: dict[Source, float] = {"squad2": 0.5, "wiki": 0.5, "written": 0.35, "news": 0.15}


@dataclass(frozen=True, slots=True)
class Judged:
    """A question and a sentence, with or without its neighbours, and what that makes of it."""

    question: str
    title: str
    context: str
    verdict: Verdict
    is_made: bool = False


class Verdicts:
    """Draws examples from one part of the data."""

    def __init__(self, data: Path, part: Part) -> None:
        sources: tuple[Source, ...] = ("news", "written")
        self._asked = [e for s in sources for e in split(data, s)[part] if is_yes_no(e.question)]
        self._others = {
            s: [e for e in split(data, s)[part] if e.answers and not is_yes_no(e.question)]
            for s in (*(s for s in ARTICLES if s in _MADE), *sources)
        }
        self._answers: Mapping[Source, dict[str, list[str]]] = {
            s: _answers(rows) for s, rows in self._others.items()
        }

    def draw(self, generator: random.Random) -> list[Judged]:
        """The examples of one pass."""
        drawn: list[Judged] = []
        for example in self._asked:
            drawn += self._of(example, generator)
        for source, examples in self._others.items():
            for example in examples:
                if generator.random() < _MADE[source]:
                    drawn += self._made_of(example, generator)
        return drawn

    def _of(self, example: Example, generator: random.Random) -> Iterator[Judged]:
        if example.says_yes is None:
            if not example.answers:
                yield from _left_open(example, generator)
            return
        place = Span(example.start or 0, example.end or 0)
        yield _judged(example, place, "yes" if example.says_yes else "no", generator)
        if generator.random() < _OPEN:
            yield from _left_open(example, generator, place)
        if generator.random() < _ELSEWHERE:
            other = generator.choice(self._asked)
            if other.article != example.article:
                moved = other.without_answer(question=example.question)
                yield from _left_open(moved, generator)

    def _made_of(self, example: Example, generator: random.Random) -> Iterator[Judged]:
        others = self._answers[example.source][example.article]
        place = Span(example.start or 0, example.end or 0)
        for one in make_yes_no(example.question, example.answers[0], others, generator):
            asked = example.without_answer(question=one.question)
            yield _judged(asked, place, one.verdict, generator, is_made=True)


def _answers(examples: Sequence[Example]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for example in examples:
        found[example.article].append(example.answers[0])
    return found


def _judged(
    example: Example,
    place: Span,
    verdict: Verdict,
    generator: random.Random,
    *,
    is_made: bool = False,
) -> Judged:
    beside = BESIDE if generator.random() < _NEIGHBOURS else 0
    around = sentences_around(example.context, place.start, place.end, beside)
    read = example.context[around.start : around.end]
    return Judged(example.question, example.title, read, verdict, is_made)


def _left_open(
    example: Example, generator: random.Random, decides: Span | None = None
) -> Iterator[Judged]:
    """One of the sentences most like the question, not near that which decides it, if any."""
    near = decides and sentences_around(example.context, decides.start, decides.end, 2 * BESIDE)
    spans = [
        span
        for span in sentence_spans(example.context)
        if not near or span.end <= near.start or near.end <= span.start
    ]
    asked = _starts(example.question)
    spans.sort(key=lambda s: -len(asked & _starts(example.context[s.start : s.end])))
    if spans:
        yield _judged(example, generator.choice(spans[:_NEAREST]), "open", generator)


def _starts(text: str) -> set[str]:
    return {word[:_STEM] for word in words_in(text)}


def first_windows(
    tokenizer: Tokenizer, examples: Sequence[Judged], generator: random.Random
) -> list[Window]:
    """A window for each example, in their order; what is too long for one is cut off."""
    texts = [
        (e.question, e.title if generator.random() < TITLED else "", e.context) for e in examples
    ]
    found: dict[int, Window] = {}
    for row in windows(tokenizer, texts, [None] * len(texts)):
        found.setdefault(row.example, row)
    return [found[number] for number in range(len(examples))]


@torch.inference_mode()  # type: ignore[untyped-decorator]
def log_odds(model: torch.nn.Module, rows: Sequence[Window], batch: int = 64) -> torch.Tensor:
    """The first token's logits of each window, shape (windows, 3)."""
    order = sorted(range(len(rows)), key=lambda i: len(rows[i].ids))
    found = torch.zeros(len(rows), len(LABELS))
    for at in range(0, len(order), batch):
        chosen = order[at : at + batch]
        with torch.autocast("cpu", dtype=torch.bfloat16):
            found[chosen] = model(*collate([rows[i] for i in chosen])).float()[:, 0]
    return found
