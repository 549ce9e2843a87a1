"""GET /health and /health/ready: both anonymous, neither names a file or a folder."""

from fastapi import APIRouter
from starlette.requests import Request

from api import schemas
from api.deps import PipelineDep

router = APIRouter(prefix="/health", tags=["health"])


# The one async handler: it must answer while every thread is busy with a question.
@router.head("", include_in_schema=False)
@router.get("", summary="Is the process alive?")
async def health(request: Request) -> schemas.Health:
    """The process lives: always 200."""
    return schemas.Health(status="ok", version=request.app.version)


@router.head("/ready", include_in_schema=False)
@router.get("/ready", summary="Can the index answer?")
def ready(pipeline: PipelineDep) -> schemas.Readiness:
    """The index can answer: 200 with its size, or 503 with what to do about it."""
    status = pipeline.status()
    return schemas.Readiness(
        status="ready",
        sources=status.sources,
        passages=status.passages,
        index_fingerprint=status.fingerprint,
    )
