"""The HTTP service: `create_app` puts routes, error handlers and the pipeline together."""

import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool

from api.body_limit import BodyLimit
from api.errors import install_error_handlers
from api.routes import ask, compatible, docs, health, search, sources
from api.schemas import Error
from qa.errors import QAError
from qa.ingest.embedding import MiniLMEmbedder
from qa.pipeline import Pipeline, open_pipeline
from qa.settings import Settings, load_settings

BODY_LIMIT_BYTES = 1_000_000  # some hundred times the longest question

DESCRIPTION = """
Answers from a folder of articles, with citations to the exact characters of the files.

Every reply that is not a success has one shape, `{"error": {"code", "message", "hint"}}`.
"""

ERROR_RESPONSES: dict[int | str, dict[str, Any]] = {
    "default": {"model": Error, "description": "What failed and why, and what to do."}
}


def create_app(pipeline: Pipeline | None = None, settings: Settings | None = None) -> FastAPI:
    """The service over `pipeline`, which stays the caller's to close.

    Without one, the service opens a pipeline with `settings`, or with those of the environment,
    when it starts, and closes it when it stops. It starts without an index too; `/health/ready`
    tells.
    """
    app = FastAPI(
        title="corpus-qa",
        description=DESCRIPTION,
        version=installed_version(),
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=_lifespan(pipeline, settings),
        generate_unique_id_function=_operation_id,
        # Traces and logs of requests would carry questions to wherever the environment says.
        telemetry={"tracing": False, "metrics": False, "logs": False, "auto_configure": False},
    )
    app.add_middleware(BodyLimit, limit_bytes=BODY_LIMIT_BYTES)
    install_error_handlers(app)
    for routes in (ask, search, sources, compatible, health):
        app.include_router(routes.router, responses=ERROR_RESPONSES)
    app.include_router(docs.router)
    app.mount("/docs/assets", docs.assets)
    app.state.pipeline = pipeline
    app.state.started = int(time.time())
    app.state.token_counter = MiniLMEmbedder()  # loads its tokenizer when first used
    return app


def installed_version() -> str:
    """The version of the installed package; '0' where the code runs without being installed."""
    try:
        return version("corpus-qa")
    except PackageNotFoundError:
        return "0"


def _lifespan(
    pipeline: Pipeline | None, settings: Settings | None
) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def open_and_close(app: FastAPI) -> AsyncIterator[None]:
        if pipeline is not None:
            yield
            return
        opened = await run_in_threadpool(open_pipeline, settings or load_settings())
        app.state.pipeline = opened
        with suppress(QAError):  # without an index the service starts too; /health/ready tells
            await run_in_threadpool(opened.warm_up)
        try:
            yield
        finally:
            await run_in_threadpool(opened.close)

    return open_and_close


def _operation_id(route: APIRoute) -> str:
    return route.name
