"""POST /v1/search."""

from typing import Annotated

from fastapi import APIRouter, Body

from api import schemas
from api.deps import PipelineDep
from api.examples import QUERIES, documented
from qa.pipeline import Pipeline
from qa.retrieval.hits import hits_of

router = APIRouter(prefix="/v1", tags=["search"])


@router.post("/search", summary="Find passages")
def search(
    request: Annotated[schemas.SearchRequest, Body(openapi_examples=documented(QUERIES))],
    pipeline: PipelineDep,
) -> schemas.SearchResponse:
    """The passages that match best, without an answer.

    `text` is the source's text from `start` to `end`.
    """
    return find(pipeline, request)


def find(pipeline: Pipeline, request: schemas.SearchRequest) -> schemas.SearchResponse:
    """The passages with their places. Raises as `Pipeline.search`."""
    many = (request.k or pipeline.settings.top_k) + request.offset
    found = pipeline.search(request.query, many, only=request.as_filter())[request.offset :]
    hits = hits_of(found, pipeline.source_text, request.offset + 1)
    return schemas.SearchResponse(
        query=request.query,
        results=[schemas.SearchResult.model_validate(hit.to_dict()) for hit in hits],
        index_fingerprint=pipeline.status().fingerprint,
    )
