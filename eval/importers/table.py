"""A plain table: what people have in a spreadsheet."""

from pathlib import Path

from eval.importers import register
from eval.importers.building import ImportedSet, facts_of
from eval.importers.reading import read_text, table_rows
from qa.errors import CorpusError

_COLUMNS = ("id", "question", "kind", "answers", "sources", "quotes")
_BETWEEN = "|"


@register("csv", "a table with the columns question, answers and, if you like, id, kind, sources")
def import_table(path: Path) -> ImportedSet:
    """The questions of a comma, semicolon or tab separated table; there is no corpus in it.

    Forms of one answer are parted by '|', several answers by ';' where all are needed. A question
    with an empty answer is unanswerable. Sources and quotes are parted by '|'.
    """
    imported = ImportedSet()
    columns: dict[str, int] = {}
    heading: list[str] = []
    for number, cells in table_rows(path, _delimiter(path), is_quoted=True):
        if not heading:
            heading = [cell.strip().lower() for cell in cells]
            columns = _columns(path, heading)
            continue
        _require_cells(path, number, cells, columns, len(heading))
        row = {name: cells[at].strip() for name, at in columns.items() if at < len(cells)}
        facts = facts_of(row.get("answers", ""))
        imported.ask(
            row.get("id") or f"{path.stem}-{number:04d}",
            row.get("question", ""),
            facts,
            sources=_several(row.get("sources", "")),
            quotes=_several(row.get("quotes", "")),
            kind=row.get("kind") or None,
            answerable=bool(facts),
            place=f"line {number}",
        )
    return imported


def _require_cells(
    path: Path, number: int, cells: list[str], columns: dict[str, int], width: int
) -> None:
    """Nothing where the row has a question and answers, and nothing right of the heading."""
    least = 1 + max(columns["question"], columns["answers"])
    if len(cells) < least or any(cell.strip() for cell in cells[width:]):
        raise CorpusError(
            f"{path}, line {number} is not of {width} cells, as the first line is: it has "
            f"{len(cells)}.",
            'Put a cell that holds the mark between cells into quotation marks: "one, two".',
        )


def _columns(path: Path, heading: list[str]) -> dict[str, int]:
    names = {"answer": "answers", "source": "sources", "quote": "quotes"}
    columns = {names.get(name, name): at for at, name in enumerate(heading)}
    if missing := [name for name in ("question", "answers") if name not in columns]:
        raise CorpusError(
            f"{path} has no column {' and no column '.join(missing)}: its first line reads "
            f"{', '.join(heading)}.",
            f"Name the columns in the first line; known: {', '.join(_COLUMNS)}.",
        )
    return {name: at for name, at in columns.items() if name in _COLUMNS}


def _delimiter(path: Path) -> str:
    """The one that parts most of the first line."""
    return max(",;\t", key=read_text(path).partition("\n")[0].count)


def _several(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(_BETWEEN) if part.strip()]
