"""Runs the service: what `qa serve` does."""

import logging
import socket
from contextlib import suppress
from errno import EADDRINUSE

import uvicorn

from api.main import create_app
from qa.errors import QAError, SettingsError
from qa.pipeline import open_pipeline
from qa.settings import Settings

SHUTDOWN_SECONDS = 10  # what a question in flight may still take after Ctrl-C

_logger = logging.getLogger("uvicorn.error")  # the one that uvicorn's own start-up lines use


def serve(settings: Settings, host: str | None = None, port: int | None = None) -> None:
    """Serve until Ctrl-C or SIGTERM; `host` and `port` default to those of the settings.

    Port 0 takes a free one; the line that says 'Serving' names it. By then the index is open and
    the models are loaded.

    Raises:
        SettingsError: the address cannot be listened on; nothing was opened yet.
        ModelError: an embedded model cannot be used.
    """
    host = settings.host if host is None else host
    port = settings.port if port is None else port
    # uvicorn stops cleanly on Ctrl-C and then raises the signal again.
    with (
        suppress(KeyboardInterrupt),
        listen(host, port) as listener,
        open_pipeline(settings) as pipeline,
    ):
        config = uvicorn.Config(
            create_app(pipeline), timeout_graceful_shutdown=SHUTDOWN_SECONDS, server_header=False
        )
        with suppress(QAError):  # without an index it starts too; /health/ready tells
            pipeline.warm_up()
        _logger.info("Serving on %s (routes: /docs); Ctrl-C stops.", _address(listener))
        uvicorn.Server(config).run(sockets=[listener])


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
