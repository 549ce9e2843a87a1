"""HotpotQA (Yang et al. 2018): questions that need two articles."""

from pathlib import Path
from typing import Any

from eval.importers import register
from eval.importers.building import ImportedSet
from eval.importers.reading import expecting, read_json


@register("hotpot", "a JSON file of HotpotQA (distractor or full wiki)")
def import_hotpot(path: Path) -> ImportedSet:
    """One file a context paragraph, shared between questions; quotes are the supporting facts."""
    imported = ImportedSet()
    data = read_json(path)
    with expecting(path, "a HotpotQA file"):
        for row in data:
            _ask(imported, row)
    return imported


def _ask(imported: ImportedSet, row: dict[str, Any]) -> None:
    names = {
        title: imported.add_file(title, "".join(sentences).strip())
        for title, sentences in row["context"]
    }
    sentences_of = dict(row["context"])
    # a supporting fact may name a paragraph or sentence that the retrieved context leaves out
    support = [
        (names[title], sentences_of[title][number].strip())
        for title, number in row["supporting_facts"]
        if title in names and number < len(sentences_of[title])
    ]
    is_yes_no = row["answer"].strip().lower() in ("yes", "no")
    imported.ask(
        row["_id"],
        row["question"],
        [[row["answer"]]],
        sources=[name for name, _ in support],
        quotes=[quote for _, quote in support if quote],
        kind="yes_no" if is_yes_no else "multi_source",
    )
