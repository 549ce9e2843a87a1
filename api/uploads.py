"""A file out of a request: its bytes as the body, or in a form."""

from typing import Any

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from api.refusals import bad_source_id, malformed_upload

_BINARY = {"schema": {"type": "string", "format": "binary"}}
UPLOAD: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/octet-stream": _BINARY,
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {"file": _BINARY["schema"]},
                }
            },
        },
    }
}


async def read_upload(request: Request, source_id: str | None) -> tuple[str, bytes]:
    """The id and content of an uploaded file; a form's file name stands in for an id.

    Raises:
        Refusal: the form cannot be read or has no file, or no id was given.
    """
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        if source_id is None:
            raise bad_source_id("", "a body that is the file itself needs `source_id`")
        return source_id, _filled(await request.body())
    try:
        async with request.form(max_files=1, max_fields=1) as form:
            file = form.get("file")
            if not isinstance(file, UploadFile):
                raise malformed_upload("the form has no file in the field 'file'")
            return source_id or file.filename or "", _filled(await file.read())
    except HTTPException as error:
        raise malformed_upload(error.detail) from error


def _filled(content: bytes) -> bytes:
    if not content:
        raise malformed_upload("the file is empty")
    return content
