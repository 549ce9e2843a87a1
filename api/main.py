"""The HTTP service: `create_app` puts routes, error handlers and the pipeline together."""

import os
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import Route
from starlette.types import Scope

from api.answering import Answering
from api.errors import install_error_handlers
from api.ingestion import Ingestion
from api.mcp_server import PATH
from api.metrics import Metrics
from api.middleware.access import AccessGuard
from api.middleware.body_limit import BodyLimit
from api.middleware.gate import Gate, GateKeeper
from api.middleware.hosts import HostGuard
from api.middleware.request_context import REQUEST_ID, RequestContext
from api.protection import Protection, protection_of
from api.routes import (
    answers,
    ask,
    compatible,
    docs,
    health,
    mcp,
    operations,
    page,
    search,
    sessions,
    sources,
    tasks,
)
from api.schemas import CompatibleError, Error
from qa.errors import QAError
from qa.ingest.embedding import MiniLMEmbedder
from qa.pipeline import Pipeline, open_pipeline
from qa.settings import Settings, load_settings

BODY_LIMIT_BYTES = 1_000_000  # some hundred times the longest question
SMALLEST_COMPRESSED_BYTES = 1_000  # below one network packet there is nothing to save
UPLOAD_PATH = "/v1/sources"
BYTES_A_MB = 1_000_000
FORM_BYTES = 10_000  # what a form adds around a file
GATED_PATHS = (  # patterns: what takes a processor for as long as it is answered
    "/v1/ask",
    "/v1/search",
    "/v1/chat/completions",
    "/v1/responses",
    "/v1/sessions/[^/]+/ask",
    "/v1/answers/[^/]+/replay",
)

DESCRIPTION = """
Answers from a folder of articles, with citations to the exact characters of the files.

Every reply that is not a success has one shape, `{"error": {"code", "message", "hint"}}`.
"""


def error_responses(model: type[BaseModel]) -> dict[int | str, dict[str, Any]]:
    """How every reply that is not a success is described."""
    return {"default": {"model": model, "description": "What failed and why, and what to do."}}


def create_app(
    pipeline: Pipeline | None = None,
    settings: Settings | None = None,
    protection: Protection | None = None,
) -> FastAPI:
    """The service over `pipeline`, which stays the caller's to close.

    Without one, the service opens a pipeline with `settings`, or with those of the environment,
    when it starts, and closes it when it stops; `protection` then follows from the settings. It
    starts without an index too; `/health/ready` tells.

    Raises:
        SettingsError: a setting is unusable, or other machines could reach it without a key.
    """
    settings = settings or (pipeline.settings if pipeline else load_settings())
    if protection is None:
        protection = Protection() if pipeline else protection_of(settings)
    metrics = Metrics()
    gate = gate_of(settings)
    app = FastAPI(
        title="corpus-qa",
        description=DESCRIPTION,
        version=installed_version(),
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=_lifespan(pipeline, settings),
        generate_unique_id_function=_operation_id,
        middleware=_middleware(settings, protection, metrics, gate),
        # Traces and logs of requests would carry questions to wherever the environment says.
        telemetry={"tracing": False, "metrics": False, "logs": False, "auto_configure": False},
    )
    install_error_handlers(app)
    for routes in (ask, search, sources, tasks, sessions, answers, health, operations):
        app.include_router(routes.router, responses=error_responses(Error))
    app.include_router(compatible.router, responses=error_responses(CompatibleError))
    app.include_router(docs.router)
    app.mount("/docs/assets", docs.assets)
    app.include_router(page.router)
    app.mount("/page", page.assets)
    app.router.routes.append(Route(PATH, mcp.endpoint))
    app.openapi = partial(_described, app)  # type: ignore[method-assign]  # as FastAPI documents
    app.state.metrics = metrics
    app.state.gate = gate
    app.state.started = int(time.time())
    app.state.token_counter = MiniLMEmbedder()  # loads its tokenizer when first used
    if pipeline:
        _attach(app, pipeline, settings)
    return app


def _described(app: FastAPI) -> dict[str, Any]:
    """The description of the routes; failures are JSON also where a success is plain text."""
    if not app.openapi_schema:
        description = FastAPI.openapi(app)
        for operations in description["paths"].values():
            for operation in operations.values():
                failure = operation["responses"]["default"]
                [shape] = failure["content"].values()
                failure["content"] = {"application/json": shape}
    return app.openapi_schema or {}


def _middleware(
    settings: Settings, protection: Protection, metrics: Metrics, gate: Gate
) -> list[Middleware]:
    """The layers around the routes, outermost first."""
    layers = [
        Middleware(RequestContext, metrics=metrics),
        Middleware(HostGuard, protection=protection),
        Middleware(AccessGuard, protection=protection),
        Middleware(GZipMiddleware, minimum_size=SMALLEST_COMPRESSED_BYTES),
        Middleware(BodyLimit, limit_of=partial(_body_limit, settings=settings)),
        Middleware(
            GateKeeper,
            gate=gate,
            paths=GATED_PATHS,
            timeout_seconds=settings.request_timeout_seconds,
        ),
    ]
    if protection.cors_origins:
        cors = Middleware(
            CORSMiddleware,
            allow_origins=protection.cors_origins,
            allow_methods=["GET", "POST", "DELETE"],
            allow_headers=["Authorization", "Content-Type", "X-API-Key"],
            expose_headers=["ETag", "Link", "Retry-After", REQUEST_ID],
        )
        layers.insert(1, cors)
    return layers


def gate_of(settings: Settings) -> Gate:
    """As many places as the settings say, or as there are cores."""
    return Gate(settings.max_concurrency or os.cpu_count() or 1, settings.max_waiting)


def _body_limit(scope: Scope, settings: Settings) -> int:
    if scope["path"] == UPLOAD_PATH:
        return int(settings.max_file_mb * BYTES_A_MB) + FORM_BYTES
    return BODY_LIMIT_BYTES


def _attach(app: FastAPI, pipeline: Pipeline, settings: Settings) -> None:
    app.state.pipeline = pipeline
    app.state.answering = Answering(pipeline, settings, app.state.metrics)
    app.state.ingestion = Ingestion(pipeline) if settings.uploads else None


def installed_version() -> str:
    """The version of the installed package; '0' where the code runs without being installed."""
    try:
        return version("corpus-qa")
    except PackageNotFoundError:
        return "0"


def _lifespan(
    pipeline: Pipeline | None, settings: Settings
) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def open_and_close(app: FastAPI) -> AsyncIterator[None]:
        if pipeline is not None:
            async with mcp.served(app):
                yield
            await run_in_threadpool(_finish, app)
            return
        opened = await run_in_threadpool(open_pipeline, settings)
        _attach(app, opened, settings)
        with suppress(QAError):  # without an index the service starts too; /health/ready tells
            await run_in_threadpool(opened.warm_up)
        try:
            async with mcp.served(app):
                yield
        finally:
            await run_in_threadpool(_finish, app)
            await run_in_threadpool(opened.close)

    return open_and_close


def _finish(app: FastAPI) -> None:
    if app.state.ingestion is not None:
        app.state.ingestion.close()


def _operation_id(route: APIRoute) -> str:
    return route.name
