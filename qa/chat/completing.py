"""One short completion of a language model."""

from qa.answering.chat_model import ChatModel, ContextOverflow, ReplyCut
from qa.answering.deadline import Deadline
from qa.errors import EndpointError

_MOST_TOKENS = 120  # of a rewritten question
_SHARE = 0.5  # of the time for a question; the rest is for its answer
_HINT = "Unset QA_LLM_MODEL to ask no model."


class Completion:
    """What a chat model says to one text, whole."""

    def __init__(self, model: ChatModel) -> None:
        self._model = model

    def __call__(self, instructions: str, text: str) -> str:
        """What the model says, without the key.

        Raises:
            EndpointError: it refused, failed, was too slow or said nothing.
        """
        deadline = Deadline(_SHARE * self._model.deadline_seconds)
        try:
            pieces = self._model.reply(instructions, text, deadline, {}, most_tokens=_MOST_TOKENS)
            said = self._model.redacted("".join(pieces))
        except (ContextOverflow, ReplyCut) as error:
            raise EndpointError(str(error), _HINT) from error
        if not said.strip():
            raise EndpointError("The language model sent an empty reply.", _HINT)
        return said
