"""POST /v1/ask."""

from typing import Annotated

from fastapi import APIRouter, Body
from starlette.requests import Request

from api import schemas
from api.deps import AnsweringDep, wants_fresh
from api.examples import QUESTIONS, documented

router = APIRouter(prefix="/v1", tags=["ask"])


@router.post("/ask", summary="Ask a question")
def ask(
    body: Annotated[schemas.AskRequest, Body(openapi_examples=documented(QUESTIONS))],
    request: Request,
    answering: AnsweringDep,
) -> schemas.Answer:
    """Answer a question from the indexed files, each statement with its proof.

    Every citation names a file and the exact characters in it. Where the corpus does not say,
    `status` is `abstained` and `abstention` has the reason: that is an answer, not an error.

    The same question gets the same answer, with its id, until a file changes; the header
    `Cache-Control: no-cache` asks anew.
    """
    answer = answering.ask(
        body.question,
        surface="ask",
        state=request.state,
        k=body.k,
        only=body.only.as_filter() if body.only else None,
        is_fresh=wants_fresh(request),
    )
    return schemas.Answer.model_validate(answer.to_dict())
