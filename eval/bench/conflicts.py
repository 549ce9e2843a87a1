"""False alarms on prose that agrees: `python -m eval.bench.conflicts DATA`.

Every paragraph of SQuAD-format articles becomes a file of its own, so that each is a source. Edited
encyclopaedic paragraphs hardly ever contradict each other: what is called a conflict is a false
alarm unless a look at the printed examples says otherwise. Questions of one article are asked over
its own paragraphs and those of the other articles.
"""

import argparse
import hashlib
import json
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from eval.intervals import wilson
from qa.pipeline import open_pipeline
from qa.settings import Settings
from qa.types import Answer

_SHOWN = 12


def main() -> None:
    """Print the share of questions that were called conflicting, with a 95 % interval."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--set", default="squad2/squad2-dev-part-a.json")
    parser.add_argument("--part", choices=("development", "test"), default="development")
    parser.add_argument("--limit", type=int, default=400)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        questions = list(_written(arguments.data / arguments.set, Path(folder), arguments.part))
        with open_pipeline(Settings(data_dir=Path(folder) / ".index")) as pipeline:
            pipeline.sync(Path(folder))
            report([pipeline.ask(question) for question in _spread(questions, arguments.limit)])


def report(answers: Sequence[Answer]) -> None:
    """Print the share of the answered ones that are called conflicting, and some of these."""
    answered = sum(answer.status != "abstained" for answer in answers)
    examples = [
        f"{answer.question}\n    {answer.conflict.readings}\n    "
        f"{[citation.quote for citation in answer.citations]}"
        for answer in answers
        if answer.conflict is not None
    ]
    conflicts = len(examples)
    low, high = wilson(conflicts, answered)
    print(f"{len(answers)} questions, {answered} answered, {conflicts} called conflicting: ")
    print(f"{conflicts / answered:.3f} [{low:.3f}, {high:.3f}] of the answered ones")
    print("\n".join(examples[:_SHOWN]))


def _written(path: Path, folder: Path, part: str) -> Iterator[str]:
    """The answerable questions of the articles in this part, whose paragraphs are written."""
    for article in json.loads(path.read_text(encoding="utf-8"))["data"]:
        digest = hashlib.sha256(article["title"].encode()).digest()
        if (digest[0] % 2 == 0) != (part == "development"):
            continue
        for number, paragraph in enumerate(article["paragraphs"]):
            name = f"{article['title'].replace('/', '_')}-{number:03d}.txt"
            text = f"{article['title'].replace('_', ' ')}\n\n{paragraph['context']}\n"
            (folder / name).write_text(text, encoding="utf-8")
            yield from (qa["question"] for qa in paragraph["qas"] if not qa.get("is_impossible"))


def _spread(questions: list[str], limit: int) -> list[str]:
    """At most `limit` questions, evenly over all of them."""
    step = max(1, len(questions) // limit)
    return questions[::step][:limit]


if __name__ == "__main__":
    main()
