"""What the noise rules mask in prose that has no noise: `python -m eval.bench.noise DATA`.

Edited prose (SQuAD 2.0 and SQuADShifts paragraphs, Wikipedia articles) should lose nothing; every
masked character there is a false alarm. The bundled articles, which have noise, are the comparison.
"""

import argparse
import json
import lzma
from collections.abc import Callable, Iterator
from pathlib import Path

from qa.ingest.noise import find_masks

_SHOWN = 5  # examples a text collection

Texts = Callable[[Path], Iterator[str]]


def _squad(name: str) -> Texts:
    def read(data: Path) -> Iterator[str]:
        for article in json.loads((data / name).read_text(encoding="utf-8"))["data"]:
            yield "\n\n".join(paragraph["context"] for paragraph in article["paragraphs"])

    return read


def _wikipedia(data: Path) -> Iterator[str]:
    with lzma.open(data / "wikipedia/articles.jsonl.xz", "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)["text"]


def _bundled(_data: Path) -> Iterator[str]:
    for path in sorted((Path(__file__).parents[2] / "corpus").glob("*.txt")):
        yield path.read_text(encoding="utf-8")


COLLECTIONS: dict[str, Texts] = {
    "SQuAD 2.0 part a": _squad("squad2/squad2-dev-part-a.json"),
    "SQuADShifts new Wikipedia": _squad("squadshifts/new_wiki_v1.0.json"),
    "SQuADShifts Amazon reviews": _squad("squadshifts/amazon_reviews_v1.0.json"),
    "SQuADShifts Reddit": _squad("squadshifts/reddit_v1.0.json"),
    "Wikipedia articles": _wikipedia,
    "bundled articles (with noise)": _bundled,
}


def main() -> None:
    """Print a Markdown table, and examples of what is masked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    data = parser.parse_args().data
    examples = []
    print("| texts | characters | masked | share |\n|---|---|---|---|")
    for name, texts in COLLECTIONS.items():
        characters, masked = 0, list[str]()
        for text in texts(data):
            characters += len(text)
            masked += [text[mask.start : mask.end] for mask in find_masks(text)]
        lost = sum(map(len, masked))
        print(f"| {name} | {characters:,} | {lost:,} | {lost / characters:.4%} |")
        examples += [f"- {name}: {line[:100]}" for line in masked[:_SHOWN]]
    print("\n" + "\n".join(examples))


if __name__ == "__main__":
    main()
