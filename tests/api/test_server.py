"""`serve` as a process of its own, over real sockets on this machine."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from api.server import listen, serve
from qa.errors import SettingsError
from qa.pipeline import Pipeline
from tests.api.test_sources import ODD_NAMES
from tests.chat_endpoint import ChatEndpoint, saying
from tests.conftest import SettingsFor

SERVE = """
import sys
from api.server import serve
from qa.settings import load_settings
serve(load_settings(data_dir=sys.argv[1]), "127.0.0.1", 0)
"""


@pytest.fixture
def server(pipeline: Pipeline) -> Iterator[subprocess.Popen[str]]:
    """The service in its own process, over the bundled corpus, on a free port."""
    with started(pipeline.settings.data_dir) as process:
        yield process


@contextmanager
def started(data_dir: Path, **environment: str) -> Iterator[subprocess.Popen[str]]:
    """The service over that data directory; it ends with the block."""
    process = subprocess.Popen(
        [sys.executable, "-c", SERVE, str(data_dir.absolute())],
        stderr=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
        env=os.environ | environment,
    )
    with process:
        yield process
        process.kill()


def port_of(server: subprocess.Popen[str]) -> int:
    """The port that the service says it listens on."""
    assert server.stderr
    for line in server.stderr:
        if found := re.search(r"http://127\.0\.0\.1:(\d+)", line):
            return int(found[1])
    raise AssertionError("the service ended before it served")


def request(port: int, method: str, path: str, body: Any = None) -> Any:
    """The JSON reply of the service."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    sent = json.dumps(body) if body else None
    connection.request(method, path, sent, {"Content-Type": "application/json"})
    reply = json.load(connection.getresponse())
    connection.close()
    return reply


def test_a_question_over_the_wire_and_a_clean_end(
    server: subprocess.Popen[str], pipeline: Pipeline
) -> None:
    """A client gets the pipeline's answer; Ctrl-C ends the process with 0 and no traceback."""
    question = "How many members of Congress were mismatched?"
    answer = request(port_of(server), "POST", "/v1/ask", {"question": question})
    server.send_signal(signal.SIGINT)
    _, log = server.communicate(timeout=30)

    assert pipeline.ask(question).short_answer == answer["short_answer"]
    assert server.returncode == 0
    assert "Traceback" not in log


def test_a_log_in_json_is_json_and_has_no_password(pipeline: Pipeline) -> None:
    """Whoever writes a line: libraries too, and the client of a language model."""
    with ChatEndpoint(saying("NONE")) as endpoint:
        place = endpoint.address.replace("//", "//user:hunter2@")
        environment = {"QA_LLM_MODEL": "small", "OPENAI_BASE_URL": place, "QA_LOG_FORMAT": "json"}
        with started(pipeline.settings.data_dir, **environment) as server:
            question = "How many members of Congress were mismatched?"
            request(port_of(server), "POST", "/v1/ask", {"question": question})
            server.send_signal(signal.SIGINT)
            _, log = server.communicate(timeout=30)

    assert endpoint.requests
    assert "hunter2" not in log
    assert all(isinstance(json.loads(line), dict) for line in log.splitlines())


@pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="looks into a process of Linux")
def test_the_models_are_loaded_before_it_says_that_it_serves(
    server: subprocess.Popen[str],
) -> None:
    """The first question does not wait for them."""
    port_of(server)

    assert "onnxruntime" in Path(f"/proc/{server.pid}/maps").read_text(encoding="utf-8")


def test_it_serves_without_an_index(tmp_path: Path) -> None:
    """There is nothing to open yet: it is alive, and a question is told what to run."""
    with started(tmp_path / "none") as server:
        port = port_of(server)
        assert request(port, "GET", "/health")["status"] == "ok"
        assert request(port, "GET", "/health/ready")["error"]["code"] == "index_missing"


def test_odd_source_names_survive_a_real_server(server: subprocess.Popen[str]) -> None:
    """A name is decoded exactly once, however it was encoded: the reply repeats it."""
    port = port_of(server)

    for name in [*ODD_NAMES, "%41.txt", "a%2Fb.txt"]:
        for safe in ("", "/"):
            reply = request(port, "GET", f"/v1/sources/{quote(name, safe=safe)}")
            assert f"No source {name!r} is in the index." == reply["error"]["message"]


def test_a_port_in_use_is_said_before_anything_is_opened(
    tmp_path: Path, settings_for: SettingsFor
) -> None:
    """The message has host and port; the hint says how to choose another."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SettingsError, match=f"port in use: .*127.0.0.1:{port}") as raised:
            serve(settings_for(tmp_path / "data"), "127.0.0.1", port)

    assert "--port" in raised.value.hint
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("host", ["203.0.113.1", "no such host", "256.256.256.256"])
def test_an_address_of_another_machine_is_refused(host: str) -> None:
    """An address that this machine does not have is named, with what to do."""
    with pytest.raises(SettingsError, match=re.escape(host)) as raised:
        listen(host, 0)

    assert "--host" in raised.value.hint


def test_workers_that_would_not_share_sessions_are_refused(
    settings_for: SettingsFor, tmp_path: Path
) -> None:
    """Sessions that are not kept on disk are in one process."""
    settings = settings_for(tmp_path / "data", workers=2, keep_sessions=False)
    with pytest.raises(SettingsError, match=r"QA_KEEP_SESSIONS is false .* 2 workers"):
        serve(settings, "127.0.0.1", 0)
    assert not (tmp_path / "data").exists()


def test_port_zero_takes_a_free_one() -> None:
    """The socket listens at once on a port that the system chose."""
    with listen("127.0.0.1", 0) as listener:
        assert listener.getsockname()[1] > 0
        socket.create_connection(listener.getsockname(), timeout=5).close()
