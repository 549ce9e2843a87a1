"""What keeping a receipt costs: `python -m eval.bench.receipts`, over the bundled articles."""

import statistics
import time
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from eval.questions import BUNDLED_SET, load_questions
from qa.pipeline import open_pipeline
from qa.settings import load_settings

_CORPUS = Path(__file__).parents[2] / "corpus"
_QUESTIONS = 20
_TIMES = 20  # each receipt is kept so often, under another id
_TAIL = 0.95


def main() -> None:
    """Print p50 and p95 of the milliseconds, and the bytes that a receipt takes on disk."""
    questions = load_questions(BUNDLED_SET)[:_QUESTIONS]
    with (
        TemporaryDirectory(prefix="qa-receipts-") as folder,
        open_pipeline(load_settings(data_dir=Path(folder), receipts=1000)) as pipeline,
    ):
        pipeline.sync(_CORPUS)
        asked = [pipeline.ask_in_full(one.question, record=False) for one in questions]
        spent = []
        for round_ in range(_TIMES):
            for receipt in asked:
                answer = replace(receipt.answer, id=f"{receipt.answer.id}{round_}")
                started = time.perf_counter()
                pipeline.receipts.keep(replace(receipt, answer=answer))
                spent.append(1000 * (time.perf_counter() - started))
        pipeline.history.close()
        size = sum(path.stat().st_size for path in Path(folder).glob("history.sqlite*"))
    tail = sorted(spent)[int(_TAIL * len(spent))]
    print(f"{len(spent)} receipts: p50 {statistics.median(spent):.1f} ms, p95 {tail:.1f} ms,")
    print(f"{size / len(spent) / 1000:.1f} kB each")


if __name__ == "__main__":
    main()
