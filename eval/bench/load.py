"""Load on a service of its own: many clients in this process, `qa serve` in others."""

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from itertools import cycle
from pathlib import Path
from tempfile import NamedTemporaryFile

OK, BUSY = 200, 503
_PUSHINESS_SECONDS = 0.1  # Retry-After says a second; clients are ten times as pushy
_TICKS = os.sysconf("SC_CLK_TCK")
_LUA = Path(__file__).parent / "questions.lua"
STREAM = "ask, streamed"


@dataclass(frozen=True, slots=True)
class Load:
    """What clients got: seconds of each success in ascending order, replies by status.

    `processor_seconds` is what the service's processes used meanwhile, all together.
    """

    elapsed: float
    seconds: list[float]
    statuses: Counter[int]
    processor_seconds: float

    @property
    def rate(self) -> float:
        """Successes a second."""
        return self.statuses[OK] / self.elapsed

    @property
    def refused(self) -> int:
        """Replies that were no success, broken connections included."""
        return self.statuses.total() - self.statuses[OK]

    @property
    def processor_ms(self) -> float:
        """Processor time of the service for one reply, in milliseconds."""
        return 1000 * self.processor_seconds / max(1, self.statuses.total())

    def percentile(self, share: float) -> float:
        """Milliseconds within which that share of the successes came; 0 without any."""
        if not self.seconds:
            return 0.0
        return self.seconds[min(len(self.seconds) - 1, int(share * len(self.seconds)))] * 1000


@dataclass(frozen=True, slots=True)
class Service:
    """A running service and its first process; memory and time are those of its workers too."""

    port: int
    pid: int

    def memory_mb(self) -> float:
        """Resident memory, as Linux tells it; what processes share counts in each."""
        found = [
            re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text("ascii"))
            for pid in self._processes()
        ]
        return sum(int(each[1]) for each in found if each) / 1024

    def processor_seconds(self) -> float:
        """Time in user and system mode since it started."""
        return sum(_processor_ticks(pid) for pid in self._processes()) / _TICKS

    def _processes(self) -> list[int]:
        found, rest = [], [self.pid]
        while rest:
            pid = rest.pop()
            found.append(pid)
            for children in Path(f"/proc/{pid}/task").glob("*/children"):
                rest += map(int, children.read_text("ascii").split())
        return found


@contextmanager
def serving(data_dir: Path, **settings: object) -> Iterator[Service]:
    """A service over that index, ready to answer; settings by their names in lower case."""
    variables = {f"QA_{name.upper()}": str(value) for name, value in settings.items()}
    command = [sys.executable, "-m", "qa", "serve", "--port", "0", "--data-dir", str(data_dir)]
    environment = os.environ | variables
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stderr
        for line in process.stderr:
            if found := re.search(r"http://127\.0\.0\.1:(\d+)", line):
                break
        else:
            raise SystemExit("The service ended before it served.")
        with ThreadPoolExecutor(1) as pool:
            pool.submit(process.stderr.read)  # a full pipe would stop the service
            try:
                service = Service(int(found[1]), process.pid)
                _wait_until_ready(service)
                yield service
            finally:
                process.terminate()


def load(
    service: Service,
    route: str,
    questions: Sequence[str],
    *,
    clients: int,
    seconds: float = 3600.0,
    requests: int = sys.maxsize,
) -> Load:
    """What so many clients get until the time is over or all have sent `requests` together."""
    bodies = _bodies(route, questions)
    used = service.processor_seconds()
    started = time.perf_counter()

    def client(number: int) -> list[tuple[int, float]]:
        first = number * len(bodies) // clients
        share = -(-requests // clients)
        mine = bodies[first:] + bodies[:first]
        return list(_replies(service.port, route, mine, started + seconds, share))

    with ThreadPoolExecutor(clients) as pool:
        replies = [reply for part in pool.map(client, range(clients)) for reply in part]
    elapsed = time.perf_counter() - started
    times = sorted(taken for status, taken in replies if status == OK)
    statuses = Counter(status for status, _ in replies)
    return Load(elapsed, times, statuses, service.processor_seconds() - used)


def load_of_wrk(
    service: Service, route: str, questions: Sequence[str], *, clients: int, seconds: float
) -> tuple[float, list[float], int]:
    """The same from wrk: replies a second, p50, p95 and p99 in milliseconds, and what failed.

    Raises:
        SystemExit: wrk is not installed.
    """
    if shutil.which("wrk") is None:
        raise SystemExit("wrk is not installed. Your system's package of that name has it.")
    with NamedTemporaryFile("w", encoding="utf-8", suffix=".jsonl") as bodies:
        bodies.writelines(f"{body.decode()}\n" for body in _bodies(route, questions))
        bodies.flush()
        command = ["wrk", "-t1", f"-c{clients}", f"-d{seconds:g}s", "--timeout", "120s"]
        command += ["-s", str(_LUA), f"http://127.0.0.1:{service.port}/v1/{route}"]
        told = subprocess.run(
            [*command, "--", bodies.name], check=True, capture_output=True, text=True
        )
    got = json.loads(told.stdout.splitlines()[-1])
    times = [1000 * got[name] for name in ("p50", "p95", "p99")]
    return (got["requests"] - got["refused"]) / got["elapsed"], times, got["refused"]


def _bodies(route: str, questions: Sequence[str]) -> list[bytes]:
    field = "query" if route == "search" else "question"
    return [json.dumps({field: question}).encode() for question in questions]


def _replies(
    port: int, route: str, bodies: Sequence[bytes], deadline: float, most: int
) -> Iterator[tuple[int, float]]:
    """Status and seconds of one request after another; a broken connection counts as status 0."""
    path = "/v1/search" if route == "search" else "/v1/ask"
    headers = {"Content-Type": "application/json"}
    if route == STREAM:
        headers["Accept"] = "text/event-stream"
    connection = HTTPConnection("127.0.0.1", port, timeout=120)
    for _, body in zip(range(most), cycle(bodies), strict=False):
        started = time.perf_counter()
        if started > deadline:
            break
        try:
            connection.request("POST", path, body, headers)
            response = connection.getresponse()
            response.read()
            status = response.status
        except (OSError, HTTPException):
            connection.close()
            status = 0
        yield status, time.perf_counter() - started
        if status == BUSY:
            time.sleep(_PUSHINESS_SECONDS)
    connection.close()


def _wait_until_ready(service: Service) -> None:
    """Workers open their index after the service has said its address."""
    while True:
        connection = HTTPConnection("127.0.0.1", service.port, timeout=120)
        connection.request("GET", "/health/ready")
        if connection.getresponse().status == OK:
            return
        time.sleep(0.1)


def _processor_ticks(pid: int) -> int:
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])  # utime and stime, proc(5); the name may hold blanks
