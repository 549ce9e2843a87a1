"""Does a set fit the index? What `qa eval check` finds out."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from eval.matching import states, tokens
from eval.places import find_quote
from eval.questions import KINDS, Question, unaskable
from qa.pipeline import Pipeline

_FEWEST_UNANSWERABLE = 0.1  # below this share a system that never abstains loses next to nothing
_ENOUGH_TO_JUDGE = 20  # questions from which on the balance of a set says something
_WORDED_OTHERWISE = ("yes_no", "why", "how")  # kinds whose answers need not stand in the text


@dataclass(frozen=True, slots=True)
class SetCheck:
    """How many questions of each kind, what the index does not bear out, and what looks odd.

    Problems make scores wrong; notes are for a person to look at. Both are sentences.
    """

    questions: int
    answerable: int
    kinds: dict[str, int]
    problems: tuple[str, ...]
    notes: tuple[str, ...]


def check_set(pipeline: Pipeline, questions: list[Question]) -> SetCheck:
    """Every expected source looked up, every quote and answer looked for in them.

    Raises:
        IndexUnusable: there is no index, or it cannot serve.
    """
    known = {source.source_id for source in pipeline.sources()}
    texts = {
        source_id: pipeline.source_text(source_id)
        for source_id in sorted({name for question in questions for name in question.sources})
        if source_id in known
    }
    words = {source_id: tokens(text) for source_id, text in texts.items()}
    problems = [problem for question in questions for problem in _problems(question, texts)]
    notes = [note for question in questions for note in _answers_not_found(question, words)]
    counts = {kind: sum(question.kind == kind for question in questions) for kind in KINDS}
    return SetCheck(
        questions=len(questions),
        answerable=sum(question.answerable for question in questions),
        kinds={kind: count for kind, count in counts.items() if count},
        problems=tuple(problems),
        notes=(*notes, *_doubles(questions), *_leaks(questions, words), *_imbalance(questions)),
    )


def missing_sources(pipeline: Pipeline, questions: list[Question]) -> list[str]:
    """The expected sources that the index does not hold, sorted.

    Raises:
        IndexUnusable: there is no index, or it cannot serve.
    """
    known = {source.source_id for source in pipeline.sources()}
    return sorted({name for question in questions for name in question.sources} - known)


def _problems(question: Question, texts: dict[str, str]) -> list[str]:
    missing = [source_id for source_id in question.sources if source_id not in texts]
    problems = [f"{question.id}: source {source_id!r} is not in the index" for source_id in missing]
    if why := unaskable(question):
        problems.append(f"{question.id}: it can never be asked: {why}")
    present = [texts[source_id] for source_id in question.sources if source_id in texts]
    for quote in question.quotes:
        if not any(find_quote(quote, text) for text in present):
            problems.append(f"{question.id}: no source of it holds the quote {quote!r}")
    return problems


def _answers_not_found(question: Question, words: Mapping[str, list[str]]) -> Iterable[str]:
    """Facts of which no form stands in a source; an answer may be right in other words."""
    present = [words[name] for name in question.sources if name in words]
    if not present or question.kind in _WORDED_OTHERWISE:
        return
    for forms in question.answers:
        if not any(states(text, forms) for text in present):
            yield f"{question.id}: no source of it states {' or '.join(map(repr, forms))}"


def _doubles(questions: list[Question]) -> Iterable[str]:
    """Questions in the same words: they count twice in every score."""
    same: dict[tuple[object, ...], list[str]] = defaultdict(list)
    for question in questions:
        same[question.wording].append(question.id)
    for ids in same.values():
        if len(ids) > 1:
            yield f"{', '.join(ids)}: the same question"


def _leaks(questions: list[Question], words: Mapping[str, list[str]]) -> Iterable[str]:
    """Questions that give their answer away, or stand in a source word for word."""
    for question in questions:
        asked = tokens(question.question)
        for forms in question.answers:
            if question.kind != "yes_no" and states(asked, forms):
                yield f"{question.id}: the question holds its answer {forms[0]!r}"
        if any(states(words.get(name, []), [question.question]) for name in question.sources):
            yield f"{question.id}: its source holds the question word for word"


def _imbalance(questions: list[Question]) -> Iterable[str]:
    answerable = sum(question.answerable for question in questions)
    without = len(questions) - answerable
    if len(questions) >= _ENOUGH_TO_JUDGE and without < _FEWEST_UNANSWERABLE * len(questions):
        yield (
            f"{without} of {len(questions)} questions have no answer: a system that never abstains "
            "would score nearly as well"
        )
