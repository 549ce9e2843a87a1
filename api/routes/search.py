"""POST /v1/search."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Annotated

from fastapi import APIRouter, Body

from api import schemas
from api.deps import PipelineDep
from api.examples import QUERIES, documented
from qa.errors import SourceNotFound
from qa.pipeline import Pipeline
from qa.types import RetrievedPassage, line_number

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
    """The passages with their lines. Raises as `Pipeline.search`."""
    many = (request.k or pipeline.settings.top_k) + request.offset
    only = request.only.as_filter() if request.only else None
    found = pipeline.search(request.query, many, only=only)[request.offset :]
    lines = _lines(pipeline, found)
    current = [item for item in found if item.passage.id in lines]
    return schemas.SearchResponse(
        query=request.query,
        results=[
            _result(rank, item, lines[item.passage.id])
            for rank, item in enumerate(current, start=request.offset + 1)
        ],
        index_fingerprint=pipeline.status().fingerprint,
    )


def _lines(pipeline: Pipeline, found: Sequence[RetrievedPassage]) -> dict[str, int]:
    # One text in memory at a time. A file that a sync removed since then has no lines.
    passages = [item.passage for item in found]
    lines: dict[str, int] = {}
    for source_id in {passage.source_id for passage in passages}:
        with suppress(SourceNotFound):
            text = pipeline.source_text(source_id)
            for passage in passages:
                if passage.source_id == source_id:
                    lines[passage.id] = line_number(text, passage.start)
    return lines


def _result(rank: int, found: RetrievedPassage, line: int) -> schemas.SearchResult:
    passage = found.passage
    return schemas.SearchResult(
        rank=rank,
        passage_id=passage.id,
        source_id=passage.source_id,
        title=passage.title,
        published=passage.published,
        text=passage.text,
        start=passage.start,
        end=passage.end,
        line=line,
        score=found.score,
        dense=found.dense,
        lexical=found.lexical,
        copies=list(found.copies),
    )
