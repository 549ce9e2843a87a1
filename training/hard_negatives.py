"""Passages that the product's retriever ranks high for a question and that lack its answer."""

import json
import lzma
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np
from tqdm import tqdm

from qa.index.lexical import LexicalIndex
from qa.index.places import Places
from qa.index.tables import FileVersion
from qa.index.vectors import Record
from qa.ingest.embedding import MiniLMEmbedder, passage_input
from qa.retrieval.fusion import fuse
from qa.types import Passage
from reading_sets import Example

_CANDIDATES = 20  # of each ranking, as the product fuses them
_KEPT = 8
_FREE_PARAGRAPHS = 12  # of each article of free text, from its beginning
_SHORTEST = 300  # characters of a paragraph of free text
_LONGEST = 1200

Text = tuple[str, str]  # title, passage
_Row = TypeVar("_Row")


def free_text(data: Path) -> list[Text]:
    """Paragraphs of `wikipedia/articles.jsonl.xz`: distractors from articles nobody asks about."""
    with lzma.open(data / "wikipedia" / "articles.jsonl.xz", "rt", encoding="utf-8") as lines:
        articles = [json.loads(line) for line in lines]
    return [
        (article["title"].replace("_", " "), paragraph.strip())
        for article in articles
        for paragraph in _paragraphs(article["text"])[:_FREE_PARAGRAPHS]
    ]


def mine(examples: Sequence[Example], others: Sequence[Text]) -> list[list[Text]]:
    """For each example the best passages without its answer, at most eight, best first.

    The pool is every passage of `examples` and of `others`, searched by words and by vectors.
    """
    pool = list(dict.fromkeys([*((e.title, e.context) for e in examples), *others]))
    ranked = _rank([example.question for example in examples], pool)
    mined = []
    for example, ranking in zip(examples, ranked, strict=True):
        answers = [answer.casefold() for answer in example.answers]
        lacking = [
            pool[position]
            for position in ranking
            if pool[position][1] != example.context
            and not any(answer in pool[position][1].casefold() for answer in answers)
        ]
        mined.append(lacking[:_KEPT])
    return mined


def _paragraphs(text: str) -> list[str]:
    return [p for p in text.split("\n") if _SHORTEST <= len(p) <= _LONGEST]


def _rank(questions: Sequence[str], pool: Sequence[Text]) -> list[list[int]]:
    """Positions in `pool`, best first, for each question."""
    passages = [
        Passage(
            id=f"{number:06d}", source_id="pool", text=text, start=0, end=len(text), title=title
        )
        for number, (title, text) in enumerate(pool)
    ]
    embedder = MiniLMEmbedder()
    with tempfile.TemporaryDirectory() as folder:
        lexical = LexicalIndex.open(Places(Path(folder)), create=True)
        lexical.add([Record(passage, FileVersion("pool", 0), "") for passage in passages])
        vectors = np.vstack(
            [embedder.embed([passage_input(p) for p in part]) for part in _parts(passages, "pool")]
        )
        rankings = []
        for part in _parts(questions, "questions"):
            for question, vector in zip(part, embedder.embed(part), strict=True):
                dense = _nearest(passages, vectors @ vector)
                words = {
                    record_id.split(":")[1]: score
                    for record_id, score in lexical.search(question, _CANDIDATES)
                }
                rankings.append([int(id_) for id_ in fuse(dense, words, "score")])
    return rankings


def _nearest(passages: Sequence[Passage], similarity: np.ndarray) -> dict[str, float]:
    best = np.argsort(-similarity, kind="stable")[:_CANDIDATES]
    return {passages[i].id: float(similarity[i]) for i in best}


def _parts(rows: Sequence[_Row], name: str) -> "tqdm[Sequence[_Row]]":
    size = 64
    return tqdm([rows[i : i + size] for i in range(0, len(rows), size)], desc=name, disable=None)
