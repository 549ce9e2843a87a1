"""/v1/sources: list, read, add and delete the files that answers come from."""

from dataclasses import asdict
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import PlainTextResponse
from starlette.concurrency import run_in_threadpool
from starlette.convertors import PathConvertor, register_url_convertor
from starlette.requests import Request
from starlette.responses import Response

from api import schemas
from api.conditional import etag_of, is_known
from api.deps import IngestionDep, PipelineDep, SourceId
from api.tasks import Task
from api.uploads import UPLOAD, read_upload


class SourceIdConvertor(PathConvertor):
    """The rest of the path; unlike `:path` also where a file name has a line break in it.

    What ends in `/text` is the address of a text: no file that is read has such a name.
    """

    regex = "(?s:.*)(?<!/text)"


register_url_convertor("source_id", SourceIdConvertor())

MOST_SOURCES = 10_000

router = APIRouter(prefix="/v1/sources", tags=["sources"])


@router.head("", include_in_schema=False)
@router.get("", summary="List the sources")
def list_sources(
    pipeline: PipelineDep,
    request: Request,
    response: Response,
    limit: Annotated[int, Query(ge=1, le=MOST_SOURCES, description="At most so many.")] = 1000,
    after: Annotated[str, Query(description="Only those behind this `source_id`.")] = "",
) -> list[schemas.Source]:
    """The files in the index, by `source_id`.

    Where there are more, the header `Link` has the address of the next page (RFC 8288).
    """
    found = pipeline.sources(after, limit + 1)
    if len(found) > limit:
        following = request.url.include_query_params(limit=limit, after=found[limit - 1].source_id)
        response.headers["Link"] = f'<{following}>; rel="next"'
    return [schemas.Source.model_validate(asdict(source)) for source in found[:limit]]


@router.post("", status_code=HTTPStatus.ACCEPTED, summary="Add a source", openapi_extra=UPLOAD)
async def add_source(
    request: Request,
    response: Response,
    ingestion: IngestionDep,
    source_id: Annotated[
        str | None, Query(description="Its path in the corpus folder; unset: the form's file name.")
    ] = None,
    replace: Annotated[bool, Query(description="Replace a file of that name.")] = False,
) -> schemas.Task:
    """Write a file into the corpus folder and index it in the background.

    The body is the file, or a form with the file in the field `file`. The reply's `id` names the
    task; `GET /v1/tasks/{id}`, which `Location` has, tells when the file can be asked about.
    """
    name, content = await read_upload(request, source_id)
    task = await run_in_threadpool(ingestion.upload, name, content, replace=replace)
    return _accepted(task, response)


# Declared before `read_source`, whose pattern would take the `/text` for a part of the id.
@router.head("/{source_id:source_id}/text", include_in_schema=False)
@router.get(
    "/{source_id:source_id}/text", summary="The text of a source", response_class=PlainTextResponse
)
def read_source_text(
    source_id: SourceId, request: Request, pipeline: PipelineDep
) -> PlainTextResponse:
    """The text that offsets count in, exactly as it was indexed.

    Offsets are code points: decode the body as UTF-8 before you count. Send the `ETag` back as
    `If-None-Match` to get a 304 while the text is the same.
    """
    text = pipeline.source_text(source_id)
    headers = {"ETag": etag_of(text), "Cache-Control": "private, no-cache"}
    if is_known(request, headers["ETag"]):
        return PlainTextResponse(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    return PlainTextResponse(text, headers=headers)


@router.head("/{source_id:source_id}", include_in_schema=False)
@router.get("/{source_id:source_id}", summary="One source")
def read_source(source_id: SourceId, pipeline: PipelineDep) -> schemas.Source:
    """What the index knows about one file."""
    return schemas.Source.model_validate(asdict(pipeline.source(source_id)))


@router.delete("/{source_id:source_id}", status_code=HTTPStatus.ACCEPTED, summary="Delete a source")
def delete_source(source_id: SourceId, response: Response, ingestion: IngestionDep) -> schemas.Task:
    """Remove the file from the corpus folder, and from the index in the background."""
    return _accepted(ingestion.delete(source_id), response)


def _accepted(task: Task, response: Response) -> schemas.Task:
    response.headers["Location"] = f"/v1/tasks/{task.id}"
    return schemas.Task.model_validate(task.model_dump())
