"""Load on `qa serve` from a second process: `python -m eval.bench.serve [--seconds 5] [...]`.

Starts the service over an index of its own of the bundled articles and lets 1, 8, 32 and 128
clients send one request after another, each over a connection that stays open. Prints throughput
and latency for search and ask, with the answers kept and without, then what happens at ten times
the capacity, and the service's memory over a long load.
"""

import argparse
import json
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from itertools import cycle
from pathlib import Path

from eval.questions import load_questions

_ROOT = Path(__file__).parents[2]
_SET = _ROOT / "eval" / "sets" / "moratorium.jsonl"
_CLIENTS = (1, 8, 32, 128)
_WARM_UP = 3  # requests that are not measured
_OK, _BUSY = 200, 503


@dataclass(frozen=True, slots=True)
class Load:
    """What clients got: seconds of each success in ascending order, replies by status."""

    elapsed: float
    seconds: list[float]
    statuses: Counter[int]

    def percentile(self, share: float) -> float:
        """Milliseconds within which that share of the successes came; 0 without any."""
        if not self.seconds:
            return 0.0
        return self.seconds[min(len(self.seconds) - 1, int(share * len(self.seconds)))] * 1000


@dataclass(frozen=True, slots=True)
class Service:
    """A running service and its process."""

    port: int
    pid: int

    def memory_mb(self) -> float:
        """Resident memory, as Linux tells it."""
        status = Path(f"/proc/{self.pid}/status").read_text(encoding="ascii")
        found = re.search(r"VmRSS:\s+(\d+) kB", status)
        return int(found[1]) / 1024 if found else 0.0


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=5.0, help="of load for each figure")
    parser.add_argument("--long", type=float, default=60.0, help="seconds of the long load")
    parser.add_argument("--workers", type=int, default=1)
    options = parser.parse_args()
    questions = [question.question for question in load_questions(_SET)]
    with tempfile.TemporaryDirectory() as folder:
        data_dir = Path(folder) / "data"
        _qa("ingest", str(_ROOT / "corpus"), "--data-dir", str(data_dir))
        _print_throughput(data_dir, questions, options.seconds, options.workers)
        _print_overload(data_dir, questions, options.seconds)
        _print_memory(data_dir, questions, options.long)


def _print_throughput(
    data_dir: Path, questions: Sequence[str], seconds: float, workers: int
) -> None:
    print("| route | answers kept | clients | a second | p50 ms | p95 ms | p99 ms | refused |")
    print("|---|---|---|---|---|---|---|---|")
    for route, cached in (("search", 0), ("ask", 0), ("ask", 1000)):
        roomy = ["QA_MAX_WAITING=10000", f"QA_ANSWER_CACHE={cached}", f"QA_WORKERS={workers}"]
        with _serving(data_dir, roomy) as service:
            first = len(questions) if cached else _WARM_UP
            _load(service, route, questions, clients=1, requests=first)
            for clients in _CLIENTS:
                load = _load(service, route, questions, clients=clients, seconds=seconds)
                figures = " | ".join(f"{load.percentile(p):.1f}" for p in (0.5, 0.95, 0.99))
                print(
                    f"| {route} | {'yes' if cached else 'no'} | {clients} "
                    f"| {load.statuses[_OK] / load.elapsed:.1f} | {figures} "
                    f"| {load.statuses.total() - load.statuses[_OK]} |",
                    flush=True,
                )


