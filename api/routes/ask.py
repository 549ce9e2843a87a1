"""POST /v1/ask."""

from typing import Annotated

from fastapi import APIRouter, Body
from fastapi.responses import StreamingResponse
from starlette.requests import Request

from api import events, schemas
from api.answering import AskOptions
from api.deps import AnsweringDep, wants_fresh
from api.examples import QUESTIONS, documented

router = APIRouter(prefix="/v1", tags=["ask"])


@router.post(
    "/ask",
    summary="Ask a question",
    response_model=schemas.Answer,
    responses=events.described("/id"),
)
def ask(
    body: Annotated[schemas.AskRequest, Body(openapi_examples=documented(QUESTIONS))],
    request: Request,
    answering: AnsweringDep,
) -> schemas.Answer | StreamingResponse:
    """Answer a question from the indexed files, each statement with its proof.

    Every citation names a file and the exact characters in it. Where the corpus does not say,
    `status` is `abstained` and `abstention` has the reason: that is an answer, not an error.

    With `Accept: text/event-stream` the answer comes as events: `sources`, a `claim` for each
    statement as soon as it is proven, then `done` with the body that the JSON reply has.

    The same question gets the same answer, with its id, until a file changes; the header
    `Cache-Control: no-cache` asks anew.
    """
    options = AskOptions(k=body.k, as_of=body.as_of, only=body.as_filter())
    if events.wants_events(request):
        return events.streamed(
            lambda is_gone: answering.stream(
                body.question, options, surface="ask", state=request.state, given_up=is_gone
            )
        )
    answer = answering.ask(
        body.question, options, surface="ask", state=request.state, is_fresh=wants_fresh(request)
    )
    return schemas.Answer.model_validate(answer.to_dict())
