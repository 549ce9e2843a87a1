"""The span reader: exact answers, ranking and refusal from one small model."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qa.reading.features import FEATURES, Asked
from qa.reading.questions import QUANTITIES, AskedFor
from qa.reading.sentences import SentenceReader
from qa.reading.span_model import PassageScores, SpanModel
from qa.reading.spans import possible_answers, type_fit, whole_words
from qa.reading.statements import is_yes_no
from qa.reading.support import SUPPORT, Beside, Claimed, claims_of, near_text, support
from qa.reading.verdicts import Verdicts
from qa.reading.weights import Weights
from qa.types import Evidence, Passage, RetrievedPassage, Span, best_first

SPAN_FEATURES = (
    *FEATURES,
    "margin",  # log-odds of the sentence's best span against 'no answer in this passage'
    "answerable",  # log-odds that the passage has the answer at all
    "lacks_quantity",  # 1 where a number, sum, share, date or time is asked and the span has none
    *SUPPORT,
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
    """Weighs every sentence by its words, its vector and what the span model finds in it.

    A yes/no question has no span for an answer, so it has weights of its own: what decides it is
    the sentence that is about the same. Where there are `verdicts` they say which of the best it
    is, and what it says.
    """

    def __init__(
        self,
        sentences: SentenceReader,
        model: SpanModel,
        weights: Weights,
        yes_no: Weights,
        verdicts: Verdicts | None = None,
    ) -> None:
        self._sentences = sentences
        self._model = model
        self._weights = weights
        self._yes_no = yes_no
        self._verdicts = verdicts

    @property
    def name(self) -> str:
        """The mode that an answer names."""
        return self._model.name

    def threshold(self, max_risk: float | None = None, question: str = "") -> float:
        """The calibrated threshold, or that of a wanted risk; see `Reader`."""
        if self._verdicts and is_yes_no(question):
            return self._verdicts.threshold(max_risk)
        return self._weights_for(question).threshold_for(max_risk)

    def warm_up(self) -> None:
        """Load the models now."""
        self._model.warm_up()
        if self._verdicts:
            self._verdicts.warm_up()

    def read(self, question: str, passages: Sequence[RetrievedPassage]) -> list[Evidence]:
        """The sentences of the passages as evidence; see `Reader`.

        Passages are read in their order, a few at a time. Where one sentence is so sure that
        hardly any other ever beats it, the rest is not read; nor are passages that by what the
        retriever says hardly ever hold an answer worth giving. A question for several things
        reads all.
        """
        asked = self._sentences.analyse(question)
        weights = self._weights_for(question)
        several = asked.asked_for.wants_several
        chosen = passages if several else self._worth_reading(asked, passages, weights)
        evidence: list[Evidence] = []
        for rows in self._in_turn(asked, chosen):
            compared = list(_compared(rows))
            confidences = weights.confidences([features for _, features in compared])
            evidence = [
                Evidence(row.passage, row.sentence, row.answer, confidence)
                for (row, _), confidence in zip(compared, confidences, strict=True)
            ]
            best = max((found.confidence for found in evidence), default=0.0)
            if best >= weights.sure and not several:
                break
        evidence = best_first(evidence)
        if self._verdicts and is_yes_no(question):
            return self._verdicts.judge(question, evidence)
        return evidence

    def features(
        self, question: str, passages: Sequence[RetrievedPassage]
    ) -> Iterator[tuple[Passage, Span, list[float]]]:
        """Every sentence with its features: what the weights are learnt from and applied to."""
        rows: list[_Row] = []
        for rows in self._in_turn(self._sentences.analyse(question), passages):  # noqa: B007
            pass  # the last are all of them
        for row, features in _compared(rows):
            yield row.passage, row.sentence, features

    def _weights_for(self, question: str) -> Weights:
        return self._yes_no if is_yes_no(question) else self._weights

    def _worth_reading(
        self, asked: Asked, passages: Sequence[RetrievedPassage], weights: Weights
    ) -> list[RetrievedPassage]:
        """The first few passages, and of the others those that can change the answer."""
        reach = weights.reach
        if reach is None:
            return list(passages)
        best_score = max((found.score for found in passages), default=0.0)
        rest = [
            found
            for found in passages[AT_A_TIME:]
            if reach.is_worth_reading(self._sentences.passage_features(asked, found, best_score))
        ]
        return [*passages[:AT_A_TIME], *rest]

    def _in_turn(self, asked: Asked, passages: Sequence[RetrievedPassage]) -> Iterator[list[_Row]]:
        """The sentences of the first passages, then of more, at last of all."""
        best_score = max((found.score for found in passages), default=0.0)
        question = (asked.question, asked.asked_for)
        claimed = claims_of(*question, asked.rarity, self._sentences.stems)
        rows: list[_Row] = []
        for at in range(0, len(passages), AT_A_TIME):
            some = passages[at : at + AT_A_TIME]
            texts = [found.passage for found in some]
            scores = dict(zip(texts, self._model.read(asked.question, texts), strict=True))
            found = self._sentences.features(asked.question, some, best_score, asked)
            for passage, sentence, features in found:
                row = _read(passage, sentence, scores[passage], question)
                row.features.extend([*features, *self._own(row, asked.question, claimed)])
                rows.append(row)
            yield rows

    def _own(self, row: _Row, question: str, claimed: Claimed) -> list[float]:
        """The features that the sentence reader does not know, but for the comparisons."""
        stems = self._sentences.stems
        beside = _beside(row)
        is_quantity = claimed.asked.answer_type in QUANTITIES
        lacks = is_quantity and type_fit(beside.answer, question, claimed.asked, stems) < 0
        own = [row.margin, row.answerable, float(lacks)]
        return [*own, *support(claimed, beside, stems)]


def _read(
    passage: Passage, sentence: Span, scores: PassageScores, question: tuple[str, AskedFor]
) -> _Row:
    """What the model finds in a sentence; the features are still to be added."""
    inside = Span(sentence.start - passage.start, sentence.end - passage.start)
    margin, place = scores.best_span(inside) or _NOWHERE
    if place and question[1].answer_type in QUANTITIES:
        place = _of_the_type(passage.text, inside, place, scores, question)
    answer = None
    if place:
        whole = whole_words(passage.text, place)
        answer = Span(  # a sentence may end inside what looks like a word
            max(whole.start + passage.start, sentence.start),
            min(whole.end + passage.start, sentence.end),
        )
    return _Row(passage, sentence, answer, margin, scores.answerable, [])


def _of_the_type(
    text: str, sentence: Span, place: Span, scores: PassageScores, question: tuple[str, AskedFor]
) -> Span:
    """The span, or where it has no number or date though one is asked for, the best that is one.

    'When' is not answered by 'the mill': the sentence's dates are what the model may choose from.
    """
    found = [
        span.moved(sentence.start)
        for span in possible_answers(text[sentence.start : sentence.end], *question)
    ]
    if not found or any(f.start < place.end and place.start < f.end for f in found):
        return place
    best = [chosen for span in found if (chosen := scores.best_span(span))]
    return max(best, key=lambda chosen: chosen[0])[1] if best else place


def _beside(row: _Row) -> Beside:
    """The sentence's text, what is near it, and its answer."""
    passage, shift = row.passage, row.passage.start
    start, end = row.sentence.start - shift, row.sentence.end - shift
    answer = passage.text[row.answer.start - shift : row.answer.end - shift] if row.answer else ""
    near = f"{passage.title}\n{near_text(passage.text, start, end)}"
    return Beside(passage.text[start:end], near, answer)


def _compared(rows: Sequence[_Row]) -> Iterator[tuple[_Row, list[float]]]:
    """Each sentence with all of its features."""
    margin = max((row.margin for row in rows), default=0.0)
    answerable = max((row.answerable for row in rows), default=0.0)
    for row in rows:
        yield row, [*row.features, row.margin - margin, row.answerable - answerable]
