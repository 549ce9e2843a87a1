"""Conflicting and ambiguous documents: `python -m eval.bench.ramdocs DATA`.

RAMDocs (Wang et al. 2025) gives each question its own few documents: right ones, of one or more
things of the same name, others with a wrong answer put in, and noise. Each question is asked over
an index of its own documents only. A response is right where it holds all gold answers and no
wrong one (strict exact match), compared by whole tokens as in `eval.matching`.

The questions are split by a hash of their text; `--part test` is for final figures only.
"""

import argparse
import hashlib
import json
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from eval.intervals import wilson
from eval.matching import states, tokens
from qa.ingest.embedding import open_embedder
from qa.pipeline import Pipeline
from qa.settings import Settings
from qa.types import Answer

FILE = "ramdocs/ramdocs-part-a.jsonl"
_PASSAGES = 40  # all of a question's documents are read


def main() -> None:
    """Print strict exact match with a 95 % interval, and where the others went wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--part", choices=("development", "test"), default="development")
    parser.add_argument("--always-answer", action="store_true", help="never abstain")
    parser.add_argument("--show", action="store_true", help="print every question")
    arguments = parser.parse_args()
    rows = list(_rows(arguments.data / FILE, arguments.part))
    outcomes = Counter[str]()
    for row in rows:
        answer = _asked(row, always_answer=arguments.always_answer)
        outcome = _outcome(row, answer)
        outcomes[outcome] += 1
        if arguments.show:
            print(outcome, row["question"], row["gold_answers"], row["wrong_answers"], sep=" | ")
            print("    ", answer.status, answer.short_answer, answer.answer, sep=" | ")
    _print(outcomes, len(rows))


def _rows(path: Path, part: str) -> Iterator[dict[str, Any]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        row: dict[str, Any] = json.loads(line)
        digest = hashlib.sha256(row["question"].encode()).digest()
        if (digest[0] % 2 == 0) == (part == "development"):
            yield row


def _asked(row: dict[str, Any], *, always_answer: bool) -> Answer:
    """The answer from an index of this question's documents."""
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder) / "documents"
        corpus.mkdir()
        for number, document in enumerate(row["documents"]):
            (corpus / f"{number}.txt").write_text(document["text"], encoding="utf-8")
        settings = Settings(
            data_dir=Path(folder) / "index",
            top_k=_PASSAGES,
            min_confidence=0.0 if always_answer else None,
        )
        with Pipeline(settings, open_embedder(settings)) as pipeline:
            pipeline.sync(corpus)
            return pipeline.ask(row["question"])


def _outcome(row: dict[str, Any], answer: Answer) -> str:
    if answer.status == "abstained":
        return "abstained"
    said = tokens(answer.short_answer or answer.answer or "")
    missing = not all(states(said, [gold]) for gold in row["gold_answers"])
    wrong = states(said, row["wrong_answers"])
    if missing and wrong:
        return "a wrong answer, gold ones missing"
    if missing:
        return "gold answers missing"
    return "a wrong answer beside the gold ones" if wrong else "right"


def _print(outcomes: Counter[str], total: int) -> None:
    low, high = wilson(outcomes["right"], total)
    print(f"strict exact match {outcomes['right'] / total:.3f} [{low:.3f}, {high:.3f}], n {total}")
    for outcome, count in outcomes.most_common():
        print(f"{count:4d}  {outcome}")


if __name__ == "__main__":
    main()
