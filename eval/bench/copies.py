"""Near-duplicates found among edited articles: `python -m eval.bench.copies DATA`.

Wikipedia articles stand for originals. Copies are made by what happens to copies: cut after so many
sentences, given another header, every tenth word replaced, sentences dropped. Near misses are the
two halves of one article: the same matter in other words.
"""

import argparse
import json
import lzma
import random
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path

from eval.intervals import wilson
from qa.ingest.families import families, signature
from qa.ingest.splitting import sentence_spans

_ARTICLES = 200
_CHARACTERS = 3_000  # as long as a news article
_LEAST_SENTENCES = 12

Edit = Callable[[list[str], random.Random], list[str]]


def _light(sentences: list[str], chance: random.Random) -> list[str]:
    """A word in twenty replaced."""
    words = " ".join(sentences).split()
    return [word if chance.random() > 0.05 else f"{word}ly" for word in words]  # noqa: PLR2004


EDITS: dict[str, Edit] = {
    "another header": lambda s, _: ["From our desk. Share this story.", *s[1:]],
    "cut to a half": lambda s, _: s[: len(s) // 2],
    "cut to a quarter": lambda s, _: s[: len(s) // 4],
    "every third sentence dropped": lambda s, _: [x for at, x in enumerate(s) if at % 3],
    "one word in twenty replaced": _light,
}


def main() -> None:
    """Print recall by kind of edit, and how many pairs of different texts were joined."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    articles = _articles(parser.parse_args().data / "wikipedia/articles.jsonl.xz")
    chance = random.Random(1)
    for name, edit in EDITS.items():
        texts = {f"{at}": " ".join(one) for at, one in enumerate(articles)}
        texts |= {f"{at}~": " ".join(edit(one, chance)) for at, one in enumerate(articles)}
        _report(name, texts, len(articles))
    halves = {f"{at}": " ".join(one[: len(one) // 2]) for at, one in enumerate(articles)}
    halves |= {f"{at}~": " ".join(one[len(one) // 2 :]) for at, one in enumerate(articles)}
    _report("near miss: the halves of one article", halves, len(articles))


def _report(name: str, texts: dict[str, str], total: int) -> None:
    started = time.perf_counter()
    signatures = {id_: one for id_, text in texts.items() if (one := signature(text))}
    family = families(signatures)
    seconds = time.perf_counter() - started
    joined = sum(family.get(f"{at}", "none") == family.get(f"{at}~") for at in range(total))
    others = len({id_.rstrip("~") for id_ in family}) - len(set(family.values()))
    low, high = wilson(joined, total)
    print(
        f"{name:<38} {joined:>3} of {total} joined [{low:.3f}, {high:.3f}], "
        f"{others} articles joined to another one; {1000 * seconds / len(texts):.1f} ms a text"
    )


def _articles(path: Path) -> list[list[str]]:
    """The first articles that are long enough, as sentences."""
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        texts = (json.loads(line)["text"][:_CHARACTERS] for line in lines)
        parted = ([text[s.start : s.end] for s in sentence_spans(text)] for text in texts)
        return list(islice((one for one in parted if len(one) >= _LEAST_SENTENCES), _ARTICLES))


if __name__ == "__main__":
    main()
