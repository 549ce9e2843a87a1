"""GET /version and /metrics: for those who run the service."""

from fastapi import APIRouter
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.requests import Request
from starlette.responses import Response

from api import schemas
from api.deps import PipelineDep

router = APIRouter(tags=["operations"])


@router.get("/version", summary="What runs here?")
def version(request: Request, pipeline: PipelineDep) -> schemas.Version:
    """The service and its models by version."""
    return schemas.Version(
        service=request.app.version,
        embedder=pipeline.embedder.name,
        reader=pipeline.reader.name,
    )


@router.get("/metrics", summary="Counters for Prometheus", response_class=Response)
def metrics(request: Request, pipeline: PipelineDep) -> Response:
    """Requests, questions, stages, abstentions and the index, in Prometheus' text format."""
    text = request.app.state.metrics.exposition(pipeline)
    return Response(text, media_type=CONTENT_TYPE_LATEST)
