"""The sentence reader: the sentences that best answer a question, without a trained span model."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from qa.index.lexical import LexicalIndex
from qa.ingest.splitting import sentence_spans
from qa.protocols import Embedder
from qa.reading.features import Around, Asked, analyse, measure
from qa.reading.questions import asked_for
from qa.reading.spans import find_answer
from qa.reading.weights import Weights
from qa.types import Evidence, Passage, RetrievedPassage, Span

_MARK = re.compile(r"(?:[-*+>\u2022]|#{1,6}|\d{1,2}[.)])\s+")  # of a list item, quote or heading
_CACHED_SENTENCES = 8192  # 1.5 KB each; the same passages are read for related questions


class SentenceReader:
    """Weighs every sentence of the passages by features of its words and its vector."""

    def __init__(self, embedder: Embedder, lexical: LexicalIndex, weights: Weights) -> None:
        self._embedder = embedder
        self._lexical = lexical
        self._weights = weights
        self._cached: dict[str, NDArray[np.float32]] = {}
        self._stems = lru_cache(_CACHED_SENTENCES)(lexical.terms)

    @property
    def name(self) -> str:
        """The mode that an answer names."""
        return "sentence-reader"

    def read(self, question: str, passages: Sequence[RetrievedPassage]) -> list[Evidence]:
        """Every sentence of the passages as evidence; see `Reader`."""
        asked = self._analyse(question)
        sentences = [(found, span) for found in passages for span in _sentences(found.passage)]
        if not sentences:
            return []
        vectors = self._vectors([question, *(_text(found.passage, s) for found, s in sentences)])
        best = max(found.score for found in passages)
        evidence = [
            self._evidence(asked, found, span, float(vector @ vectors[0]), best)
            for (found, span), vector in zip(sentences, vectors[1:], strict=True)
        ]
        return sorted(evidence, key=lambda e: (-e.confidence, e.passage.id, e.sentence))

    def features(
        self, question: str, passages: Sequence[RetrievedPassage]
    ) -> Iterator[tuple[Passage, Span, list[float]]]:
        """Every sentence with its features: what the weights are learnt from."""
        asked = self._analyse(question)
        best = max((found.score for found in passages), default=0.0)
        query = self._vectors([question])[0]
        for found in passages:
            for span in _sentences(found.passage):
                vector = self._vectors([_text(found.passage, span)])[0]
                yield (
                    found.passage,
                    span,
                    self._features(asked, found, span, float(vector @ query), best),
                )

    def _analyse(self, question: str) -> Asked:
        frequencies, total = self._lexical.frequencies(self._stems(question))
        return analyse(question, asked_for(question), self._stems, frequencies, total)

    def _features(
        self, asked: Asked, found: RetrievedPassage, span: Span, cosine: float, best: float
    ) -> list[float]:
        passage = found.passage
        around = Around(
            sentence=_text(passage, span),
            neighbours=_neighbours(passage, span),
            passage=f"{passage.title}\n{passage.text}",
        )
        cosines = (cosine, found.dense or 0.0)
        return measure(asked, around, self._stems, cosines, found.score / best if best else 0.0)

    def _evidence(
        self, asked: Asked, found: RetrievedPassage, span: Span, cosine: float, best: float
    ) -> Evidence:
        log_odds = self._weights.weigh(self._features(asked, found, span, cosine, best))
        sentence = _text(found.passage, span)
        answer = find_answer(sentence, asked.question, asked.asked_for, self._stems)
        return Evidence(
            passage=found.passage,
            sentence=span,
            answer=Span(span.start + answer.start, span.start + answer.end) if answer else None,
            confidence=self._weights.confidence(log_odds),
        )

    def _vectors(self, texts: Sequence[str]) -> NDArray[np.float32]:
        new = list(dict.fromkeys(text for text in texts if text not in self._cached))
        if len(self._cached) + len(new) > _CACHED_SENTENCES:
            self._cached = {text: self._cached[text] for text in texts if text in self._cached}
        fresh = dict(zip(new, self._embedder.embed(new), strict=True))
        self._cached.update(fresh)
        return np.vstack([fresh[text] if text in fresh else self._cached[text] for text in texts])


def _sentences(passage: Passage) -> list[Span]:
    """The passage's sentences as spans of the document, without list and heading marks."""
    spans = []
    for span in sentence_spans(passage.text):
        mark = _MARK.match(passage.text, span.start, span.end)
        start = mark.end() if mark else span.start
        spans.append(Span(passage.start + start, passage.start + span.end))
    return spans


def _text(passage: Passage, span: Span) -> str:
    return passage.text[span.start - passage.start : span.end - passage.start]


def _neighbours(passage: Passage, span: Span) -> str:
    """The title, and the sentences before and after: pronouns point to them."""
    spans = _sentences(passage)
    at = spans.index(span)
    beside = [_text(passage, near) for near in spans[max(0, at - 1) : at + 2]]
    return "\n".join([passage.title, *beside])
