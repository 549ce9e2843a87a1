"""The form in which evaluation tools exchange question, gold answer, response and context."""

from pathlib import Path

from eval.importers import register
from eval.importers.building import ImportedSet
from eval.importers.reading import expecting, read_json


@register("exchange", "a JSON file {results: [{query_id, query, gt_answer, retrieved_context}]}")
def import_exchange(path: Path) -> ImportedSet:
    """One file a context document; the gold answer is one accepted form.

    A document of several contexts is one file with all of them, in the order of the file.
    """
    imported = ImportedSet()
    data = read_json(path)
    texts: dict[str, dict[str, None]] = {}
    with expecting(path, "a file of results in the exchange form"):
        for row in data["results"]:
            for context in row.get("retrieved_context", []):
                texts.setdefault(str(context["doc_id"]), {})[context["text"].strip()] = None
        for document, parts in texts.items():
            imported.add_file(document, "\n\n".join(parts))
        for row in data["results"]:
            answer = row["gt_answer"].strip()
            imported.ask(
                str(row["query_id"]),
                row["query"],
                [[answer]] if answer else [],
                answerable=bool(answer),
            )
    return imported
