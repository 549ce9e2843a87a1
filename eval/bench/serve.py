"""Load on `qa serve` from a second process: `python -m eval.bench.serve WHAT`.

WHAT is `load` (throughput and latency at 1 to 128 clients, answers kept and not), `defaults` (the
same for numbers of processes, threads and questions at a time), `overload` (ten times as many
clients as places) or `memory` (resident memory over an hour's worth of requests). The service
runs over an index of its own of the bundled articles; each client sends one request after another
over a connection that stays open.
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from eval.bench.load import STREAM, Load, Service, load, load_of_wrk, serving
from eval.questions import load_questions

_ROOT = Path(__file__).parents[2]
_SET = _ROOT / "eval" / "sets" / "moratorium.jsonl"
_CLIENTS = (1, 8, 32, 128)
_ROUTES = ("search", "ask", STREAM)
_WARM_UP = 12  # requests that are not measured
_ROOMY = 10_000  # places in the queue, so that nobody is refused
_SETUPS = (  # processes, threads of the models, questions that a process answers at a time
    (1, 1, 1),
    (1, 1, 2),
    (1, 2, 1),
    (1, 2, 2),
    (2, 1, 1),
    (2, 1, 2),
    (2, 2, 1),
)
_OPENINGS = (  # so that an hour's questions are all different
    "", "Tell me: ", "Please say: ", "According to the articles: ", "In short: ", "I wonder: ",
    "Do you know: ", "One more: ", "Next: ", "Quickly: ", "Again: ", "For the record: ",
    "A reader asks: ", "My question: ", "Question: ", "Once more: ", "By the way: ", "So: ",
    "Well: ", "Now: ", "Then: ", "Also: ", "Finally: ", "First: ", "Hello: ",
)  # fmt: skip


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("what", choices=("load", "defaults", "overload", "memory"))
    parser.add_argument("--seconds", type=float, default=5.0, help="of load for each figure")
    parser.add_argument("--repeats", type=int, default=3, help="of `defaults`: the median is shown")
    parser.add_argument("--requests", type=int, default=3600, help="of `memory`, for each route")
    parser.add_argument("--routes", nargs="+", default=_ROUTES, choices=_ROUTES, help="of `memory`")
    parser.add_argument("--wrk", action="store_true", help="of `load`: ask wrk, too")
    parser.add_argument("--workers", type=int, default=1, help="of `load` and `memory`")
    options = parser.parse_args()
    questions = [question.question for question in load_questions(_SET)]
    with tempfile.TemporaryDirectory() as folder:
        data_dir = Path(folder) / "data"
        _qa("ingest", str(_ROOT / "corpus"), "--data-dir", str(data_dir))
        if options.what == "load":
            _print_load(data_dir, questions, options)
        elif options.what == "defaults":
            _print_defaults(data_dir, questions, options.seconds, options.repeats)
        elif options.what == "overload":
            _print_overload(data_dir, questions, options.seconds)
        else:
            _print_memory(data_dir, questions, options)


def _print_load(data_dir: Path, questions: Sequence[str], options: argparse.Namespace) -> None:
    print("| route | answers kept | clients | by | a second | p50 ms | p95 ms | p99 ms | refused |")
    print("|---|---|---|---|---|---|---|---|---|")
    workers, seconds = options.workers, options.seconds
    for route, kept in (("search", 0), ("ask", 0), ("ask", 1000)):
        with serving(data_dir, max_waiting=_ROOMY, answer_cache=kept, workers=workers) as service:
            first = len(questions) * workers * 2 if kept else _WARM_UP
            load(service, route, questions, clients=1, requests=first)
            name = f"| {route} | {'yes' if kept else 'no'}"
            for clients in _CLIENTS:
                got = load(service, route, questions, clients=clients, seconds=seconds)
                times = [got.percentile(share) for share in (0.5, 0.95, 0.99)]
                _print_row(f"{name} | {clients} | us", got.rate, times, got.refused)
                if options.wrk:
                    figures = load_of_wrk(
                        service, route, questions, clients=clients, seconds=seconds
                    )
                    _print_row(f"{name} | {clients} | wrk", *figures)


def _print_row(name: str, rate: float, times: Sequence[float], refused: int) -> None:
    figures = " | ".join(f"{each:.1f}" for each in times)
    print(f"{name} | {rate:.1f} | {figures} | {refused} |", flush=True)


def _print_defaults(data_dir: Path, questions: Sequence[str], seconds: float, repeats: int) -> None:
    """Medians over rounds in each of which every setup has its turn: the machine may be shared."""
    measured: dict[tuple[int, int, int], dict[tuple[str, int], list[Load]]] = {}
    memory: dict[tuple[int, int, int], float] = {}
    for _ in range(repeats):
        for setup in _SETUPS:
            workers, threads, places = setup
            cells = measured.setdefault(setup, {})
            with serving(
                data_dir,
                max_waiting=_ROOMY,
                answer_cache=0,
                workers=workers,
                threads=threads,
                max_concurrency=places,
            ) as service:
                for route in ("search", "ask"):
                    load(service, route, questions, clients=4, requests=_WARM_UP * workers)
                    for clients in _CLIENTS:
                        got = load(service, route, questions, clients=clients, seconds=seconds)
                        cells.setdefault((route, clients), []).append(got)
                memory[setup] = service.memory_mb()
    print(
        "| route | workers | threads | at a time | "
        + " | ".join(f"{clients} clients" for clients in _CLIENTS)
        + " | p95 ms at 1 / 8 | processor ms | MB |"
    )
    print("|---" * (len(_CLIENTS) + 7) + "|")
    for route in ("search", "ask"):
        for setup, cells in measured.items():
            rates = [statistics.median([got.rate for got in cells[route, n]]) for n in _CLIENTS]
            tails = [
                statistics.median([got.percentile(0.95) for got in cells[route, n]]) for n in (1, 8)
            ]
            spent = statistics.median([got.processor_ms for got in cells[route, 8]])
            print(
                f"| {route} | {' | '.join(map(str, setup))} | "
                + " | ".join(f"{rate:.1f}" for rate in rates)
                + f" | {tails[0]:.0f} / {tails[1]:.0f} | {spent:.0f} | {memory[setup]:.0f} |"
            )


def _print_overload(data_dir: Path, questions: Sequence[str], seconds: float) -> None:
    """Ten times as many clients as the service has places, then as many as it has cores."""
    with serving(data_dir, max_concurrency=2, max_waiting=2, answer_cache=0) as service:
        load(service, "ask", questions, clients=1, requests=_WARM_UP)
        loads = {
            "2 clients": load(service, "ask", questions, clients=2, seconds=seconds),
            "40 clients": load(service, "ask", questions, clients=40, seconds=seconds),
            "2 clients, right afterwards": load(
                service, "ask", questions, clients=2, seconds=seconds
            ),
        }
    print("| 4 places | answers a second | p95 ms | first ms | statuses |")
    print("|---|---|---|---|---|")
    for name, got in loads.items():
        statuses = ", ".join(f"{status}: {count}" for status, count in got.statuses.items())
        print(
            f"| {name} | {got.rate:.1f} | {got.percentile(0.95):.0f} | {got.percentile(0):.0f} "
            f"| {statuses} |"
        )


def _print_memory(data_dir: Path, questions: Sequence[str], options: argparse.Namespace) -> None:
    """Resident memory after each tenth of the requests, for each route in a service of its own."""
    varied = [opening + question for opening in _OPENINGS for question in questions]
    print("| route | start | " + " | ".join(f"{n} %" for n in range(10, 101, 10)) + " | failed |")
    print("|---" * 13 + "|")
    for route in options.routes:
        with serving(data_dir, answer_cache=0, workers=options.workers) as service:
            load(service, route, questions, clients=4, requests=_WARM_UP)
            print(f"| {route} | {service.memory_mb():.1f} |", end="", flush=True)
            failed = 0
            for tenth in range(10):
                failed += _tenth(service, route, varied, options.requests // 10, tenth).refused
                print(f" {service.memory_mb():.1f} |", end="", flush=True)
            print(f" {failed} |", flush=True)


def _tenth(service: Service, route: str, varied: Sequence[str], count: int, tenth: int) -> Load:
    """Questions that no tenth before had, as far as there are so many."""
    start = tenth * count % len(varied)
    questions = [*varied[start:], *varied[:start]][:count]
    return load(service, route, questions, clients=4, requests=count)


def _qa(*arguments: str) -> None:
    subprocess.run([sys.executable, "-m", "qa", *arguments], check=True, capture_output=True)


if __name__ == "__main__":
    main()
