"""POST /v1/ask."""

from typing import Annotated

from fastapi import APIRouter, Body

from api import schemas
from api.deps import PipelineDep
from api.examples import QUESTIONS, documented

router = APIRouter(prefix="/v1", tags=["ask"])


@router.post("/ask", summary="Ask a question")
def ask(
    request: Annotated[schemas.AskRequest, Body(openapi_examples=documented(QUESTIONS))],
    pipeline: PipelineDep,
) -> schemas.Answer:
    """Answer a question from the indexed files, each statement with its proof.

    Every citation names a file and the exact characters in it. Where the corpus does not say,
    `status` is `abstained` and `abstention` has the reason: that is an answer, not an error.
    """
    answer = pipeline.ask(request.question, request.k, as_of=request.as_of)
    return schemas.Answer.model_validate(answer.to_dict())
