"""What the noise rules mask in prose that has no noise: `python -m eval.bench.noise DATA`.

Edited prose (SQuAD 2.0 and SQuADShifts paragraphs, Wikipedia articles) should lose nothing; every
masked character there is a false alarm. The bundled articles, which have noise, are the comparison.
"""

import argparse
import json
import lzma
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from qa.ingest.noise import find_masks
from qa.ingest.recurring import find_recurring, keys_of
from qa.types import Document

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
    print("| texts | characters | masked | share | recurring |\n|---|---|---|---|---|")
    for name, texts in COLLECTIONS.items():
        characters, masked, documents = 0, list[str](), list[Document]()
        for number, text in enumerate(texts(data)):
            characters += len(text)
            masked += [text[mask.start : mask.end] for mask in find_masks(text)]
            documents.append(Document(str(number), text, ""))
        lost = sum(map(len, masked))
        found = _recurring(documents)
        told = f"{characters:,} | {lost:,} | {lost / characters:.4%} | {sum(map(len, found)):,}"
        print(f"| {name} | {told} |")
        examples += [f"- {name}: {line[:100]}" for line in (masked + found)[:_SHOWN]]
    print("\n" + "\n".join(examples))


def _recurring(documents: Sequence[Document]) -> list[str]:
    """What is masked because it recurs, where these texts are the files of one folder."""
    keys = {document.source_id: keys_of(document) for document in documents}
    recurring = find_recurring(keys, len(documents))
    return [
        document.text[mask.start : mask.end]
        for document in documents
        for mask in recurring.masked(document).masks
    ]


if __name__ == "__main__":
    main()
