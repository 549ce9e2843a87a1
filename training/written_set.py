"""A corpus and a set from the questions that we wrote: `written_set.py DATA_DIR OUT`.

OUT gets `corpus/` and `set.jsonl` of the part for the scores (`--part`), as `qa eval import` gives
them: `qa ingest OUT/corpus && qa eval run OUT/set.jsonl` measures the whole product on them.
"""

import argparse
import tempfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from eval.importers.building import ImportedSet, sentence_at
from eval.importers.public_sets import Asked
from eval.questions import Question
from eval.writing_sets import write_imported
from reading_sets import WRITTEN, load, part_of
from written_questions import Collection, Written, load_written, write_written

_UNANSWERABLE = {"near_miss": "unanswerable", "false_premise": "false_premise"}
_YES_NO = {True: "yes", False: "no"}


def main() -> None:
    """Write one collection's part."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--collection", choices=WRITTEN, default="news")
    parser.add_argument("--part", choices=["read", "mix", "test"], default="test")
    arguments = parser.parse_args()
    parts = part_of(load(arguments.data, arguments.collection))
    groups = {group for group, part in parts.items() if part == arguments.part}
    print(write_imported(written_set(arguments.data, arguments.collection, groups), arguments.out))


def written_set(data: Path, collection: Collection, groups: set[str]) -> ImportedSet:
    """The texts of these articles or events, and the questions about them.

    A question that several reports of an event answer is one, with each report's wording.
    """
    imported = ImportedSet()
    with tempfile.TemporaryDirectory() as folder:
        asked = write_written(data, collection, Path(folder), groups)
        for path in sorted(Path(folder).iterdir()):
            imported.files[path.name] = path.read_text("utf-8")
    rows = [row for row in load_written(data, collection) if row.text.group in groups]
    together: dict[tuple[str, str], list[tuple[Asked, Written]]] = defaultdict(list)
    for question, row in zip(asked, rows, strict=True):
        together[row.text.group, row.question].append((question, row))
    for number, found in enumerate(together.values()):
        imported.questions.append(_question(f"{collection}-{number:04}", found, imported.files))
    return imported


def _question(
    name: str, found: Sequence[tuple[Asked, Written]], files: Mapping[str, str]
) -> Question:
    row = found[0][1]
    told = [(asked, row) for asked, row in found if row.answer]
    if not told:
        return Question(name, row.question, _UNANSWERABLE.get(row.kind, row.kind), answerable=False)
    quotes = [
        sentence_at(
            files[asked.source_id],
            asked.start + row.start,
            asked.start + row.start + len(row.answer),
        )
        for asked, row in told
    ]
    forms = [row.answer if row.says_yes is None else _YES_NO[row.says_yes] for _, row in told]
    return Question(
        name,
        row.question,
        row.kind,
        answerable=True,
        answers=(tuple(dict.fromkeys(forms)),),
        sources=tuple(dict.fromkeys(asked.source_id for asked, _ in told)),
        quotes=tuple(dict.fromkeys(quotes)),
    )


if __name__ == "__main__":
    main()
