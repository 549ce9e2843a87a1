"""RAMDocs (Wang et al. 2025): documents that agree, disagree or are noise."""

from pathlib import Path

from eval.importers import register
from eval.importers.building import ImportedSet
from eval.importers.reading import expecting, json_lines


@register("ramdocs", "a JSON Lines file of RAMDocs")
def import_ramdocs(path: Path) -> ImportedSet:
    """Every document of every question in one corpus; each gold answer is a fact of its own.

    Sources are the documents that support a gold answer. The published setting shows a question
    only its own documents and also counts wrong answers stated: this one is an open corpus.
    """
    imported = ImportedSet()
    for number, row in json_lines(path):
        with expecting(path, f"RAMDocs (line {number})"):
            names = [
                imported.add_file(f"{number:04d}-{place}", document["text"])
                for place, document in enumerate(row["documents"], start=1)
            ]
            kinds = [document["type"] for document in row["documents"]]
            imported.ask(
                f"ramdocs-{number:04d}",
                row["question"],
                [[answer] for answer in row["gold_answers"]],
                sources=[n for n, kind in zip(names, kinds, strict=True) if kind == "correct"],
                kind="list" if len(row["gold_answers"]) > 1 else None,
            )
    return imported
