"""What more passages cost: `python -m eval.bench.passages`.

Every question of the bundled set over the bundled articles, warm, with 8 and with 20 passages, in
processor time: it does not depend on what else the machine does.
"""

import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from eval.questions import BUNDLED_SET, load_questions
from qa.pipeline import Pipeline, open_pipeline
from qa.settings import Settings

_COUNTS = (8, 20)


def main() -> None:
    """Print the median and the mean of each."""
    questions = [question.question for question in load_questions(BUNDLED_SET)]
    print("| passages | median ms | mean ms |\n|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder, "data"))
        with open_pipeline(settings) as pipeline:
            pipeline.sync(settings.corpus)
            for count in _COUNTS:
                _time(pipeline, questions, count)  # sentences' vectors are kept from the first run
                times = _time(pipeline, questions, count)
                median, mean = statistics.median(times), statistics.mean(times)
                print(f"| {count} | {median * 1000:.0f} | {mean * 1000:.0f} |")


def _time(pipeline: Pipeline, questions: Sequence[str], count: int) -> list[float]:
    seconds = []
    for question in questions:
        started = time.process_time()
        pipeline.ask(question, count)
        seconds.append(time.process_time() - started)
    return seconds


if __name__ == "__main__":
    main()
