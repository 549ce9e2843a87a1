"""GET /v1/tasks/{task_id}: how far a change of the corpus is."""

from typing import Annotated

from fastapi import APIRouter, Path

from api import schemas
from api.deps import IngestionDep

router = APIRouter(prefix="/v1/tasks", tags=["sources"])


@router.get("/{task_id}", summary="How far is an upload?")
def read_task(
    task_id: Annotated[str, Path(description="As the reply to the upload or deletion has it.")],
    ingestion: IngestionDep,
) -> schemas.Task:
    """The state of a change: `queued`, `running`, `succeeded` or `failed` with the reason."""
    return schemas.Task.model_validate(ingestion.board.get(task_id).model_dump())
