"""The sentence reader: the sentences that best answer a question, without a trained span model."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from qa.index.lexical import LexicalIndex
from qa.ingest.splitting import ASKS, sentence_spans
from qa.protocols import Embedder
from qa.reading.features import Around, Asked, analyse, measure, measure_passage
from qa.reading.questions import asked_for
from qa.reading.spans import Stems, find_answer
from qa.reading.weights import Weights
from qa.types import Evidence, Passage, RetrievedPassage, Span, best_first

_MARK = re.compile(r"(?:[-*+>\u2022]|#{1,6}|\d{1,2}[.)])\s+")  # of a list item, quote or heading
_ASKS = re.compile(rf"{ASKS}$")
_EMPHASIS = r"\*{1,3}|_{1,3}|~~"
_CLOSING = re.compile(rf"(?:{_EMPHASIS})(?:\s+|$)")  # of what the sentence before ends with
_OPENING = re.compile(rf"({_EMPHASIS})(?=\S)")
_RUN = re.compile(r"(?<!\w)[*_~]+|[*_~]+(?!\w)")
_CACHED_SENTENCES = 8192  # 1.5 KB each; the same passages are read for related questions


class SentenceReader:
    """Weighs every sentence of the passages by features of its words and its vector."""

    def __init__(self, embedder: Embedder, lexical: LexicalIndex, weights: Weights) -> None:
        self._embedder = embedder
        self._lexical = lexical
        self._weights = weights
        self._cached: dict[str, NDArray[np.float32]] = {}
        self.stems: Stems = lru_cache(_CACHED_SENTENCES)(lexical.terms)

    @property
    def name(self) -> str:
        """The mode that an answer names."""
        return "sentence-reader"

    def threshold(self, max_risk: float | None = None, question: str = "") -> float:  # noqa: ARG002
        """The calibrated threshold, or that of a wanted risk; see `Reader`."""
        return self._weights.threshold_for(max_risk)

    def warm_up(self) -> None:
        """Nothing has to be loaded."""

    def read(self, question: str, passages: Sequence[RetrievedPassage]) -> list[Evidence]:
        """Every sentence of the passages as evidence; see `Reader`."""
        evidence = [
            self._evidence(question, passage, span, features)
            for passage, span, features in self.features(question, passages)
        ]
        return best_first(evidence)

    def features(
        self,
        question: str,
        passages: Sequence[RetrievedPassage],
        best_score: float | None = None,
        asked: Asked | None = None,
    ) -> Iterator[tuple[Passage, Span, list[float]]]:
        """Every sentence with its features: what the weights are learnt from and applied to.

        `best_score` is the best retrieval score of the question, where it is not among these;
        `asked` is its analysis, where it was made before.
        """
        asked = asked or self.analyse(question)
        sentences = [
            (found, span, neighbours)
            for found in passages
            for span, neighbours in _with_neighbours(found.passage)
        ]
        if not sentences:
            return
        texts = [_text(found.passage, span) for found, span, _ in sentences]
        query, *vectors = self._vectors([question, *texts])
        best = max(found.score for found in passages) if best_score is None else best_score
        for (found, span, neighbours), text, vector in zip(sentences, texts, vectors, strict=True):
            around = Around(text, neighbours, _whole(found))
            cosines = (float(vector @ query), found.dense or 0.0)
            relative = _relative(found, best)
            yield found.passage, span, measure(asked, around, self.stems, cosines, relative)

    def passage_features(
        self, asked: Asked, found: RetrievedPassage, best_score: float
    ) -> list[float]:
        """What is known of a passage before it is read, in the order of `PASSAGE_FEATURES`."""
        return measure_passage(
            asked, _whole(found), self.stems, found.dense or 0.0, _relative(found, best_score)
        )

    def analyse(self, question: str) -> Asked:
        """What the question asks, and how rare each of its words is in this corpus."""
        frequencies, total = self._lexical.frequencies(self.stems(question))
        return analyse(question, asked_for(question), self.stems, frequencies, total)

    def _evidence(
        self, question: str, passage: Passage, span: Span, features: Sequence[float]
    ) -> Evidence:
        answer = find_answer(_text(passage, span), question, asked_for(question), self.stems)
        return Evidence(
            passage=passage,
            sentence=span,
            answer=answer.moved(span.start) if answer else None,
            confidence=self._weights.confidence(self._weights.weigh(features)),
        )

    def _vectors(self, texts: Sequence[str]) -> NDArray[np.float32]:
        cached = self._cached  # another thread may put a smaller one in its place meanwhile
        new = list(dict.fromkeys(text for text in texts if text not in cached))
        if len(cached) + len(new) > _CACHED_SENTENCES:
            cached = self._cached = {text: cached[text] for text in texts if text in cached}
        cached.update(zip(new, self._embedder.embed(new), strict=True))
        return np.vstack([cached[text] for text in texts])


def sentences_in(passage: Passage) -> list[Span]:
    """The passage's sentences as spans of the document, without list and heading marks.

    Nor with half of the marks around several words, whose other half is in another sentence.
    """
    spans = []
    for span in sentence_spans(passage.text):
        mark = _MARK.match(passage.text, span.start, span.end)
        start = mark.end() if mark else span.start
        bare = _without_half_marks(passage.text, Span(start, span.end))
        if bare.start < bare.end:
            spans.append(bare.moved(passage.start))
    return spans


def _without_half_marks(text: str, span: Span) -> Span:
    """The span without a mark of emphasis at its edges whose partner is not in it."""
    closing = _CLOSING.match(text, span.start, span.end)
    start, end = closing.end() if closing else span.start, span.end
    runs = _RUN.findall(text[start:end])
    opening = _OPENING.match(text, start, end)
    if opening and runs.count(opening[1]) == 1:
        start = opening.end()
    elif runs and runs.count(runs[-1]) == 1 and text.endswith(runs[-1], start, end):
        end -= len(runs[-1])
    return Span(start, end)


def answering_sentences(passage: Passage) -> list[Span]:
    """As `sentences_in`, each question with the sentence behind it, which answers it.

    A question without one is left out: it says nothing.
    """
    found = []
    before: Span | None = None  # a question
    for span in sentences_in(passage):
        if _ASKS.search(_text(passage, span)):
            before = span
            continue
        is_heading = passage.text[: span.start - passage.start].endswith("# ")
        found.append(Span(before.start, span.end) if before and not is_heading else span)
        before = None
    return found


def _whole(found: RetrievedPassage) -> str:
    return f"{found.passage.title}\n{found.passage.text}"


def _relative(found: RetrievedPassage, best_score: float) -> float:
    return found.score / best_score if best_score else 0.0


def _text(passage: Passage, span: Span) -> str:
    return passage.text[span.start - passage.start : span.end - passage.start]


def _with_neighbours(passage: Passage) -> Iterator[tuple[Span, str]]:
    """Each with the title and the ones before and after it: pronouns point to them."""
    spans = answering_sentences(passage)
    for at, span in enumerate(spans):
        beside = [_text(passage, near) for near in spans[max(0, at - 1) : at + 2]]
        yield span, "\n".join([passage.title, *beside])
