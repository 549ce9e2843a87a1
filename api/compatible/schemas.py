"""Requests of these routes: the fields that change an answer; the rest is accepted and ignored.

A client sends many fields that steer a language model, such as `temperature`. They do not change
what the corpus says, so refusing them would only break clients. What would change the meaning of a
reply and is not offered is refused by name.
"""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from api.compatible import MODEL
from api.refusals import Refusal, unknown_model, unsupported

_ONE_TEXT = "Leave it out; the reply is one text with citations."


class ContentPart(BaseModel):
    """A piece of a message; only text is read."""

    model_config = ConfigDict(extra="ignore", strict=True)

    type: str
    text: str = ""


class Message(BaseModel):
    """One turn of a conversation."""

    model_config = ConfigDict(extra="ignore", strict=True)

    role: str = "user"
    content: str | list[ContentPart] | None = None


class StreamOptions(BaseModel):
    """What a stream carries besides the text."""

    model_config = ConfigDict(extra="ignore", strict=True)

    include_usage: bool = False


class _Request(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True)

    model: str = Field(description="As GET /v1/models names it.", examples=[MODEL])
    stream: bool | None = False
    tool_choice: str | dict[str, Any] | None = Field(None, description="`auto` or `none`.")

    def require_offered(self) -> None:
        """Check that nothing is asked for that would change the meaning of the reply.

        Raises:
            Refusal: the model is unknown, or a field asks for what is not offered.
        """
        if self.model != MODEL:
            raise unknown_model(self.model, MODEL)
        if self.tool_choice not in (None, "auto", "none"):
            raise unsupported("tool_choice", "asks for a tool call", _ONE_TEXT)
        refusal = self.refusal()
        if refusal is not None:
            raise refusal

    def refusal(self) -> Refusal | None:
        """What of this kind of request is not offered, or None."""
        raise NotImplementedError


class ChatCompletionRequest(_Request):
    """A conversation; its last user message is the question, which may lean on those before."""

    messages: list[Message] = Field(min_length=1)
    n: int | None = None
    stream_options: StreamOptions | None = None
    response_format: dict[str, Any] | None = None

    def refusal(self) -> Refusal | None:
        """Several choices, or a reply in another form than text."""
        if self.n not in (None, 1):
            return unsupported("n", f"is {self.n}: there is one answer", "Leave it out.")
        if (self.response_format or {}).get("type", "text") != "text":
            return unsupported("response_format", "asks for another form than text", _ONE_TEXT)
        return None


class InputItem(Message):
    """One item of the input; those that are no messages are skipped."""

    type: str = "message"


class ResponseRequest(_Request):
    """A question, or a conversation whose last user message is the question."""

    input: str | list[InputItem]
    text: dict[str, Any] | None = None
    previous_response_id: str | None = None
    conversation: str | dict[str, Any] | None = None
    background: bool | None = False

    def refusal(self) -> Refusal | None:
        """Whatever needs a stored conversation, or a reply in another form than text."""
        for name in ("conversation", "background"):
            if getattr(self, name):
                hint = (
                    "Send `previous_response_id`, or the messages of the conversation in `input`."
                )
                return unsupported(name, "needs stored conversations, and none are kept", hint)
        if ((self.text or {}).get("format") or {}).get("type", "text") != "text":
            return unsupported("text.format", "asks for another form than text", _ONE_TEXT)
        return None

    def messages(self) -> list[Message]:
        """The messages of the input, in their order."""
        if isinstance(self.input, str):
            return [Message(role="user", content=self.input)]
        return [item for item in self.input if item.type == "message"]


class Model(BaseModel):
    """A model as clients list it; `created` is when this service started, in Unix seconds."""

    id: str
    object: Literal["model"] = "model"
    created: int
    owned_by: str = MODEL


class ModelList(BaseModel):
    """The one model."""

    object: Literal["list"] = "list"
    data: list[Model]
