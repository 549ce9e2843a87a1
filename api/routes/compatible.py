"""What clients of the OpenAI API call: chat completions, responses and the list of models."""

from typing import Annotated, Any

from fastapi import APIRouter, Body
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from api.answering import DEFAULTS, Answering, AskOptions, Surface
from api.compatible import MODEL
from api.compatible.conversation import asked_in, previous_of, understood_in
from api.compatible.replies import Reply, chat_chunks, chat_completion, reply_to
from api.compatible.response_events import events, response
from api.compatible.schemas import ChatCompletionRequest, Model, ModelList, ResponseRequest
from api.compatible.streaming import stream
from api.deps import AnsweringDep, ConversationsDep, ModelName, PipelineDep, wants_fresh
from api.examples import CHATS, INPUTS, documented
from api.refusals import unknown_model
from qa.chat.understanding import Understood
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
    conversations: ConversationsDep,
    pipeline: PipelineDep,
) -> Response:
    """Answer the last user message, for any client of OpenAI's chat completions.

    It may lean on the messages before it ('And when?'); where it was rewritten to stand alone, the
    text begins with `Asked as:`, and `corpus_qa_follow_up` says by whom. The text carries markers
    such as `[1]` and ends with the list of sources; `annotations` has a `url_citation` for each
    marker, with the quote and its place in the source. `corpus_qa` is the answer as `POST /v1/ask`
    returns it. With `stream` the same comes word by word.
    """
    body.require_offered()
    asked = asked_in(body.messages, "messages")
    understood = understood_in(asked, None, pipeline, conversations)
    reply = _ask(request, answering, "chat", understood)
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
    conversations: ConversationsDep,
    pipeline: PipelineDep,
) -> Response:
    """Answer the last user message, for any client of OpenAI's responses.

    `annotations` has a `file_citation` for each marker in the text. The question may lean on the
    messages before it, or on the response `previous_response_id` as long as its receipt is kept.
    """
    body.require_offered()
    previous = previous_of(body.previous_response_id, pipeline)
    asked = asked_in(body.messages(), "input")
    understood = understood_in(asked, previous, pipeline, conversations)
    reply = _ask(request, answering, "responses", understood, body.previous_response_id)
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


def _ask(
    request: Request,
    answering: Answering,
    surface: Surface,
    understood: Understood,
    previous_id: str | None = None,
) -> Reply:
    is_alone = understood.by is None and not understood.follow_up.passage_ids
    options = DEFAULTS if is_alone else AskOptions(follow_up=understood.follow_up)
    answer = answering.ask(
        understood.question,
        options,
        surface=surface,
        state=request.state,
        is_fresh=wants_fresh(request),
    )
    counter: MiniLMEmbedder = request.app.state.token_counter
    return reply_to(
        understood.noticed(answer),
        understood,
        counter.count_tokens,
        str(request.base_url),
        previous_id,
    )
