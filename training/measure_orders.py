"""How many ordinary texts are taken for orders: `python training/measure_orders.py DATA_DIR`.

Counts the paragraphs of SQuAD 2.0, new Wikipedia articles, reviews and forum posts that
`qa.answering.orders` would set aside. None of them is an attack.
"""

import argparse
from pathlib import Path

from qa.answering.orders import gives_orders
from reading_sets import Source, load

_SOURCES: tuple[Source, ...] = ("squad2", "wiki", "amazon", "reddit")


def main() -> None:
    """Print one row a set."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    data = parser.parse_args().data
    print("| set | paragraphs | set aside |\n|---|---|---|")
    for source in _SOURCES:
        contexts = {example.context for example in load(data, source)}
        flagged = sum(gives_orders(context) for context in contexts)
        print(f"| {source} | {len(contexts)} | {flagged} |")


if __name__ == "__main__":
    main()
