"""POST /v1/ask."""

from typing import Annotated

from fastapi import APIRouter, Body
from fastapi.responses import StreamingResponse
from starlette.requests import Request

from api import events, schemas
from api.deps import PipelineDep
from api.examples import QUESTIONS, documented

router = APIRouter(prefix="/v1", tags=["ask"])


_STREAM = {"content": {events.MEDIA_TYPE: {"schema": {"type": "string"}}}}


@router.post(
    "/ask", summary="Ask a question", response_model=schemas.Answer, responses={200: _STREAM}
)
def ask(
    request: Annotated[schemas.AskRequest, Body(openapi_examples=documented(QUESTIONS))],
    pipeline: PipelineDep,
    http: Request,
) -> schemas.Answer | StreamingResponse:
    """Answer a question from the indexed files, each statement with its proof.

    Every citation names a file and the exact characters in it. Where the corpus does not say,
    `status` is `abstained` and `abstention` has the reason: that is an answer, not an error.

    With `Accept: text/event-stream` the answer comes as events: `sources`, a `claim` for each
    statement as soon as it is proven, then `done` with the body that the JSON reply has.
    """
    if events.MEDIA_TYPE in http.headers.get("accept", ""):
        return events.streamed(pipeline.stream(request.question, request.k))
    answer = pipeline.ask(request.question, request.k)
    return schemas.Answer.model_validate(answer.to_dict())
