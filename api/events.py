"""An answer as server-sent events: the sources, each claim once it is proven, then all of it."""

import json
from collections.abc import Iterator
from itertools import chain
from queue import Empty, SimpleQueue
from threading import Event, Thread

from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from api import schemas
from api.errors import to_error
from qa.errors import QAError
from qa.types import ClaimProven, SourcesFound, StreamEvent

MEDIA_TYPE = "text/event-stream"
HEARTBEAT_SECONDS = 15.0  # proxies cut connections that are silent for a minute
_HEADERS = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}  # the latter: nginx
_HEARTBEAT = ": still at it\n\n"


def streamed(events: Iterator[StreamEvent]) -> StreamingResponse:
    """The events as a response; what fails before the first of them is raised, as without stream.

    Later failures are a last event `error` in the one shape.
    """
    first = next(events)
    return StreamingResponse(
        _with_heartbeats(_encoded(chain([first], events))), media_type=MEDIA_TYPE, headers=_HEADERS
    )


def _encoded(events: Iterator[StreamEvent]) -> Iterator[str]:
    try:
        for event in events:
            yield _event(event)
    except QAError as error:
        yield _message("error", to_error(error))


def _event(event: StreamEvent) -> str:
    if isinstance(event, SourcesFound):
        sources = schemas.SourcesFound.model_validate(event, from_attributes=True)
        return _message("sources", sources)
    if isinstance(event, ClaimProven):
        return _message("claim", schemas.ClaimProven.model_validate(event, from_attributes=True))
    return _message("done", schemas.Answer.model_validate(event.answer.to_dict()))


def _message(name: str, data: BaseModel) -> str:
    body = json.dumps(data.model_dump(mode="json"), ensure_ascii=False)
    return f"event: {name}\ndata: {body}\n\n"


def _with_heartbeats(messages: Iterator[str]) -> Iterator[str]:
    """The messages, and a comment wherever there is none for long.

    They are made by a thread of their own, which ends with the message that it is at where the
    client is gone.
    """
    made: SimpleQueue[str | None] = SimpleQueue()
    is_gone = Event()

    def make() -> None:
        try:
            for message in messages:
                made.put(message)
                if is_gone.is_set():
                    break
        finally:
            made.put(None)

    Thread(target=make, name="ask-stream", daemon=True).start()
    try:
        while True:
            try:
                message = made.get(timeout=HEARTBEAT_SECONDS)
            except Empty:
                yield _HEARTBEAT
                continue
            if message is None:
                return
            yield message
    finally:
        is_gone.set()
