"""NoMIRACL (Thakur et al. 2023): questions with and without a relevant passage."""

from pathlib import Path

from eval.importers import register
from eval.importers.beir import read_qrels
from eval.importers.building import ImportedSet
from eval.importers.reading import expecting, json_lines, table_rows
from qa.errors import CorpusError


@register("nomiracl", "the folder of one language: topics/, qrels/ and corpus.jsonl(.gz)")
def import_nomiracl(path: Path) -> ImportedSet:
    """One file a passage; questions of the 'non_relevant' subsets are unanswerable.

    As in the other retrieval sets there are no answers: abstention and retrieval are measured.
    """
    imported = ImportedSet()
    names: dict[str, str] = {}
    corpus = _corpus(path)
    for number, row in json_lines(corpus):
        with expecting(corpus, f"a NoMIRACL corpus (line {number})"):
            names[row["docid"]] = imported.add_file(row.get("title", ""), row["text"])
    for topics in sorted((path / "topics").glob("*.tsv")):
        relevant = read_qrels(path / "qrels" / topics.name)
        is_answerable = "non_relevant" not in topics.name
        for number, cells in table_rows(topics, "\t"):
            with expecting(topics, f"a table of topics (line {number})"):
                sources = [names[one] for one in relevant[cells[0]] if one in names]
                imported.ask(
                    f"{topics.stem}-{cells[0]}",
                    cells[1],
                    [],
                    sources=sources if is_answerable else [],
                    answerable=is_answerable,
                )
    return imported


def _corpus(folder: Path) -> Path:
    for name in ("corpus.jsonl", "corpus.jsonl.gz"):
        if (folder / name).exists():
            return folder / name
    raise CorpusError(
        f"{folder} holds no corpus.jsonl or corpus.jsonl.gz.",
        "Give the folder of one language with topics/, qrels/ and its corpus.",
    )
