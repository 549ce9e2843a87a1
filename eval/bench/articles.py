"""Synthetic articles for measuring how an index grows: deterministic, as many as wanted."""

import random
from collections.abc import Iterator
from pathlib import Path

_WORDS = 20_000  # a vocabulary as large as that of a small newspaper
_PASSAGES_AN_ARTICLE = 10
_SENTENCE_WORDS = 14
_SENTENCES = 7  # a passage of a hundred words


def write_articles(folder: Path, passages: int, seed: int = 0) -> list[list[str]]:
    """Write articles that hold `passages` passages in all; returns the passages of each.

    Words follow Zipf's law. A passage is a paragraph, so every system cuts the same texts.
    """
    dice = random.Random(seed)
    words = [f"{_syllables(dice)}{number}" for number in range(_WORDS)]
    weights = [1 / rank for rank in range(1, _WORDS + 1)]
    drawn = iter(dice.choices(words, weights, k=passages * _SENTENCES * _SENTENCE_WORDS))
    folder.mkdir(parents=True, exist_ok=True)
    articles = []
    for number in range(-(-passages // _PASSAGES_AN_ARTICLE)):
        count = min(_PASSAGES_AN_ARTICLE, passages - number * _PASSAGES_AN_ARTICLE)
        article = [_passage(drawn) for _ in range(count)]
        (folder / f"{number:06d}.txt").write_text("\n\n".join(article), encoding="utf-8")
        articles.append(article)
    return articles


def _syllables(dice: random.Random) -> str:
    return "".join(dice.choice("bdfglmnprstvz") + dice.choice("aeiou") for _ in range(3))


def _passage(drawn: Iterator[str]) -> str:
    sentences = []
    for _ in range(_SENTENCES):
        words = [next(drawn) for _ in range(_SENTENCE_WORDS)]
        sentences.append(" ".join(words).capitalize() + ".")
    return " ".join(sentences)
