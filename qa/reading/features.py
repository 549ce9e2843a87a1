"""What tells whether a sentence answers a question: the features that the sentence reader weighs.

All are computed from the question, the sentence and the passage it stands in; none looks at a
particular corpus, so weights learnt on public data carry over.
"""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from qa.reading.questions import AskedFor
from qa.reading.spans import type_fit

Stems = Callable[[str], Sequence[str]]

FEATURES = (
    "cosine",  # of question and sentence vectors
    "passage_cosine",  # of question and passage vectors
    "passage_score",  # fused retrieval score, relative to the best of this question
    "coverage",  # share of the question's stems in the sentence, weighted by rarity
    "context_coverage",  # the same in the sentence, its neighbours and the title
    "passage_coverage",  # the same in the whole passage and the title
    "type_fit",  # of what is asked for, from -1 to 1: see `qa.reading.spans.type_fit`
    "missing_names",  # share of the question's names and numbers that the passage lacks
    "missing_names_near",  # the same for the sentence, its neighbours and the title
    "missing_rarest",  # rarity of the rarest stem the passage lacks, relative to the rarest asked
    "length",  # log of the sentence's words
    "is_complete",  # 1 where it ends like a sentence; headings and captions answer little
)
# Those of `FEATURES` that are the same for all sentences of a passage, known before it is read.
PASSAGE_FEATURES = (
    "passage_cosine",
    "passage_score",
    "passage_coverage",
    "missing_names",
    "missing_rarest",
)
_NAME_OR_NUMBER = re.compile(r"\b(?:[A-Z][\w'’-]*|\d[\d,.]*)")
_SENTENCE_ENDS = (".", "!", "?", "\u2026", '"', "\u201d", ")", ":", ";", "\u3002")
_QUESTION_OPENING = re.compile(r"^\W*(?:\w+\W+){0,1}")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, analysed once. `rarity` is the inverse document frequency of each stem."""

    question: str
    asked_for: AskedFor
    rarity: Mapping[str, float]
    names: frozenset[str]


@dataclass(frozen=True, slots=True)
class Around:
    """A sentence in its place: texts to look for the question's words in, from near to far."""

    sentence: str
    neighbours: str
    passage: str


def analyse(
    question: str, asked: AskedFor, stems: Stems, frequencies: Sequence[int], total: int
) -> Asked:
    """The question with its stems' rarity: BM25's idf (Robertson & Zaragoza 2009, eq. 3.3).

    `frequencies` are in the order of `stems(question)`; `total` is the number of passages.
    """
    rarity = {
        stem: math.log1p((total - count + 0.5) / (count + 0.5))
        for stem, count in zip(stems(question), frequencies, strict=True)
    }
    names = " ".join(_NAME_OR_NUMBER.findall(_without_opening(question)))
    return Asked(question, asked, rarity, frozenset(stems(names)))


def measure(
    asked: Asked, around: Around, stems: Stems, cosines: tuple[float, float], passage_score: float
) -> list[float]:
    """The features in the order of `FEATURES`; `cosines` are the sentence's and the passage's."""
    cosine, passage_cosine = cosines
    sentence = set(stems(around.sentence))
    context = sentence | set(stems(around.neighbours))
    passage = context | set(stems(around.passage))
    return [
        cosine,
        passage_cosine,
        passage_score,
        _coverage(asked.rarity, sentence),
        _coverage(asked.rarity, context),
        _coverage(asked.rarity, passage),
        type_fit(around.sentence, asked.question, asked.asked_for, stems),
        _missing_names(asked, passage),
        _missing_names(asked, context),
        _missing_rarest(asked, passage),
        math.log1p(len(around.sentence.split())),
        1.0 if around.sentence.endswith(_SENTENCE_ENDS) else 0.0,
    ]


def measure_passage(
    asked: Asked, passage: str, stems: Stems, passage_cosine: float, passage_score: float
) -> list[float]:
    """The features in the order of `PASSAGE_FEATURES`; `passage` is its title and text."""
    present = set(stems(passage))
    return [
        passage_cosine,
        passage_score,
        _coverage(asked.rarity, present),
        _missing_names(asked, present),
        _missing_rarest(asked, present),
    ]


def _missing_names(asked: Asked, present: set[str]) -> float:
    return len(asked.names - present) / len(asked.names) if asked.names else 0.0


def _missing_rarest(asked: Asked, present: set[str]) -> float:
    rarest = max(asked.rarity.values(), default=0.0)
    missing = [value for stem, value in asked.rarity.items() if stem not in present]
    return max(missing, default=0.0) / rarest if rarest else 0.0


def _coverage(rarity: Mapping[str, float], present: set[str]) -> float:
    total = sum(rarity.values())
    return sum(value for stem, value in rarity.items() if stem in present) / total if total else 0.0


def _without_opening(question: str) -> str:
    """The first word is capitalised in any question."""
    return _QUESTION_OPENING.sub("", question, count=1)
