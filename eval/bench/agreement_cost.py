"""What comparing sources costs: `python -m eval.bench.agreement_cost SET --data-dir DIR`.

Each question is answered in turn with and without it, in one process, over an index that is there:
reading on, comparing and counting against retrieving, reading and composing alone.
"""

import argparse
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from eval.questions import BUNDLED_SET, load_questions
from qa.answering.extractive import Reading, compose
from qa.pipeline import Pipeline, open_pipeline
from qa.reading.parts import parts_of
from qa.settings import load_settings


def main() -> None:
    """Print the median and mean time of both and their ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("set", type=Path, nargs="?", default=BUNDLED_SET)
    parser.add_argument("--data-dir", type=Path)
    arguments = parser.parse_args()
    questions = [each.question for each in load_questions(arguments.set)]
    seconds: dict[str, list[float]] = {"without": [], "with": []}
    settings = load_settings(data_dir=arguments.data_dir)
    with open_pipeline(settings) as bare, open_pipeline(settings) as full:  # each its own caches
        ways: dict[str, Callable[[str], object]] = {
            "without": lambda question: _bare(bare, question),
            "with": full.ask,
        }
        bare.warm_up()
        full.warm_up()
        for question in questions:
            for name, ask in ways.items():
                started = time.perf_counter()
                ask(question)
                seconds[name].append(time.perf_counter() - started)
    for name, times in seconds.items():
        median, mean = statistics.median(times) * 1000, statistics.mean(times) * 1000
        print(f"{name:<8} median {median:.1f} ms, mean {mean:.1f} ms")
    for name, of in (("median", statistics.median), ("mean", statistics.mean)):
        print(f"ratio of the {name}s {of(seconds['with']) / of(seconds['without']):.3f}")


def _bare(pipeline: Pipeline, question: str) -> None:
    k = pipeline.settings.top_k
    readings = [
        Reading(part, pipeline.reader.read(part, pipeline.retriever.retrieve(part, k)))
        for part in parts_of(question)
    ]
    compose(readings, pipeline.source_text, pipeline.reader.threshold())


if __name__ == "__main__":
    main()
