"""A warm question over HTTP against the same one in process: `python -m eval.bench.ask [URL]`.

Start `qa serve` over the bundled articles first. Every question of the bundled set is asked in turn
here and there; the two must give the same answer, but for id and timings.
"""

import argparse
import json
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from eval.questions import load_questions
from qa.pipeline import open_pipeline
from qa.settings import load_settings

_SET = Path(__file__).parents[1] / "sets" / "moratorium.jsonl"
_VARIES = {"id", "timings_ms"}
_TAIL = 0.95

Ask = Callable[[str], dict[str, Any]]


def main() -> None:
    """Print p50 and p95 of both, and the ratio of the medians."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url", nargs="?", default="http://127.0.0.1:8000")
    url = parser.parse_args().url
    questions = [question.question for question in load_questions(_SET)]
    with open_pipeline(load_settings()) as pipeline:
        ways: dict[str, Ask] = {
            "in process": lambda question: pipeline.ask(question).to_dict(),
            "over HTTP": lambda question: _post(url, question),
        }
        seconds = _time(ways, questions)
    print(f"{len(questions)} questions\n\n| | p50 ms | p95 ms |\n|---|---|---|")
    for name, times in seconds.items():
        tail = sorted(times)[int(_TAIL * len(times))]
        print(f"| {name} | {statistics.median(times) * 1000:.1f} | {tail * 1000:.1f} |")
    here, there = (statistics.median(times) for times in seconds.values())
    print(f"\nHTTP takes {there / here:.2f} times as long at the median")


def _time(ways: dict[str, Ask], questions: list[str]) -> dict[str, list[float]]:
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    for ask in ways.values():
        ask(questions[0])  # models load with the first question
    for question in questions:
        answers = []
        for name, ask in ways.items():
            started = time.perf_counter()
            answer = json.loads(json.dumps(ask(question)))
            seconds[name].append(time.perf_counter() - started)
            answers.append({key: value for key, value in answer.items() if key not in _VARIES})
        if answers[0] != answers[1]:
            raise SystemExit(f"The answers to {question!r} differ: {answers}")
    return seconds


def _post(url: str, question: str) -> dict[str, Any]:
    body = json.dumps({"question": question}).encode()
    request = Request(f"{url}/v1/ask", body, {"content-type": "application/json"})
    with urlopen(request) as reply:
        answer: dict[str, Any] = json.load(reply)
    return answer


if __name__ == "__main__":
    main()
