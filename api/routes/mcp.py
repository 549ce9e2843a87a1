"""/mcp: the Model Context Protocol over streamable HTTP."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send

from api.mcp_server import mcp_server, over_http


class McpEndpoint:
    """Passes requests to the protocol's own application, which lives as long as the service."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the protocol's application answer."""
        application: ASGIApp = scope["app"].state.mcp
        await application(scope, receive, send)


endpoint = McpEndpoint()


@asynccontextmanager
async def served(app: FastAPI) -> AsyncIterator[None]:
    """The protocol's application is there for `endpoint` while the block runs."""
    state = app.state
    server = mcp_server(state.pipeline, state.answering, state.gate, app.version)
    async with over_http(server) as application:
        state.mcp = application
        yield
