"""GET /v1/sources, one source, and its text."""

from dataclasses import asdict

from fastapi import APIRouter
from fastapi.responses import PlainTextResponse
from starlette.convertors import PathConvertor, register_url_convertor

from api import schemas
from api.deps import PipelineDep, SourceId


class SourceIdConvertor(PathConvertor):
    """The rest of the path; unlike `:path` also where a file name has a line break in it."""

    regex = "(?s:.*)"


register_url_convertor("source_id", SourceIdConvertor())

router = APIRouter(prefix="/v1/sources", tags=["sources"])


@router.head("", include_in_schema=False)
@router.get("", summary="List the sources")
def list_sources(pipeline: PipelineDep) -> list[schemas.Source]:
    """Every file in the index, by `source_id`."""
    return [schemas.Source.model_validate(asdict(source)) for source in pipeline.sources()]


# Declared before `read_source`, whose pattern would take the `/text` for a part of the id.
@router.head("/{source_id:source_id}/text", include_in_schema=False)
@router.get(
    "/{source_id:source_id}/text", summary="The text of a source", response_class=PlainTextResponse
)
def read_source_text(source_id: SourceId, pipeline: PipelineDep) -> PlainTextResponse:
    """The text that offsets count in, exactly as it was indexed.

    Offsets are code points: decode the body as UTF-8 before you count.
    """
    return PlainTextResponse(pipeline.source_text(source_id))


@router.head("/{source_id:source_id}", include_in_schema=False)
@router.get("/{source_id:source_id}", summary="One source")
def read_source(source_id: SourceId, pipeline: PipelineDep) -> schemas.Source:
    """What the index knows about one file."""
    return schemas.Source.model_validate(asdict(pipeline.source(source_id)))
