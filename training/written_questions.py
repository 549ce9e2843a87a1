"""Questions and claims written by hand, in `training/questions`: over Wikipedia and over news.

Crowd workers who see a paragraph take over its words, and what they ask without an answer is odd
in a way that shows. These were asked in other words, as by somebody who has not read the text, and
those without an answer are about the same matter: a near miss, or something taken for granted that
the text does not say. The news is invented, three short articles an event. The claims are what a
language model might write with a sentence as its source: in pairs, one borne out and one not.
"""

import json
import lzma
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args
from urllib.parse import unquote

from eval.importers.public_sets import Asked

Collection = Literal["written", "news"]
COLLECTIONS: tuple[Collection, ...] = get_args(Collection)

_FOLDER = Path(__file__).parent / "questions"
_QUESTIONS: dict[Collection, str] = {"written": "wikipedia.jsonl", "news": "news.jsonl"}
_NEWS_ARTICLES = "news_articles.jsonl"
_CLAIMS = "claims.jsonl"


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph of an article, or a whole news article.

    `group` is what must not be split between training and scores: the article, the event.
    """

    id: str
    group: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Written:
    """A question about `text`; `answer` is '' and `start` 0 where no text of its group answers.

    `start` is an offset into `text.text`. `kind` is as in `eval.questions`. `says_yes` is what
    the answer says to a yes/no question, and None for others.
    """

    text: Text
    question: str
    kind: str
    answer: str
    start: int
    says_yes: bool | None


@dataclass(frozen=True, slots=True)
class WrittenClaim:
    """A claim about `text` that cites `quote`, verbatim of it, and whether the quote says it."""

    text: Text
    quote: str
    claim: str
    is_supported: bool
    kind: str


def load_claims(data: Path) -> list[WrittenClaim]:
    """All claims, in the file's order.

    Raises:
        SystemExit: a claim's text is not in the data, or its quote not in the text.
    """
    texts = {id_: text for each in COLLECTIONS for id_, text in load_texts(data, each).items()}
    path = _FOLDER / _CLAIMS
    claims = []
    for row in _rows(path):
        text = texts.get(row["text"])
        if text is None or row["quote"] not in text.text:
            raise SystemExit(f"{path}: {row['claim']!r} cites what {row['text']!r} does not have.")
        claims.append(WrittenClaim(text, row["quote"], row["claim"], row["supported"], row["kind"]))
    return claims


def load_written(data: Path, collection: Collection) -> list[Written]:
    """All questions of a collection, in the file's order.

    Raises:
        SystemExit: a question's text is not in the data, or its answer not in the text.
    """
    texts = load_texts(data, collection)
    path = _FOLDER / _QUESTIONS[collection]
    return [_checked(row, texts, path) for row in _rows(path)]


def load_texts(data: Path, collection: Collection) -> dict[str, Text]:
    """The texts that questions of a collection are about, by id."""
    if collection == "news":
        rows = _rows(_FOLDER / _NEWS_ARTICLES)
        return {row["id"]: Text(row["id"], row["event"], row["title"], row["text"]) for row in rows}
    articles = _wikipedia(data)
    wanted = dict.fromkeys(row["text"] for row in _rows(_FOLDER / _QUESTIONS[collection]))
    texts = {}
    for name in wanted:
        article, _, line = name.rpartition("#")
        lines = articles.get(article, [])
        if int(line) < len(lines):
            title = unquote(article).replace("_", " ")
            texts[name] = Text(name, article, title, lines[int(line)].strip())
    return texts


def write_written(
    data: Path, collection: Collection, folder: Path, groups: set[str] | None = None
) -> list[Asked]:
    """Write the texts, of all groups or of the given ones, as files; return their questions.

    A news article is a file of its own; the paragraphs of a Wikipedia article are one together.
    """
    together: dict[str, list[Text]] = defaultdict(list)
    for text in load_texts(data, collection).values():
        if groups is None or text.group in groups:
            together[text.id if collection == "news" else text.group].append(text)
    folder.mkdir(parents=True, exist_ok=True)
    places: dict[str, tuple[str, int]] = {}
    for number, texts in enumerate(together.values()):
        name, content = f"{number:04}.txt", f"{texts[0].title}\n"
        for text in texts:
            places[text.id] = (name, len(content) + 1)
            content += f"\n{text.text}\n"
        (folder / name).write_text(content, encoding="utf-8", newline="")
    return [
        _asked(row, *places[row.text.id])
        for row in load_written(data, collection)
        if row.text.id in places
    ]


def _asked(row: Written, name: str, start: int) -> Asked:
    text, answers = row.text, (row.answer,) if row.answer else ()
    return Asked(text.group, row.question, answers, name, start, start + len(text.text))


def _checked(row: dict[str, Any], texts: dict[str, Text], path: Path) -> Written:
    text = texts.get(row["text"])
    if text is None:
        raise SystemExit(f"{path}: {row['text']!r} is not in the data. Is the folder complete?")
    answer, start = row.get("answer", ""), row.get("start", 0)
    if text.text[start : start + len(answer)] != answer:
        raise SystemExit(f"{path}: {row['question']!r}: {answer!r} is not at {start} of its text.")
    says_yes = row["verdict"] == "yes" if "verdict" in row else None
    return Written(text, row["question"], row["kind"], answer, start, says_yes)


@cache
def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@cache
def _wikipedia(data: Path) -> dict[str, list[str]]:
    """The lines of each article of free text."""
    with lzma.open(data / "wikipedia" / "articles.jsonl.xz", "rt", encoding="utf-8") as lines:
        return {row["title"]: row["text"].split("\n") for row in map(json.loads, lines)}
