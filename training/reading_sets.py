"""Questions with an answer span in a paragraph, or none, split by article."""

import json
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from written_questions import COLLECTIONS, Written, load_claims, load_written

Part = Literal["read", "mix", "test"]
Source = Literal["squad2", "wiki", "nq", "amazon", "reddit", "written", "news"]

SEED = 0
ARTICLES: tuple[Source, ...] = ("squad2", "wiki", "nq")
REVIEW_SOURCES: tuple[Source, ...] = ("amazon", "reddit")
WRITTEN = COLLECTIONS  # by us, in other words
_FILES: dict[Source, str] = {
    "squad2": "squad2/squad2-dev-part-a.json",
    "wiki": "squadshifts/new_wiki_v1.0.json",
    "nq": "nq/nq-open-oracle-part-a.jsonl",
    "amazon": "squadshifts/amazon_reviews_v1.0.json",
    "reddit": "squadshifts/reddit_v1.0.json",
}
# How many articles are kept for the mix of features and for the scores; the reader sees the rest.
# Reviews and forum posts have no articles: a paragraph counts as one, and none goes to the mix.
_KEPT: dict[Source, tuple[int, int]] = {
    "squad2": (3, 4),
    "wiki": (8, 8),
    "nq": (150, 250),
    "amazon": (0, 150),
    "reddit": (0, 150),
    "written": (50, 63),
    "news": (28, 36),
}


@dataclass(frozen=True, slots=True)
class Example:
    """A question about `context`; `start` and `end` are the answer's place there, or both None.

    `answers` are all accepted wordings; empty where the context has no answer. `title` is empty
    where the source has none. `bears_out` is for a claim in the place of the question: whether
    the context says it; None where it is a question. `says_yes` is what the answer says to a
    yes/no question; None for others.
    """

    source: Source
    article: str
    title: str
    context: str
    question: str
    answers: tuple[str, ...]
    start: int | None = None
    end: int | None = None
    bears_out: bool | None = None
    says_yes: bool | None = None

    def without_answer(self, question: str | None = None, context: str | None = None) -> "Example":
        """The same with another question or context, which has no answer."""
        return replace(
            self,
            question=question or self.question,
            context=context or self.context,
            answers=(),
            start=None,
            end=None,
            says_yes=None,
        )


def load(data: Path, source: Source) -> list[Example]:
    """Every question of one source, in the file's order."""
    if source in ("written", "news"):
        return [_of_ours(source, row) for row in load_written(data, source)]
    path = data / _FILES[source]
    if source == "nq":
        return list(_read_nq(path))
    articles = json.loads(path.read_text(encoding="utf-8"))["data"]
    return [example for article in articles for example in _read_article(article, source)]


def written_parts(data: Path) -> dict[str, Part]:
    """The part of each article and each event that we wrote questions about."""
    return {name: part for each in WRITTEN for name, part in part_of(load(data, each)).items()}


def claim_examples(data: Path, part: Part) -> list[Example]:
    """The claims that we wrote about the texts of one part, each with its quote as the context."""
    parts = written_parts(data)
    return [
        Example(
            "written",
            each.text.group,
            each.text.title,
            each.quote,
            each.claim,
            (),
            bears_out=each.is_supported,
        )
        for each in load_claims(data)
        if parts[each.text.group] == part
    ]


def part_of(examples: Sequence[Example]) -> dict[str, Part]:
    """The part of each article of one source: a seeded shuffle of the sorted names.

    What we wrote stands in random order already: the last are for the scores, those before them
    for the mix. Questions can be added at the beginning.
    """
    source = examples[0].source
    mix, test = _KEPT[source]
    names = sorted({example.article for example in examples})
    random.Random(f"{SEED}/{source}").shuffle(names)
    if source in WRITTEN:
        names = list(dict.fromkeys(example.article for example in reversed(examples)))
    parts: dict[str, Part] = dict.fromkeys(names, "read")
    parts.update(dict.fromkeys(names[:test], "test"))
    parts.update(dict.fromkeys(names[test : test + mix], "mix"))
    return parts


def split(data: Path, source: Source) -> dict[Part, list[Example]]:
    """One source's questions by part."""
    examples = load(data, source)
    parts = part_of(examples)
    found: dict[Part, list[Example]] = {"read": [], "mix": [], "test": []}
    for example in examples:
        found[parts[example.article]].append(example)
    return found


def _read_article(article: dict[str, Any], source: Source) -> Iterator[Example]:
    has_title = source in ARTICLES
    title = article["title"].replace("_", " ") if has_title else ""
    for paragraph in article["paragraphs"]:
        context = paragraph["context"]
        for row in paragraph["qas"]:
            name = article["title"] if has_title else context[:100]
            example = Example(source, name, title, context, row["question"].strip(), ())
            yield example if row.get("is_impossible") else _with_answer(example, row["answers"])


def _with_answer(example: Example, given: Sequence[dict[str, Any]]) -> Example:
    """The place that most annotators marked, the first of those on a tie."""
    (start, text), _ = Counter((a["answer_start"], a["text"]) for a in given).most_common(1)[0]
    texts = tuple(dict.fromkeys(answer["text"] for answer in given))
    return replace(example, answers=texts, start=start, end=start + len(text))


def _of_ours(source: Source, row: Written) -> Example:
    """One that we wrote; an article here is what must not be split: an event for news."""
    text = row.text
    example = Example(source, text.group, text.title, text.text, row.question, ())
    if not row.answer:
        return example
    end = row.start + len(row.answer)
    return replace(example, answers=(row.answer,), start=row.start, end=end, says_yes=row.says_yes)


def _read_nq(path: Path) -> Iterator[Example]:
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        text, answers = row["text"], tuple(row["answers"])
        places = [(text.find(answer), answer) for answer in answers]
        start, answer = min((place for place in places if place[0] >= 0), default=(-1, ""))
        if start >= 0:
            end = start + len(answer)
            yield Example(
                "nq", row["title"], row["title"], text, row["question"], answers, start, end
            )
