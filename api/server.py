"""Runs the service: what `qa serve` does."""

import logging
import os
import socket
from contextlib import suppress
from errno import EADDRINUSE
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import uvicorn
from fastapi import FastAPI
from starlette.types import ASGIApp
from uvicorn.supervisors import Multiprocess

from api import logs
from api.answering import Answering
from api.connections import TimedProtocol
from api.main import create_app, gate_of, installed_version
from api.metrics import Metrics
from api.protection import protection_of
from qa.errors import QAError, SettingsError
from qa.pipeline import open_pipeline
from qa.settings import Settings

SHUTDOWN_SECONDS = 30  # what a question in flight may still take after Ctrl-C or SIGTERM
START_SECONDS = 120  # a worker that is not ready by then is started anew

_logger = logging.getLogger("uvicorn.error")  # the one that uvicorn's own start-up lines use


def serve(settings: Settings, host: str | None = None, port: int | None = None) -> None:
    """Serve until Ctrl-C or SIGTERM; `host` and `port` default to those of the settings.

    Port 0 takes a free one; the line that says 'Serving' names it. By then the index is open and
    the models are loaded, but for several workers: they open theirs then, and `/health/ready`
    waits for that. What was taken is finished before it ends.

    Raises:
        SettingsError: the address cannot be listened on, other machines could reach it without a
            key, or several workers would each have sessions of their own; nothing was opened yet.
        ModelError: an embedded model cannot be used.
    """
    settings = settings.model_copy(
        update={
            "host": settings.host if host is None else host,
            "port": settings.port if port is None else port,
        }
    )
    if settings.workers > 1 and not settings.keep_sessions:
        raise SettingsError(
            f"QA_KEEP_SESSIONS is false and there are to be {settings.workers} workers: sessions "
            "would be in the memory of one of them, and unknown to the others.",
            "Leave out QA_WORKERS and --workers, or QA_KEEP_SESSIONS.",
        )
    protection_of(settings)  # refuses before anything is opened
    with suppress(KeyboardInterrupt), listen(settings.host, settings.port) as listener:
        logs.configure(settings.log_format)
        if settings.workers > 1:
            _serve_with_workers(settings, listener)
        else:
            _serve_here(settings, listener)


def _serve_here(settings: Settings, listener: socket.socket) -> None:
    with open_pipeline(settings) as pipeline:
        app = create_app(pipeline, settings, protection_of(settings))
        with suppress(QAError):  # without an index it starts too; /health/ready tells
            pipeline.warm_up()
        _logger.info("Serving on %s (routes: /docs); Ctrl-C stops.", _address(listener))
        # uvicorn stops cleanly on Ctrl-C and then raises the signal again.
        uvicorn.Server(configured(app)).run(sockets=[listener])


def _serve_with_workers(settings: Settings, listener: socket.socket) -> None:
    """Several processes that take turns at one socket; one that dies is started anew."""
    with TemporaryDirectory(prefix="qa-workers-") as folder:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder  # read where the workers import the client
        config = configured(partial(_worker, settings, Path(folder)), workers=settings.workers)
        _logger.info(
            "Serving on %s (routes: /docs) with %d workers; Ctrl-C stops.",
            _address(listener),
            settings.workers,
        )
        Multiprocess(config, sockets=[listener]).run()


def _worker(settings: Settings, shared: Path) -> FastAPI:
    """The application of one worker; `shared` is a folder for what all of them count together."""
    logs.configure(settings.log_format)
    protection = protection_of(settings, shared / "rates.sqlite")
    return create_app(settings=settings, protection=protection)


def configured(
    app: ASGIApp | partial[FastAPI],
    *,
    workers: int = 1,
    protocol: type[TimedProtocol] = TimedProtocol,
) -> uvicorn.Config:
    """How an application, or what makes one, is served; in logs nothing but what is ours."""
    return uvicorn.Config(
        app,
        http=protocol,
        factory=isinstance(app, partial),
        workers=workers,
        ws="none",
        log_config=None,  # ours is set already
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=SHUTDOWN_SECONDS,
        timeout_worker_healthcheck=START_SECONDS,
    )


def serve_stdio(settings: Settings) -> None:
    """Speak the Model Context Protocol on standard input and output until the input ends.

    Raises:
        IndexUnusable: nothing can be asked; the client would otherwise learn that call by call.
        ModelError: an embedded model cannot be used.
    """
    import anyio

    from api.mcp_server import mcp_server

    with open_pipeline(settings) as pipeline:
        pipeline.warm_up()
        answering = Answering(pipeline, settings, Metrics())
        server = mcp_server(pipeline, answering, gate_of(settings), installed_version())
        anyio.run(server.run_stdio_async)


def listen(host: str, port: int) -> socket.socket:
    """A socket that already listens: no other program can take the port between check and use.

    Raises:
        SettingsError: the port is taken, or this machine cannot listen on that address.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        if error.errno == EADDRINUSE:
            raise SettingsError(
                f"port in use: another program listens on {host}:{port}.",
                "Stop it, or choose another port with --port or QA_PORT; 0 takes a free one.",
            ) from error
        raise SettingsError(
            f"Cannot listen on {host}:{port}: {error.strerror or error}.",
            "Choose an address of this machine with --host or QA_HOST (127.0.0.1: only this "
            "machine), and a port of 1024 or more with --port or QA_PORT.",
        ) from error


def _address(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
