"""The corpus for agents: ask, search, list and read, over the Model Context Protocol."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Annotated, TypeVar

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.transport_security import TransportSecuritySettings
from mcp.types import CallToolResult, TextContent, ToolAnnotations
from pydantic import BaseModel, Field, ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp

from api import schemas
from api.answering import Answering, AskOptions
from api.compatible.rendering import render
from api.errors import sentence_of
from api.middleware.gate import Gate
from api.refusals import Refusal
from api.routes.search import find
from qa.errors import QAError
from qa.pipeline import Pipeline

PATH = "/mcp"
LONGEST_TEXT = 20_000  # characters of one reading: what an agent can take in at once

_READS = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)
_INSTRUCTIONS = (
    "Answers from a folder of articles. Ask one self-contained question at a time: resolve "
    "pronouns first. Every statement of an answer has a marker such as [1] that leads to the exact "
    "place in a source. When the status is 'abstained' the articles do not say; do not fill the "
    "gap."
)

_Result = TypeVar("_Result")

Question = Annotated[str, Field(description="One question that stands alone, in plain words.")]
Patterns = Annotated[
    list[str] | None, Field(description="Only sources whose id fits one of these, as 'notes/*'.")
]
Tags = Annotated[list[str] | None, Field(description="Only sources with one of these tags.")]
Count = Annotated[int | None, Field(ge=1, le=100, description="How many passages.")]


class SourceText(BaseModel):
    """Characters `start` to `end` of a source, and how many it has in all."""

    source_id: str
    text: str
    start: int
    end: int
    characters: int


class SourceList(BaseModel):
    """Sources by id; `next_after` is what to pass as `after` for more, or null."""

    sources: list[schemas.Source]
    next_after: str | None


class CorpusTools:
    """The tools, each a method; what agents read about them stands in their docstrings."""

    def __init__(self, pipeline: Pipeline, answering: Answering, gate: Gate) -> None:
        self._pipeline = pipeline
        self._answering = answering
        self._gate = gate

    async def ask_question(
        self, question: Question, sources: Patterns = None, tags: Tags = None, k: Count = None
    ) -> Annotated[CallToolResult, schemas.Answer]:
        """Answer a question from the articles, each statement with its proof, or abstain."""
        only = _only(sources, tags).as_filter()
        answer = await self._in_turn(
            lambda: self._answering.ask(question, AskOptions(k=k, only=only), surface="mcp")
        )
        return CallToolResult(
            content=[TextContent(type="text", text=render(answer).text)],
            structured_content=schemas.Answer.model_validate(answer.to_dict()).model_dump(),
        )

    async def search_passages(
        self, query: Question, sources: Patterns = None, tags: Tags = None, k: Count = None
    ) -> schemas.SearchResponse:
        """Find the passages that match best, without an answer."""
        request = schemas.SearchRequest(query=query, k=k, only=_only(sources, tags))
        return await self._in_turn(lambda: find(self._pipeline, request))

    async def list_sources(
        self,
        after: Annotated[str, Field(description="Only those behind this id.")] = "",
        limit: Annotated[int, Field(ge=1, le=1000)] = 100,
    ) -> SourceList:
        """List the articles that answers come from, with titles, dates and tags."""
        found = await self._in_turn(lambda: self._pipeline.sources(after, limit + 1))
        listed = [schemas.Source.model_validate(source, from_attributes=True) for source in found]
        is_more = len(listed) > limit
        return SourceList(
            sources=listed[:limit], next_after=listed[limit - 1].source_id if is_more else None
        )

    async def read_source(
        self,
        source_id: Annotated[str, Field(description="As a citation or the list has it.")],
        start: Annotated[int, Field(ge=0, description="First character.")] = 0,
        end: Annotated[int | None, Field(ge=0, description="Behind the last character.")] = None,
    ) -> SourceText:
        """Read a source, or the part of it that a citation names; at most 20,000 characters."""
        text = await self._in_turn(lambda: self._pipeline.source_text(source_id))
        stop = min(len(text) if end is None else end, start + LONGEST_TEXT, len(text))
        return SourceText(
            source_id=source_id,
            text=text[start:stop],
            start=start,
            end=max(start, stop),
            characters=len(text),
        )

    async def _in_turn(self, work: Callable[[], _Result]) -> _Result:
        try:
            async with self._gate.turn():
                return await run_in_threadpool(work)
        except (QAError, Refusal) as error:
            raise ToolError(f"{error.message} {error.hint}") from error


def _only(sources: list[str] | None, tags: list[str] | None) -> schemas.Only:
    """The filter of a call.

    Raises:
        ToolError: it cannot be one; the message says why, as over HTTP.
    """
    try:
        return schemas.Only(sources=sources or [], tags=tags or [])
    except ValidationError as error:
        raise ToolError(" ".join(map(sentence_of, error.errors()))) from error


def mcp_server(pipeline: Pipeline, answering: Answering, gate: Gate, version: str) -> MCPServer:
    """The server, for any transport."""
    # its log level becomes that of every library, and what those tell of requests has passwords
    server: MCPServer = MCPServer(
        "corpus-qa", instructions=_INSTRUCTIONS, version=version, log_level="WARNING"
    )
    tools = CorpusTools(pipeline, answering, gate)
    for tool in (tools.ask_question, tools.search_passages, tools.list_sources, tools.read_source):
        server.add_tool(tool, annotations=_READS)
    return server


@asynccontextmanager
async def over_http(server: MCPServer) -> AsyncIterator[ASGIApp]:
    """The server as an application for `PATH`, while the block runs.

    Requests are independent of each other, so that any worker can take any of them. Hosts and
    origins are checked by our own middleware.
    """
    application = server.streamable_http_app(
        streamable_http_path=PATH,
        json_response=True,
        stateless_http=True,
        transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
    )
    async with server.session_manager.run():
        yield application
