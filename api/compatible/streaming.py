"""Objects as server-sent events."""

import json
from collections.abc import AsyncIterator, Iterable
from typing import Any

from starlette.responses import StreamingResponse

_HEADERS = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}  # a proxy must not hold it back


def stream(objects: Iterable[dict[str, Any]], *, is_named: bool) -> StreamingResponse:
    """A stream of the objects; with `is_named`, each event is called by its `type`.

    Without names it ends with `[DONE]`, as chat completions do.
    """
    return StreamingResponse(
        _lines(objects, is_named=is_named), media_type="text/event-stream", headers=_HEADERS
    )


async def _lines(objects: Iterable[dict[str, Any]], *, is_named: bool) -> AsyncIterator[str]:
    for each in objects:
        name = f"event: {each['type']}\n" if is_named else ""
        yield f"{name}data: {json.dumps(each, ensure_ascii=False)}\n\n"
    if not is_named:
        yield "data: [DONE]\n\n"
