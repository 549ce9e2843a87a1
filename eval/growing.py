"""A set grows by questions from past answers: what `qa eval add` does."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.adding import question_from
from eval.questions import Question
from eval.writing_sets import append_questions, questions_in, unfit
from qa.errors import QuestionError
from qa.pipeline import Pipeline
from qa.receipts.values import Receipt

# What a person makes of a question; None where they skip it.
Review = Callable[[Question, Receipt], Question | None]


class Enough(Exception):  # for `grow`, which keeps what was accepted so far
    """The person wants no more questions."""


@dataclass(frozen=True, slots=True)
class Grown:
    """What was added to a set, and of each other answer why it was not, in a sentence."""

    added: tuple[Question, ...]
    left_out: tuple[str, ...]


def grow(
    pipeline: Pipeline, answer_ids: Sequence[str], path: Path, review: Review | None = None
) -> Grown:
    """Questions from these answers added to a set at the end: all that are accepted, or none.

    Without a `review` every question that is fit is taken as it is, tagged as a draft. A question
    that the set has already is left out.

    Raises:
        AnswerNotFound: no receipt of an answer is kept.
        CorpusError: the file is there and is no set.
        SettingsError: it cannot be written.
        IndexUnusable: there is no index, or it cannot serve.
    """
    known = {one.wording: one.id for one in questions_in(path)}
    receipts = [pipeline.receipts.find(answer_id) for answer_id in answer_ids]
    added: list[Question] = []
    left_out: list[str] = []
    for receipt in receipts:
        try:
            question = _asked_for(pipeline, receipt, known, review)
        except QuestionError as error:
            left_out.append(f"{receipt.answer.id} is not added: {error.message}")
        except Enough:
            break
        else:
            if question is not None:
                known[question.wording] = question.id
                added.append(question)
    if added:
        append_questions(added, path)
    return Grown(tuple(added), tuple(left_out))


def _asked_for(
    pipeline: Pipeline,
    receipt: Receipt,
    known: dict[tuple[object, ...], str],
    review: Review | None,
) -> Question | None:
    """The question of a receipt as it goes into the set; None where a person skips it.

    Raises:
        QuestionError: it cannot go there; the message says why.
    """
    question = question_from(pipeline, receipt)
    _require_new(question, known)
    if review is None:
        if lack := unfit(question):
            raise QuestionError(
                f"{lack}.", "Say what is right with `qa feedback`, or add it in a terminal."
            )
        return question
    accepted = review(question, receipt)
    if accepted is not None:
        _require_new(accepted, known)
    return accepted


def _require_new(question: Question, known: dict[tuple[object, ...], str]) -> None:
    if question.wording in known:
        raise QuestionError(
            f"the set has its question already, as {known[question.wording]}.", "Leave it out."
        )
