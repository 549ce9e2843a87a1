"""/v1/sessions: questions that follow one another."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Body, Query
from fastapi.responses import StreamingResponse
from starlette.requests import Request

from api import events, schemas, session_schemas
from api.answering import AskOptions
from api.deps import AnsweringDep, ConversationsDep, SessionId
from qa.chat.conversation import Exchange

router = APIRouter(prefix="/v1/sessions", tags=["sessions"])

_PAGE = 20
_LARGEST_PAGE = 100


@router.post("", summary="Begin a session", status_code=201)
def create_session(conversations: ConversationsDep) -> session_schemas.Session:
    """A new session. It is kept until it is deleted."""
    return session_schemas.Session.model_validate(conversations.sessions.create().to_dict())


@router.get("", summary="List the sessions")
def list_sessions(
    conversations: ConversationsDep,
    limit: Annotated[int, Query(ge=1, le=_LARGEST_PAGE, description="Most to list.")] = _PAGE,
    before: Annotated[str | None, Query(description="`next` of the page before.")] = None,
) -> session_schemas.SessionPage:
    """Sessions, newest first."""
    found = conversations.sessions.latest(limit + 1, before=before)
    page = [session_schemas.Session.model_validate(each.to_dict()) for each in found[:limit]]
    is_last = len(found) <= limit
    return session_schemas.SessionPage(sessions=page, next=None if is_last else page[-1].id)


@router.get("/{session_id}", summary="One session")
def read_session(
    session_id: SessionId, conversations: ConversationsDep
) -> session_schemas.WholeSession:
    """A session with its questions and answers, oldest first."""
    session = conversations.sessions.get(session_id).to_dict()
    turns = [turn.to_dict() for turn in conversations.sessions.turns(session_id)]
    return session_schemas.WholeSession.model_validate({**session, "turns": turns})


@router.post(
    "/{session_id}/ask",
    summary="Ask in a session",
    response_model=session_schemas.Turn,
    responses=events.described("/answer/id"),
)
def ask_in_session(
    session_id: SessionId,
    body: Annotated[schemas.AskRequest, Body()],
    request: Request,
    conversations: ConversationsDep,
    answering: AnsweringDep,
) -> session_schemas.Turn | StreamingResponse:
    """Answer a question that may lean on those before it; `asked_as` shows how it was understood.

    `answer` is what `POST /v1/ask` returns. With `Accept: text/event-stream` it comes as events:
    `understood`, `sources`, a `claim` for each statement as soon as it is proven, then `done` with
    the body that the JSON reply has. A stream that is closed before that leaves no turn behind.
    """
    options = AskOptions(k=body.k, as_of=body.as_of, only=body.as_filter())
    converse = partial(
        answering.converse, conversations, session_id, body.question, options, state=request.state
    )
    if events.wants_events(request):
        return events.streamed(lambda is_gone: converse(given_up=is_gone))
    turn = next(step.turn for step in converse() if isinstance(step, Exchange))
    return session_schemas.Turn.model_validate(turn.to_dict())


@router.delete("/{session_id}", summary="Delete a session", status_code=204)
def delete_session(session_id: SessionId, conversations: ConversationsDep) -> None:
    """Delete a session with its questions, its answers and their receipts."""
    conversations.sessions.delete(session_id)
