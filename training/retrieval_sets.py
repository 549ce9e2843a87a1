"""Retrieval sets made from public reading tests: each question has one gold paragraph."""

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

Pair = tuple[str, str]  # question, gold paragraph

SEED = 20
MAX_QUESTIONS = 1500


@dataclass(frozen=True)
class RetrievalSet:
    """`gold[i]` is the position in `passages` of the one passage that answers `questions[i]`."""

    name: str
    passages: list[str]
    questions: list[str]
    gold: list[int]


def load_sets(data: Path) -> list[RetrievalSet]:
    """Return two sets of questions written from a paragraph and one of search questions."""
    return [
        build_set(
            "SQuAD 2.0 dev, part a", *_read_squad(data / "squad2" / "squad2-dev-part-a.json")
        ),
        build_set(
            "SQuADShifts new_wiki", *_read_squad(data / "squadshifts" / "new_wiki_v1.0.json")
        ),
        build_set("NQ oracle, part a", *_read_nq(data / "nq" / "nq-open-oracle-part-a.jsonl")),
    ]


def build_set(name: str, texts: Sequence[str], pairs: Sequence[Pair]) -> RetrievalSet:
    """Keep each passage once and a seeded sample of at most `MAX_QUESTIONS` questions."""
    passages = list(dict.fromkeys(texts))
    position = {text: number for number, text in enumerate(passages)}
    sample = list(pairs)
    random.Random(SEED).shuffle(sample)
    sample = sample[:MAX_QUESTIONS]
    questions = [question for question, _ in sample]
    return RetrievalSet(name, passages, questions, [position[text] for _, text in sample])


def _read_squad(path: Path) -> tuple[list[str], list[Pair]]:
    articles = json.loads(path.read_text(encoding="utf-8"))["data"]
    paragraphs = [paragraph for article in articles for paragraph in article["paragraphs"]]
    pairs = [pair for paragraph in paragraphs for pair in _answerable(paragraph)]
    return [paragraph["context"] for paragraph in paragraphs], pairs


def _answerable(paragraph: dict[str, list[dict[str, str]]]) -> Iterator[tuple[str, str]]:
    for entry in paragraph["qas"]:
        # SQuADShifts has no such key: all of it is answerable.
        if not entry.get("is_impossible", False):
            yield entry["question"], str(paragraph["context"])


def _read_nq(path: Path) -> tuple[list[str], list[Pair]]:
    entries = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    pairs = [(entry["question"], entry["text"]) for entry in entries]
    return [text for _, text in pairs], pairs
