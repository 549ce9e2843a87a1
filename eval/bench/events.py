"""Conflict, time and voices on the made corpus: `python -m eval.bench.events tests/corpora/events`.

The folder holds two parts, 'dev' and 'test', each with articles and questions. Tags of a question
say what is right: 'conflict', 'followed:VALUE' ('none' where no side should be), 'as_of:DATE' and
'voices:N'. The rules were made while looking at 'dev'; 'test' is for final figures.
"""

import argparse
import tempfile
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from eval.intervals import wilson
from eval.matching import facts_stated, states, tokens
from eval.questions import Question, load_questions
from qa.pipeline import open_pipeline
from qa.settings import Settings
from qa.types import Answer


@dataclass(slots=True)
class Counts:
    """How often something was right, of how often it was asked."""

    right: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    asked: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def add(self, name: str, *, is_right: bool) -> None:
        """Count one case."""
        self.asked[name] += 1
        self.right[name] += is_right


def main() -> None:
    """Print each share with its 95 % interval, one a line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("events", type=Path)
    parser.add_argument("--part", choices=("dev", "test"), default="dev")
    parser.add_argument("--set", default="questions.jsonl", help="or confirm.jsonl, for yes or no")
    arguments = parser.parse_args()
    part = arguments.events / arguments.part
    counts = Counts()
    with (
        tempfile.TemporaryDirectory() as folder,
        open_pipeline(Settings(data_dir=Path(folder) / "index")) as pipeline,
    ):
        pipeline.sync(part / "articles")
        for question in load_questions(part / arguments.set):
            count(counts, question, pipeline.ask(question.question))
    for name, asked in counts.asked.items():
        low, high = wilson(counts.right[name], asked)
        print(f"{name:<38} {counts.right[name]:>3} of {asked:>3}  [{low:.2f}, {high:.2f}]")


def count(counts: Counts, question: Question, answer: Answer) -> None:
    """Score one answer by the tags of its question."""
    tags = dict(tag.partition(":")[::2] for tag in question.tags)
    is_conflicting = answer.conflict is not None
    stated = facts_stated(answer, question.answers)
    is_right = any(stated) if question.kind == "conflict" else all(stated)
    counts.add("accuracy", is_right=is_right)
    if "conflict" in tags:
        counts.add("conflicts found (recall)", is_right=is_conflicting)
    else:
        counts.add("no false conflict", is_right=not is_conflicting)
    if is_conflicting:
        counts.add("called conflicting, rightly (precision)", is_right="conflict" in tags)
    if "followed" in tags and answer.conflict is not None:
        counts.add("follows the right side", is_right=_followed(answer, tags["followed"]))
    if question.kind == "latest" or "past" in tags:
        said = tokens(answer.short_answer or "")
        counts.add("of the right time", is_right=states(said, question.answers[0]))
    if "as_of" in tags:
        counts.add("names the right date", is_right=answer.as_of == tags["as_of"])
    if "voices" in tags:
        found = answer.claims[0].independent_sources if answer.claims else 0
        counts.add("counts the voices", is_right=found == int(tags["voices"]))


def _followed(answer: Answer, expected: str) -> bool:
    conflict = answer.conflict
    if conflict is None or conflict.followed is None:
        return expected == "none"
    return states(tokens(conflict.readings[conflict.followed].text), [expected])


if __name__ == "__main__":
    main()
