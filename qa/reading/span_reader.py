"""The span reader: exact answers, ranking and refusal from one small model."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qa.reading.features import FEATURES
from qa.reading.questions import QUANTITIES, AskedFor, asked_for
from qa.reading.sentences import SentenceReader
from qa.reading.span_model import PassageScores, SpanModel
from qa.reading.spans import type_fit, whole_words
from qa.reading.weights import Weights
from qa.types import Evidence, Passage, RetrievedPassage, Span

SPAN_FEATURES = (
    *FEATURES,
    "margin",  # log-odds of the sentence's best span against 'no answer in this passage'
    "answerable",  # log-odds that the passage has the answer at all
    "lacks_quantity",  # 1 where a number, sum, share, date or time is asked and the span has none
    "margin_behind",  # how far the margin is behind the best of all sentences; 0 or less
    "answerable_behind",  # the same of the passages; 0 or less
)
AT_A_TIME = 4  # passages read before it is asked whether that is enough
_NOWHERE = (-20.0, None)  # for a sentence without a token: below any margin the model gives


@dataclass(frozen=True, slots=True)
class _Row:
    """A sentence that was read; `features` lacks the two that compare it with the others."""

    passage: Passage
    sentence: Span
    answer: Span | None
    margin: float
    answerable: float
    features: list[float]


class SpanReader:
    """Weighs every sentence by its words, its vector and what the span model finds in it."""

    def __init__(self, sentences: SentenceReader, model: SpanModel, weights: Weights) -> None:
        self._sentences = sentences
        self._model = model
        self._weights = weights

    @property
    def name(self) -> str:
        """The mode that an answer names."""
        return self._model.name

    def threshold(self, max_risk: float | None = None) -> float:
        """The calibrated threshold, or that of a wanted risk; see `Reader`."""
        return self._weights.threshold_for(max_risk)

    def warm_up(self) -> None:
        """Load the model now."""
        self._model.warm_up()

    def read(self, question: str, passages: Sequence[RetrievedPassage]) -> list[Evidence]:
        """The sentences of the passages as evidence; see `Reader`.

        Passages are read in their order, a few at a time. Where one sentence is so sure that
        hardly any other ever beats it, the rest is not read; a question for several things reads
        all.
        """
        asked = asked_for(question)
        evidence: list[Evidence] = []
        for rows in self._in_turn(question, asked, passages):
            evidence = [self._evidence(row, features) for row, features in _compared(rows)]
            best = max((found.confidence for found in evidence), default=0.0)
            if best >= self._weights.sure and not asked.wants_several:
                break
        return sorted(evidence, key=lambda e: (-e.confidence, e.passage.id, e.sentence))

    def features(
        self, question: str, passages: Sequence[RetrievedPassage]
    ) -> Iterator[tuple[Passage, Span, list[float]]]:
        """Every sentence with its features: what the weights are learnt from and applied to."""
        rows: list[_Row] = []
        for rows in self._in_turn(question, asked_for(question), passages):  # noqa: B007
            pass  # the last are all of them
        for row, features in _compared(rows):
            yield row.passage, row.sentence, features

    def _in_turn(
        self, question: str, asked: AskedFor, passages: Sequence[RetrievedPassage]
    ) -> Iterator[list[_Row]]:
        """The sentences of the first passages, then of more, at last of all."""
        best_score = max((found.score for found in passages), default=0.0)
        is_quantity = asked.answer_type in QUANTITIES
        rows: list[_Row] = []
        for at in range(0, len(passages), AT_A_TIME):
            some = passages[at : at + AT_A_TIME]
            texts = [found.passage for found in some]
            scores = dict(zip(texts, self._model.read(question, texts), strict=True))
            for passage, sentence, features in self._sentences.features(question, some, best_score):
                row = _read(passage, sentence, scores[passage])
                text = _words(row)
                lacks = is_quantity and type_fit(text, question, asked, self._sentences.stems) < 0
                row.features.extend([*features, row.margin, row.answerable, float(lacks)])
                rows.append(row)
            yield rows

    def _evidence(self, row: _Row, features: Sequence[float]) -> Evidence:
        confidence = self._weights.confidence(self._weights.weigh(features))
        return Evidence(row.passage, row.sentence, row.answer, confidence)


def _read(passage: Passage, sentence: Span, scores: PassageScores) -> _Row:
    """What the model finds in a sentence; the features are still to be added."""
    inside = Span(sentence.start - passage.start, sentence.end - passage.start)
    margin, place = scores.best_span(inside) or _NOWHERE
    answer = None
    if place:
        whole = whole_words(passage.text, place)
        answer = Span(  # a sentence may end inside what looks like a word
            max(whole.start + passage.start, sentence.start),
            min(whole.end + passage.start, sentence.end),
        )
    return _Row(passage, sentence, answer, margin, scores.answerable, [])


def _words(row: _Row) -> str:
    if row.answer is None:
        return ""
    start = row.passage.start
    return row.passage.text[row.answer.start - start : row.answer.end - start]


def _compared(rows: Sequence[_Row]) -> Iterator[tuple[_Row, list[float]]]:
    """Each sentence with all of its features."""
    margin = max((row.margin for row in rows), default=0.0)
    answerable = max((row.answerable for row in rows), default=0.0)
    for row in rows:
        yield row, [*row.features, row.margin - margin, row.answerable - answerable]
