"""Public question sets as corpora: one file an article, and where each answer stands in it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Asked:
    """A question; `answers` is empty where its article does not answer it.

    `start` and `end` are the gold paragraph's place in the text of the file `source_id`, and
    `answer_starts` those of the answers where the set gives them.
    """

    article: str
    question: str
    answers: tuple[str, ...]
    source_id: str
    start: int
    end: int
    question_id: str = ""
    answer_starts: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Article:
    """An article as one text file, and its questions."""

    name: str
    text: str
    asked: list[Asked]


def write_squad(path: Path, folder: Path, articles: set[str] | None = None) -> list[Asked]:
    """Write a SQuAD-format file's articles as text files into `folder`; return its questions."""
    read = squad_articles(json.loads(path.read_text(encoding="utf-8")), articles)
    return _write(read, folder)


def write_nq(path: Path, folder: Path) -> list[Asked]:
    """Write a Natural Questions (oracle) file's passages, one file each; return its questions."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return _write(
        (nq_article(number, json.loads(line)) for number, line in enumerate(lines)), folder
    )


def article_titles(path: Path) -> list[str]:
    """The titles of a SQuAD-format file, sorted."""
    return sorted(a["title"] for a in json.loads(path.read_text(encoding="utf-8"))["data"])


def squad_articles(data: Any, articles: set[str] | None = None) -> Iterator[Article]:
    """The articles of a SQuAD 1.1 or 2.0 object, all or those of the given titles.

    A text is the title, a blank line, and the paragraphs with blank lines between them.
    """
    for article in data["data"]:
        if articles is None or article["title"] in articles:
            yield _squad_article(article)


def nq_article(number: int, row: dict[str, Any]) -> Article:
    """One line of a Natural Questions (oracle) file: the title, a blank line, the passage."""
    name = f"{number:05d}.txt"
    text = f"{row['title']}\n\n{row['text']}\n"
    start = len(row["title"]) + 2
    end = start + len(row["text"])
    asked = Asked(
        row["title"], row["question"], tuple(row["answers"]), name, start, end, f"nq-{number:05d}"
    )
    return Article(name, text, [asked])


def _squad_article(article: dict[str, Any]) -> Article:
    title = article["title"].replace("_", " ")
    name = f"{article['title'].replace('/', '_')}.txt"
    text = f"{title}\n"
    asked: list[Asked] = []
    for paragraph in article["paragraphs"]:
        text += "\n"
        start, end = len(text), len(text) + len(paragraph["context"])
        text += paragraph["context"] + "\n"
        for qa in paragraph["qas"]:
            answers = [] if qa.get("is_impossible") else qa["answers"]
            asked.append(
                Asked(
                    article["title"],
                    qa["question"],
                    tuple(answer["text"] for answer in answers),
                    name,
                    start,
                    end,
                    str(qa.get("id", "")),
                    tuple(start + answer["answer_start"] for answer in answers),
                )
            )
    return Article(name, text, asked)


def _write(articles: Iterator[Article], folder: Path) -> list[Asked]:
    folder.mkdir(parents=True, exist_ok=True)
    asked: list[Asked] = []
    for article in articles:
        (folder / article.name).write_text(article.text, encoding="utf-8", newline="")
        asked += article.asked
    return asked
