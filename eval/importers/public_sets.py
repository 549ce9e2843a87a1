"""Public question sets as corpora: one file an article, and where each answer stands in it."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Asked:
    """A question; `answers` is empty where its article does not answer it.

    `start` and `end` are the gold paragraph's place in the text of the file `source_id`.
    """

    article: str
    question: str
    answers: tuple[str, ...]
    source_id: str
    start: int
    end: int


def write_squad(path: Path, folder: Path, articles: set[str] | None = None) -> list[Asked]:
    """Write a SQuAD-format file's articles as text files into `folder`; return its questions.

    A file is the title, a blank line, and the paragraphs with blank lines between them.
    """
    folder.mkdir(parents=True, exist_ok=True)
    asked: list[Asked] = []
    for article in json.loads(path.read_text(encoding="utf-8"))["data"]:
        if articles is None or article["title"] in articles:
            asked += _write_article(article, folder)
    return asked


def write_nq(path: Path, folder: Path) -> list[Asked]:
    """Write a Natural Questions (oracle) file's passages, one file each; return its questions."""
    folder.mkdir(parents=True, exist_ok=True)
    asked = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
        row = json.loads(line)
        name = f"{number:05d}.txt"
        text = f"{row['title']}\n\n{row['text']}\n"
        (folder / name).write_text(text, encoding="utf-8", newline="")
        start = len(row["title"]) + 2
        answers = tuple(row["answers"])
        asked.append(
            Asked(row["title"], row["question"], answers, name, start, start + len(row["text"]))
        )
    return asked


def article_titles(path: Path) -> list[str]:
    """The titles of a SQuAD-format file, sorted."""
    return sorted(a["title"] for a in json.loads(path.read_text(encoding="utf-8"))["data"])


def _write_article(article: dict[str, Any], folder: Path) -> list[Asked]:
    title = article["title"].replace("_", " ")
    name = f"{article['title'].replace('/', '_')}.txt"
    text = f"{title}\n"
    asked: list[Asked] = []
    for paragraph in article["paragraphs"]:
        text += "\n"
        start, end = len(text), len(text) + len(paragraph["context"])
        text += paragraph["context"] + "\n"
        for qa in paragraph["qas"]:
            answers = () if qa.get("is_impossible") else tuple(a["text"] for a in qa["answers"])
            asked.append(Asked(article["title"], qa["question"], answers, name, start, end))
    (folder / name).write_text(text, encoding="utf-8", newline="")
    return asked
