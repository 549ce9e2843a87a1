"""GET /health and /health/ready: both anonymous, neither names a file or a folder."""

from fastapi import APIRouter
from starlette.requests import Request

from api import schemas
from api.deps import PipelineDep
from qa.errors import IndexBusy, IndexMismatch, IndexMissing, IndexUnreachable, QAError

router = APIRouter(prefix="/health", tags=["health"])

_INGEST = "Run `qa ingest PATH` with the folder of your articles."
_DOCTOR = "`qa doctor` on its machine says which part, and what to do."
_UNREADY: dict[type[QAError], tuple[str, str]] = {
    IndexMissing: ("There is no index yet.", _INGEST),
    IndexMismatch: ("The index was made with other settings.", "Run `qa ingest --rebuild`."),
    IndexUnreachable: ("The Chroma server that keeps the vectors does not answer.", "Start it."),
    IndexBusy: ("Another process is writing the index.", "Try again when it is done."),
}


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
    try:
        status = pipeline.readiness()
    except QAError as error:  # told without its words: they name folders
        told = _UNREADY.get(type(error), ("The index cannot answer.", _DOCTOR))
        raise type(error)(*told) from error
    return schemas.Readiness(
        status="ready",
        sources=status.sources,
        passages=status.passages,
        index_fingerprint=status.fingerprint,
    )
