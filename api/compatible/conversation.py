"""From the messages of a conversation to the one question that is asked."""

from collections.abc import Sequence

from api.compatible.schemas import Message
from api.refusals import Refusal, unsupported

_TEXT_PARTS = {"text", "input_text", "output_text"}


def question_of(messages: Sequence[Message], parameter: str) -> str:
    """The text of the last message that the user sent; earlier ones are not read.

    This is the place where a follow-up would be made to stand alone.

    Raises:
        Refusal: there is no such message, or it holds something other than text; `parameter` is
            the field of the request that the reply names.
    """
    asked = [message for message in messages if message.role == "user"]
    if not asked:
        raise Refusal(
            400,
            "no_question",
            f"'{parameter}' has no message with the role 'user'.",
            "Send the question as the last user message.",
            parameter,
        )
    return text_of(asked[-1], parameter)


def text_of(message: Message, parameter: str) -> str:
    """The text of a message, its parts joined by line breaks. Raises as `question_of` does."""
    if isinstance(message.content, str):
        return message.content
    parts = message.content or []
    for part in parts:
        if part.type not in _TEXT_PARTS:
            raise unsupported(parameter, f"holds a part of type '{part.type}'", "Send text only.")
    return "\n".join(part.text for part in parts)
