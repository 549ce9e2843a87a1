"""What handlers ask for, as types: a signature reads as its needs."""

from typing import Annotated

from fastapi import Depends, Path
from starlette.requests import Request

from api.answering import Answering
from api.examples import MODELS, SOURCE_IDS, documented
from api.ingestion import Ingestion
from api.refusals import uploads_off
from qa.chat.conversation import Conversations
from qa.chat.model_rewriter import open_rewriter
from qa.pipeline import Pipeline


async def get_pipeline(request: Request) -> Pipeline:
    """The pipeline that the application was made with or opened when it started."""
    pipeline: Pipeline = request.app.state.pipeline
    return pipeline


async def get_answering(request: Request) -> Answering:
    """The one way to an answer."""
    answering: Answering = request.app.state.answering
    return answering


def wants_fresh(request: Request) -> bool:
    """Whether the caller takes no answer that was given before (RFC 9111, no-cache)."""
    return "no-cache" in request.headers.get("cache-control", "")


AnsweringDep = Annotated[Answering, Depends(get_answering)]


async def get_ingestion(request: Request) -> Ingestion:
    """What changes the corpus.

    Raises:
        Refusal: the service was not told to.
    """
    ingestion: Ingestion | None = request.app.state.ingestion
    if ingestion is None:
        raise uploads_off()
    return ingestion


IngestionDep = Annotated[Ingestion, Depends(get_ingestion)]
PipelineDep = Annotated[Pipeline, Depends(get_pipeline)]


async def get_conversations(request: Request, pipeline: PipelineDep) -> Conversations:
    """The sessions over the pipeline; one for the application, which may hold them in memory."""
    state = request.app.state
    if getattr(state, "conversations", None) is None:
        state.conversations = Conversations(pipeline, open_rewriter(pipeline.chat_model))
    conversations: Conversations = state.conversations
    return conversations


ConversationsDep = Annotated[Conversations, Depends(get_conversations)]

SessionId = Annotated[str, Path(description="The `id` of a session.")]
AnswerId = Annotated[str, Path(description="The `id` of an answer.")]

SourceId = Annotated[
    str,
    Path(
        description="Path of the file relative to the corpus folder, with `/`, percent-encoded.",
        openapi_examples=documented(SOURCE_IDS),
    ),
]

ModelName = Annotated[
    str, Path(description="As the list of models has it.", openapi_examples=documented(MODELS))
]
