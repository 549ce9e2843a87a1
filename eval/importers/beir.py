"""BEIR folders (Thakur et al. 2021) and TREC qrels: retrieval without answers."""

from collections import defaultdict
from pathlib import Path

from eval.importers import register
from eval.importers.building import ImportedSet
from eval.importers.reading import expecting, json_lines, table_rows
from qa.errors import CorpusError

_TREC_COLUMNS = 4


@register("beir", "a folder with corpus.jsonl, queries.jsonl and qrels/test.tsv")
def import_beir(path: Path) -> ImportedSet:
    """One file a document; a question's sources are the documents judged relevant.

    There are no answers, so only retrieval, citations by file and abstention are measured. Queries
    without a relevant document are left out, as in the published scores.
    """
    imported = ImportedSet()
    names: dict[str, str] = {}
    for number, row in json_lines(path / "corpus.jsonl"):
        with expecting(path / "corpus.jsonl", f"a BEIR corpus (line {number})"):
            names[row["_id"]] = imported.add_file(row.get("title") or row["_id"], row["text"])
    relevant = read_qrels(_qrels(path))
    for number, row in json_lines(path / "queries.jsonl"):
        with expecting(path / "queries.jsonl", f"BEIR queries (line {number})"):
            sources = [names[one] for one in relevant[row["_id"]] if one in names]
            if sources:
                imported.ask(row["_id"], row["text"], [], sources=sources)
    return imported


def read_qrels(path: Path) -> dict[str, list[str]]:
    """The relevant documents of each query: grade above 0, in the order of the file.

    Both tables are read: BEIR's 'query-id corpus-id score' with its heading, and TREC's
    'query iteration document grade' without one.
    """
    relevant: dict[str, list[str]] = defaultdict(list)
    for number, cells in table_rows(path, "\t"):
        row = cells if len(cells) > 1 else cells[0].split()
        if number == 1 and row[0] in ("query-id", "query_id"):
            continue
        with expecting(path, f"a table of relevance (line {number})"):
            query, document = row[0], row[2] if len(row) == _TREC_COLUMNS else row[1]
            if float(row[-1]) > 0:
                relevant[query].append(document)
    return relevant


def _qrels(folder: Path) -> Path:
    found = [folder / "qrels" / "test.tsv", *sorted((folder / "qrels").glob("*.tsv"))]
    for path in found:
        if path.exists():
            return path
    raise CorpusError(
        f"{folder / 'qrels'} holds no .tsv file with relevance.",
        "Give the unpacked folder of a BEIR set.",
    )
