"""From the messages of a conversation to its questions and what was replied to them."""

from collections.abc import Sequence
from dataclasses import dataclass

from api.compatible.rendering import read_back
from api.compatible.schemas import Message
from api.refusals import Refusal, unsupported
from qa.chat.conversation import REMEMBERED, Conversations, cited_passages
from qa.chat.recalled import Recalled, recall
from qa.chat.turns import earlier_of
from qa.chat.understanding import Understood, evidence_of
from qa.errors import AnswerNotFound, QuestionError
from qa.pipeline import Pipeline, clean_question
from qa.receipts.values import Receipt
from qa.types import FollowUp

_TEXT_PARTS = {"text", "input_text", "output_text"}


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of a conversation and the text of the reply to it, '' where there is none."""

    question: str
    reply: str


def asked_in(messages: Sequence[Message], parameter: str) -> list[Asked]:
    """The user's messages in their order, each with what the assistant said after it.

    Raises:
        Refusal: there is no such message, or the last one holds something other than text;
            `parameter` is the field of the request that the reply names.
    """
    asked: list[Asked] = []
    last = next((each for each in reversed(messages) if each.role == "user"), None)
    if last is None:
        raise Refusal(
            400,
            "no_question",
            f"'{parameter}' has no message with the role 'user'.",
            "Send the question as the last user message.",
            parameter,
        )
    _require_text(last, parameter)
    for message in messages:
        text = text_of(message)
        if message.role == "user":
            asked.append(Asked(text, ""))
        elif message.role == "assistant" and asked:
            asked[-1] = Asked(asked[-1].question, f"{asked[-1].reply}\n\n{text}".strip())
    return asked


def understood_in(
    asked: Sequence[Asked],
    previous: Receipt | None,
    pipeline: Pipeline,
    conversations: Conversations,
) -> Understood:
    """How to ask the last question after the ones before it, as a session does.

    `previous` is an answer that came before them all.

    Raises:
        What `Pipeline.ask` raises.
    """
    turns = [_of_receipt(previous)] if previous else []
    for each in asked[:-1][-REMEMBERED:]:
        asked_as, told = read_back(each.reply)
        question = _askable(asked_as or each.question)
        if question:
            turns.append(recall(pipeline, question, told))
    brought = FollowUp(None, None, evidence_of([turn.passage_ids for turn in turns]))
    typed = clean_question(asked[-1].question)
    return conversations.understanding.of(typed, [turn.earlier for turn in turns], brought)


def previous_of(response_id: str | None, pipeline: Pipeline) -> Receipt | None:
    """The receipt of the answer that an earlier response carried; None where none is named.

    Raises:
        Refusal: none is kept.
    """
    if response_id is None:
        return None
    try:
        return pipeline.receipts.find(response_id.removeprefix("resp_"))
    except AnswerNotFound as error:
        raise Refusal(
            400,
            "previous_response_not_found",
            f"Previous response with id {response_id!r} not found.",
            "Send the messages of the conversation in `input`; QA_RECEIPTS says how many are kept.",
            "previous_response_id",
        ) from error


def _of_receipt(receipt: Receipt) -> Recalled:
    return Recalled(earlier_of(receipt.answer), cited_passages(receipt))


def _askable(question: str) -> str | None:
    """An earlier message as a question; None where it could not be asked, such as 'Thanks!!'."""
    try:
        return clean_question(question)
    except QuestionError:
        return None


def text_of(message: Message) -> str:
    """The text of a message, its parts joined by line breaks; pictures and files are left out."""
    if isinstance(message.content, str):
        return message.content
    return "\n".join(part.text for part in message.content or [] if part.type in _TEXT_PARTS)


def _require_text(message: Message, parameter: str) -> None:
    parts = message.content if isinstance(message.content, list) else []
    for part in parts:
        if part.type not in _TEXT_PARTS:
            raise unsupported(parameter, f"holds a part of type '{part.type}'", "Send text only.")
