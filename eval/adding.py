"""A question of a set from an answer that was given: what was asked, and what would be right.

What is right is what a person said of the answer, else what the answer said; where it stands are
the places it cites, else the sentences that were read and state it.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import takewhile

from eval.importers.building import kind_of
from eval.matching import states, tokens
from eval.places import find_quote
from eval.questions import Question
from eval.writing_sets import DRAFT
from qa.chat.sessions import Sessions
from qa.errors import QuestionError, SessionNotFound, SourceNotFound
from qa.ingest.splitting import sentence_spans
from qa.pipeline import Pipeline
from qa.reading.parts import parts_of
from qa.receipts.values import Receipt
from qa.types import Answer

_UNANSWERED = ("unanswerable", "false_premise")
_BAD = "rated-bad"  # the tag of what the system once got wrong
_REMEMBERED = 6  # earlier questions that are kept: a conversation leans on no more
_SEARCHED = 40  # passages looked through for a correction that no sentence read states
_GLOSS = re.compile(r"^(?P<said>.+) \((?P<meant>[^()]+)\)$")  # 'Tuesday (2020-06-09)'

Places = list[tuple[str, str]]  # source id and quote


def question_from(pipeline: Pipeline, receipt: Receipt) -> Question:
    """The question of a receipt with what is known of its right answer, tagged as a draft.

    A follow-up keeps the questions it leaned on. Every source is in the index and every quote
    stands in one. `eval.writing_sets.unfit` says what it may still lack.

    Raises:
        QuestionError: a set cannot say what was asked.
        IndexUnusable: there is no index, or it cannot serve.
    """
    answer, feedback = receipt.answer, receipt.feedback
    if receipt.only is not None:
        raise QuestionError(
            f"The answer {answer.id} was asked of some sources only, which a set cannot say.",
            "Ask the question of all sources, then add that answer.",
        )
    typed, dialogue = _as_typed(pipeline, receipt)
    tags = (DRAFT, _BAD) if feedback and feedback.rating == "bad" else (DRAFT,)
    question = Question(
        id=answer.id,
        question=typed,
        kind=kind_of(typed),
        answerable=True,
        tags=tags,
        as_of=receipt.as_of,
        dialogue=dialogue,
    )
    if feedback and feedback.expected:
        return with_answers(pipeline, receipt, question, ((feedback.expected,),))
    if feedback and feedback.rating == "bad":
        return question
    if answer.abstention:
        return without_answer(question, answer)
    places = _standing(pipeline, [(one.source_id, one.quote) for one in answer.citations])
    return _placed(replace(question, answers=_facts(answer), kind=_kind(question, answer)), places)


def with_answers(
    pipeline: Pipeline,
    receipt: Receipt,
    question: Question,
    facts: Sequence[Sequence[str]],
) -> Question:
    """The question with these facts and the places that state them, as far as there are any.

    Without facts it is a question that the corpus does not answer.
    """
    if not facts:
        return without_answer(question, receipt.answer)
    kept = tuple(tuple(forms) for forms in facts)
    found = [place for forms in kept for place in _places_of(pipeline, receipt, forms)]
    kind = question.kind if question.kind not in _UNANSWERED else kind_of(question.question)
    answered = replace(question, answerable=True, answers=kept, kind=kind)
    return _placed(answered, list(dict.fromkeys(found)))


def without_answer(question: Question, answer: Answer) -> Question:
    """The question as one that the corpus does not answer."""
    reason = answer.abstention.reason if answer.abstention else None
    kind = _UNANSWERED[reason == "unsupported_premise"]
    return replace(question, answerable=False, kind=kind, answers=(), sources=(), quotes=())


def _as_typed(pipeline: Pipeline, receipt: Receipt) -> tuple[str, tuple[str, ...]]:
    """What the user wrote and what they asked before; a question that stands alone has neither."""
    if receipt.typed is None or receipt.session_id is None:
        return receipt.answer.question, ()
    try:
        turns = Sessions(pipeline.history).turns(receipt.session_id)
    except SessionNotFound:  # only how it was understood is left
        return receipt.answer.question, ()
    earlier = list(takewhile(lambda turn: turn.answer.id != receipt.answer.id, turns))
    return receipt.typed, tuple(turn.question for turn in earlier[-_REMEMBERED:])


def _facts(answer: Answer) -> tuple[tuple[str, ...], ...]:
    """What the answer says, in forms that it states; a whole claim where no short one does."""
    if answer.conflict:
        return tuple((reading.text,) for reading in answer.conflict.readings)
    said = tokens(answer.answer or "")
    parts = [_forms(part) for part in (answer.short_answer or "").split("; ") if part]
    if parts and all(states(said, forms) for forms in parts):
        return tuple(parts)
    return (tuple(claim.text for claim in answer.claims),)


def _forms(part: str) -> tuple[str, ...]:
    """A time is told as it is written and as what it means: both are right."""
    gloss = _GLOSS.match(part)
    return (gloss["said"], gloss["meant"]) if gloss else (part,)


def _kind(question: Question, answer: Answer) -> str:
    if answer.conflict:
        return "conflict"
    is_list = len((answer.short_answer or "").split("; ")) > 1
    return "list" if is_list and len(parts_of(question.question)) == 1 else question.kind


def _places_of(pipeline: Pipeline, receipt: Receipt, forms: Sequence[str]) -> Places:
    """Where a fact is stated: citations, else the best sentence read, else one that is found."""
    cited = [(one.source_id, one.quote) for one in receipt.answer.citations]
    sources = {one.passage_id: one.source_id for part in receipt.parts for one in part.passages}
    sentences = [one for part in receipt.parts for one in part.sentences]
    read = [
        (sources[one.passage_id], one.text)
        for one in sorted(sentences, key=lambda one: -one.confidence)
        if one.passage_id in sources
    ]
    for places, most in ((cited, len(cited)), (read, 1)):
        if stating := _standing(pipeline, _stating(places, forms))[:most]:
            return stating
    return _found(pipeline, receipt.answer.question, forms)


def _found(pipeline: Pipeline, question: str, forms: Sequence[str]) -> Places:
    for found in pipeline.search(question, _SEARCHED):
        text = found.passage.text
        sentences = [text[span.start : span.end] for span in sentence_spans(text)]
        if stating := _stating([(found.passage.source_id, each) for each in sentences], forms):
            return stating[:1]
    return []


def _stating(places: Iterable[tuple[str, str]], forms: Sequence[str]) -> Places:
    return [(source_id, quote) for source_id, quote in places if states(tokens(quote), forms)]


def _standing(pipeline: Pipeline, places: Places) -> Places:
    """Those places that the index still holds."""
    standing = []
    for source_id, quote in places:
        try:
            text = pipeline.source_text(source_id)
        except SourceNotFound:
            continue
        if find_quote(quote, text):
            standing.append((source_id, quote))
    return standing


def _placed(question: Question, places: Places) -> Question:
    sources = tuple(dict.fromkeys(source_id for source_id, _ in places))
    quotes = tuple(dict.fromkeys(quote for _, quote in places))
    return replace(question, sources=sources, quotes=quotes)
