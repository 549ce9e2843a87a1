"""An answer as server-sent events: the sources, each claim once it is proven, then all of it."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import suppress
from itertools import chain
from threading import Event, Thread
from typing import Any

from fastapi.responses import StreamingResponse
from pydantic import BaseModel
from starlette.requests import Request

from api import schemas, session_schemas
from api.errors import to_error
from qa.chat.conversation import AskedAs, Exchange, ExchangeStep
from qa.errors import QAError
from qa.types import ClaimProven, SourcesFound, StreamEvent

MEDIA_TYPE = "text/event-stream"
HEARTBEAT_SECONDS = 15.0  # proxies cut connections that are silent for a minute
_HEADERS = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}  # the latter: nginx
_HEARTBEAT = ": still at it\n\n"

_OF_ANSWERS = ("read_answer", "replay_answer", "give_feedback", "delete_answer")


def described(answer_id: str) -> dict[int | str, dict[str, Any]]:
    """What a route that answers, streaming or not, adds to the description of its replies.

    `answer_id` is the JSON pointer to the answer's id in the body: what can be done with the answer
    stands there as links (OpenAPI 3.1, 4.8.20).
    """
    links = {
        name: {"operationId": name, "parameters": {"answer_id": f"$response.body#{answer_id}"}}
        for name in _OF_ANSWERS
    }
    return {200: {"content": {MEDIA_TYPE: {"schema": {"type": "string"}}}, "links": links}}


def wants_events(request: Request) -> bool:
    """Whether the caller asked for events instead of one JSON body."""
    return MEDIA_TYPE in request.headers.get("accept", "")


def streamed(begin: Callable[[Event], Iterator[StreamEvent | ExchangeStep]]) -> StreamingResponse:
    """The events as a response; what fails before the first of them is raised, as without stream.

    Later failures are a last event `error` in the one shape. `begin` gets what is set once the
    client is gone.
    """
    is_gone = Event()
    events = begin(is_gone)
    messages = _encoded(chain([next(events)], events))
    return StreamingResponse(
        _with_heartbeats(messages, is_gone), media_type=MEDIA_TYPE, headers=_HEADERS
    )


def _encoded(events: Iterator[StreamEvent | ExchangeStep]) -> Iterator[str]:
    try:
        for event in events:
            yield _event(event)
    except QAError as error:
        yield _message("error", to_error(error))


def _event(event: StreamEvent | ExchangeStep) -> str:
    match event:
        case AskedAs():
            return _message("understood", session_schemas.Understood(asked_as=event.question))
        case SourcesFound():
            sources = schemas.SourcesFound.model_validate(event, from_attributes=True)
            return _message("sources", sources)
        case ClaimProven():
            claim = schemas.ClaimProven.model_validate(event, from_attributes=True)
            return _message("claim", claim)
        case Exchange():
            return _message("done", session_schemas.Turn.model_validate(event.turn.to_dict()))
    return _message("done", schemas.Answer.model_validate(event.answer.to_dict()))


def _message(name: str, data: BaseModel) -> str:
    body = json.dumps(data.model_dump(mode="json"), ensure_ascii=False)
    return f"event: {name}\ndata: {body}\n\n"


async def _with_heartbeats(messages: Iterator[str], is_gone: Event) -> AsyncIterator[str]:
    """The messages, and a comment wherever there is none for long.

    They are made by a thread of their own, which ends with the message that it is at where the
    client is gone. Nothing else waits in a thread, so a closed connection is noticed at once.
    """
    loop = asyncio.get_running_loop()
    made: asyncio.Queue[str | None] = asyncio.Queue()

    def put(message: str | None) -> None:
        with suppress(RuntimeError):  # the service has stopped meanwhile
            loop.call_soon_threadsafe(made.put_nowait, message)

    def make() -> None:
        try:
            for message in messages:
                put(message)
                if is_gone.is_set():
                    break
        finally:
            put(None)

    Thread(target=make, name="ask-stream", daemon=True).start()
    try:
        while True:
            try:
                message = await asyncio.wait_for(made.get(), HEARTBEAT_SECONDS)
            except TimeoutError:
                message = _HEARTBEAT
            if message is None:
                return
            yield message
    finally:
        is_gone.set()