def _print_overload(data_dir: Path, questions: Sequence[str], seconds: float) -> None:
    """Ten times as many clients as the service has places, one place a core and as many to wait."""
    settings = ["QA_MAX_CONCURRENCY=2", "QA_MAX_WAITING=2", "QA_ANSWER_CACHE=0"]
    with _serving(data_dir, settings) as service:
        calm = _load(service, "ask", questions, clients=2, seconds=seconds)
        storm = _load(service, "ask", questions, clients=40, seconds=seconds)
        after = _load(service, "ask", questions, clients=2, requests=20)
    print(
        f"\n2 clients: {calm.statuses[_OK] / calm.elapsed:.1f} answers a second, p95 "
        f"{calm.percentile(0.95):.0f} ms"
    )
    print(
        f"40 clients, 4 places: {storm.statuses[_OK] / storm.elapsed:.1f} answers a second, p95 "
        f"{storm.percentile(0.95):.0f} ms; statuses {dict(storm.statuses)}"
    )
    print(
        f"2 clients at once afterwards: statuses {dict(after.statuses)}, p95 "
        f"{after.percentile(0.95):.0f} ms"
    )


def _print_memory(data_dir: Path, questions: Sequence[str], seconds: float) -> None:
    with _serving(data_dir, ["QA_ANSWER_CACHE=1000"]) as service:
        _load(service, "ask", questions, clients=4, requests=2 * len(questions))
        before, count = service.memory_mb(), 0
        print("\n| requests | resident MB |\n|---|---|")
        print(f"| 0 | {before:.1f} |")
        for _ in range(4):
            for route in ("ask", "search"):
                load = _load(service, route, questions, clients=4, seconds=seconds / 8)
                count += load.statuses.total()
            print(f"| {count} | {service.memory_mb():.1f} |", flush=True)


def _load(
    service: Service,
    route: str,
    questions: Sequence[str],
    *,
    clients: int,
    seconds: float = 600.0,
    requests: int = sys.maxsize,
) -> Load:
    """What so many clients get until the time is over or each has sent its share of requests."""
    field = "query" if route == "search" else "question"
    bodies = [json.dumps({field: question}).encode() for question in questions]
    started = time.perf_counter()

    def client(number: int) -> list[tuple[int, float]]:
        first = number * len(bodies) // clients
        share = -(-requests // clients)
        return list(
            _replies(service.port, route, bodies[first:] + bodies[:first], started + seconds, share)
        )

    with ThreadPoolExecutor(clients) as pool:
        replies = [reply for part in pool.map(client, range(clients)) for reply in part]
    elapsed = time.perf_counter() - started
    times = sorted(taken for status, taken in replies if status == _OK)
    return Load(elapsed, times, Counter(status for status, _ in replies))


def _replies(
    port: int, route: str, bodies: Sequence[bytes], deadline: float, most: int
) -> Iterator[tuple[int, float]]:
    """Status and seconds of one request after another; a broken connection counts as status 0."""
    connection = HTTPConnection("127.0.0.1", port, timeout=120)
    for _, body in zip(range(most), cycle(bodies), strict=False):
        started = time.perf_counter()
        if started > deadline:
            break
        try:
            connection.request("POST", f"/v1/{route}", body, {"Content-Type": "application/json"})
            response = connection.getresponse()
            response.read()
            status = response.status
        except (OSError, HTTPException):
            connection.close()
            status = 0
        yield status, time.perf_counter() - started
        if status == _BUSY:
            time.sleep(0.1)  # Retry-After says a second; this is ten times as pushy
    connection.close()


@contextmanager
def _serving(data_dir: Path, settings: Sequence[str]) -> Iterator[Service]:
    command = ["env", *settings, sys.executable, "-m", "qa", "serve", "--port", "0"]
    with subprocess.Popen(
        [*command, "--data-dir", str(data_dir)], stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr
        for line in process.stderr:
            if found := re.search(r"http://127\.0\.0\.1:(\d+)", line):
                break
        else:
            raise SystemExit("The service ended before it served.")
        with ThreadPoolExecutor(1) as pool:
            pool.submit(process.stderr.read)  # a full pipe would stop the service
            try:
                yield Service(int(found[1]), process.pid)
            finally:
                process.terminate()


def _qa(*arguments: str) -> None:
    subprocess.run([sys.executable, "-m", "qa", *arguments], check=True, capture_output=True)


if __name__ == "__main__":
    main()
