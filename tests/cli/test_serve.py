"""`qa serve`: the program around the service; tests/api has the routes."""

import http.client
import re
import signal
import socket
import subprocess
from pathlib import Path

from tests.cli.conftest import Qa
from tests.cli.shells import COMMAND, environment


def test_a_taken_port_ends_with_2(qa: Qa, index: Path) -> None:
    """The message names the port and how to choose another one."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = qa("serve", "--port", port, "--data-dir", index)
    assert ended.code == 2
    assert str(port) in ended.errors
    assert "--port" in ended.errors


def test_it_serves_until_it_is_stopped(index: Path) -> None:
    """Port 0 takes a free one and names it; SIGINT ends it without a traceback."""
    with subprocess.Popen(
        [*COMMAND, "serve", "--port", "0", "--data-dir", str(index)],
        stderr=subprocess.PIPE,
        env=environment(),
        text=True,
    ) as process:
        assert process.stderr is not None
        log = ""
        while not (address := re.search(r"Serving on http://(127\.0\.0\.1:\d+)", log)):
            line = process.stderr.readline()
            assert line, f"ended before it served: {log}"
            log += line
        connection = http.client.HTTPConnection(address[1], timeout=60)
        connection.request("GET", "/health")
        status = connection.getresponse().status
        connection.close()
        process.send_signal(signal.SIGINT)
        log += process.stderr.read()
    assert (status, process.returncode) == (200, 0)
    assert "Traceback" not in log
