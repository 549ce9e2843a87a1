"""Synthetic articles for measuring how an index grows: deterministic, as many as wanted."""

import json
import random
import re
from collections.abc import Iterator
from pathlib import Path

from qa.models import model_path

_PASSAGES_AN_ARTICLE = 10
_SENTENCE_WORDS = 14
_SENTENCES = 7  # a passage of a hundred words


def write_articles(folder: Path, passages: int, seed: int = 0) -> list[list[str]]:
    """Write articles that hold `passages` passages in all; returns the passages of each.

    Words follow Zipf's law. A passage is a paragraph, so every system cuts the same texts.
    """
    texts = made_passages(passages, seed)
    folder.mkdir(parents=True, exist_ok=True)
    articles = [
        texts[start : start + _PASSAGES_AN_ARTICLE]
        for start in range(0, passages, _PASSAGES_AN_ARTICLE)
    ]
    for number, article in enumerate(articles):
        (folder / f"{number:06d}.txt").write_text("\n\n".join(article), encoding="utf-8")
    return articles


def made_passages(count: int, seed: int = 0) -> list[str]:
    """So many paragraphs of a hundred words, the same ones for the same seed."""
    dice = random.Random(seed)
    words = _vocabulary()
    weights = [1 / rank for rank in range(1, len(words) + 1)]
    drawn = iter(dice.choices(words, weights, k=count * _SENTENCES * _SENTENCE_WORDS))
    return [_passage(drawn) for _ in range(count)]


def _vocabulary() -> list[str]:
    """English words that are one word piece each, so that every tokenizer counts the same."""
    pieces = json.loads(model_path("tokenizer.json").read_text(encoding="utf-8"))["model"]["vocab"]
    return [piece for piece in pieces if re.fullmatch("[a-z]{4,}", piece)]


def _passage(drawn: Iterator[str]) -> str:
    sentences = []
    for _ in range(_SENTENCES):
        words = [next(drawn) for _ in range(_SENTENCE_WORDS)]
        sentences.append(" ".join(words).capitalize() + ".")
    return " ".join(sentences)
