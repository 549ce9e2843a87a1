"""What clients of the OpenAI API call: chat completions, responses and the list of models."""

from typing import Annotated, Any

from fastapi import APIRouter, Body
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from api.answering import Answering, Surface
from api.compatible import MODEL
from api.compatible.conversation import question_of
from api.compatible.replies import Reply, chat_chunks, chat_completion, reply_to
from api.compatible.response_events import events, response
from api.compatible.schemas import ChatCompletionRequest, Model, ModelList, ResponseRequest
from api.compatible.streaming import stream
from api.deps import AnsweringDep, ModelName, wants_fresh
from api.examples import CHATS, INPUTS, documented
from api.refusals import unknown_model
from qa.ingest.embedding import MiniLMEmbedder

router = APIRouter(prefix="/v1", tags=["OpenAI-compatible"])

_EVENTS: dict[int | str, dict[str, Any]] = {200: {"content": {"text/event-stream": {}}}}


@router.post(
    "/chat/completions",
    summary="Ask as a chat completion",
    response_model=dict[str, Any],
    responses=_EVENTS,
)
def create_chat_completion(
    body: Annotated[ChatCompletionRequest, Body(openapi_examples=documented(CHATS))],
    request: Request,
    answering: AnsweringDep,
) -> Response:
    """Answer the last user message, for any client of OpenAI's chat completions.

    The text carries markers such as `[1]` and ends with the list of sources; `annotations` has a
    `url_citation` for each marker, with the quote and its place in the source. `corpus_qa` is the
    answer as `POST /v1/ask` returns it. With `stream` the same comes word by word.
    """
    body.require_offered()
    reply = _ask(request, answering, "chat", question_of(body.messages, "messages"))
    if not body.stream:
        return JSONResponse(chat_completion(reply))
    wants_usage = body.stream_options is not None and body.stream_options.include_usage
    return stream(chat_chunks(reply, include_usage=wants_usage), is_named=False)


@router.post(
    "/responses", summary="Ask as a response", response_model=dict[str, Any], responses=_EVENTS
)
def create_response(
    body: Annotated[ResponseRequest, Body(openapi_examples=documented(INPUTS))],
    request: Request,
    answering: AnsweringDep,
) -> Response:
    """Answer the last user message, for any client of OpenAI's responses.

    `annotations` has a `file_citation` for each marker in the text. Nothing is stored, so
    `previous_response_id` is refused: send the whole conversation.
    """
    body.require_offered()
    reply = _ask(request, answering, "responses", question_of(body.messages(), "input"))
    return stream(events(reply), is_named=True) if body.stream else JSONResponse(response(reply))


@router.get("/models", summary="List the models")
async def list_models(request: Request) -> ModelList:
    """The one model that these routes offer."""
    return ModelList(data=[_model(request)])


@router.get("/models/{model}", summary="One model")
async def read_model(model: ModelName, request: Request) -> Model:
    """The model, where it has that name."""
    if model != MODEL:
        raise unknown_model(model, MODEL)
    return _model(request)


def _model(request: Request) -> Model:
    return Model(id=MODEL, created=request.app.state.started)


def _ask(request: Request, answering: Answering, surface: Surface, question: str) -> Reply:
    answer = answering.ask(
        question, surface=surface, state=request.state, is_fresh=wants_fresh(request)
    )
    counter: MiniLMEmbedder = request.app.state.token_counter
    return reply_to(answer, counter.count_tokens, str(request.base_url))
