"""/v1/answers: how an answer came about, and what people say of it."""

from typing import Annotated

from fastapi import APIRouter, Body

from api import schemas, session_schemas
from api.deps import AnswerId, PipelineDep

router = APIRouter(prefix="/v1/answers", tags=["answers"])


@router.get("/{answer_id}", summary="The receipt of an answer")
def read_answer(answer_id: AnswerId, pipeline: PipelineDep) -> session_schemas.Receipt:
    """The answer, what was searched, read, cited and dropped for it, and with what.

    Receipts are kept as the settings `QA_RECEIPTS` and `QA_RECEIPT_DAYS` say.
    """
    return session_schemas.Receipt.model_validate(pipeline.receipts.find(answer_id).to_dict())


@router.post("/{answer_id}/replay", summary="Ask it again")
def replay_answer(answer_id: AnswerId, pipeline: PipelineDep) -> session_schemas.Replay:
    """Whether the same question gives the same answer now, and what changed."""
    again = pipeline.replay(answer_id)
    return session_schemas.Replay(
        is_same=again.is_same,
        changes=list(again.changes),
        now=schemas.Answer.model_validate(again.now.answer.to_dict()),
    )


@router.post("/{answer_id}/feedback", summary="Say whether an answer was right")
def give_feedback(
    answer_id: AnswerId,
    feedback: Annotated[session_schemas.FeedbackRequest, Body()],
    pipeline: PipelineDep,
) -> session_schemas.Feedback:
    """Keep it with the receipt, in place of what was said of the answer before.

    `GET /v1/answers/{answer_id}` has it in `feedback`; it goes when the receipt goes.
    """
    given = pipeline.give_feedback(
        answer_id, feedback.rating, expected=feedback.expected, comment=feedback.comment
    )
    return session_schemas.Feedback.model_validate(given.to_dict())


@router.delete("/{answer_id}", summary="Delete a receipt", status_code=204)
def delete_answer(answer_id: AnswerId, pipeline: PipelineDep) -> None:
    """Delete the receipt; a session that holds the answer keeps it."""
    pipeline.receipts.delete(answer_id)
