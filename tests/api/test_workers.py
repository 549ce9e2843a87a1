"""Several worker processes behind one address, as a process of its own."""

import json
import os
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from qa.pipeline import Pipeline

LIMIT = 40  # requests a year: no window ends meanwhile


def status(address: str) -> int:
    """The status of the reply, refusals too."""
    try:
        with urllib.request.urlopen(address, timeout=120) as response:
            return int(response.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def get(address: str, path: str, body: object = None) -> str:
    """The reply to a request."""
    data = json.dumps(body).encode() if body else None
    request = urllib.request.Request(f"{address}{path}", data, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=120) as response:
        text: str = response.read().decode()
    return text


@pytest.mark.slow
def test_workers_share_the_address_and_add_up(pipeline: Pipeline) -> None:
    """Metrics and rates are those of all; SIGTERM ends them all with 0."""
    arguments = ["--workers", "2", "--port", "0", "--data-dir", str(pipeline.settings.data_dir)]
    with subprocess.Popen(
        [sys.executable, "-m", "qa", "serve", *arguments],
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"QA_RATE_LIMIT": f"{LIMIT}/year"},
    ) as process:
        assert process.stderr
        log = ""
        while not (found := re.search(r"(http://127\.0\.0\.1:\d+) .* 2 workers", log)):
            line = process.stderr.readline()
            assert line, f"it has ended: {log}"
            log += line
        address = found[1]
        get(address, "/health/ready")
        bodies = [{"question": "Who founded Arthur AI?", "k": 1 + n % 8} for n in range(16)]
        with ThreadPoolExecutor(8) as pool:
            replies = list(pool.map(lambda body: get(address, "/v1/ask", body), bodies))
        metrics = get(address, "/metrics")
        with ThreadPoolExecutor(8) as pool:
            statuses = list(pool.map(lambda _: status(f"{address}/version"), range(LIMIT)))
        process.send_signal(signal.SIGTERM)
        log += process.stderr.read()

    assert len(replies) == 16
    counted = re.findall(r"^qa_questions_total\{.*\} (\S+)", metrics, flags=re.MULTILINE)
    assert 16 == sum(map(float, counted))
    assert {200: LIMIT - 16 - 1, 429: 16 + 1} == Counter(statuses)  # counted by both together
    assert process.returncode == 0
    assert "Traceback" not in log
