"""A run in the forms that other tools read."""

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from eval.folder import Row
from eval.questions import Question
from qa.errors import SettingsError
from qa.types import source_of

Export = Callable[[Sequence[Question], Sequence[Row]], str]


def squad_predictions(questions: Sequence[Question], rows: Sequence[Row]) -> str:
    """`{id: text}` for SQuAD's official script: the short answer, '' where it abstained."""
    del questions
    return json.dumps({row["id"]: _short_answer(row) for row in rows}, ensure_ascii=False, indent=1)


def trec_run(questions: Sequence[Question], rows: Sequence[Row]) -> str:
    """Lines 'query Q0 document rank score corpus-qa': files in the order of their best passage.

    The score is one over the rank: trec_eval orders by score and breaks ties its own way. Blanks
    in ids become '_', because blanks part the columns.
    """
    del questions
    return "".join(
        f"{_column(row['id'])} Q0 {_column(name)} {rank} {1 / rank:.6f} corpus-qa\n"
        for row in rows
        for rank, name in enumerate(_files(row), start=1)
    )


def trec_qrels(questions: Sequence[Question], rows: Sequence[Row]) -> str:
    """Lines 'query 0 document 1': the files that the set expects, of the questions in the run."""
    asked = {row["id"] for row in rows}
    return "".join(
        f"{_column(question.id)} 0 {_column(source)} 1\n"
        for question in questions
        if question.id in asked
        for source in question.sources
    )


def exchange(questions: Sequence[Question], rows: Sequence[Row]) -> str:
    """`{results: [{query_id, query, gt_answer, response, retrieved_context}]}`.

    The gold answer is the first form of each fact, joined by '; '; the context is the quotes that
    the answer cites, or the nearest places where it abstained.
    """
    by_id = {question.id: question for question in questions}
    results = [
        {
            "query_id": row["id"],
            "query": row["question"],
            "gt_answer": "; ".join(forms[0] for forms in by_id[row["id"]].answers),
            "response": (row["result"] or {}).get("answer") or "",
            "retrieved_context": [
                {"doc_id": place["source_id"], "text": place["quote"]} for place in _places(row)
            ],
        }
        for row in rows
    ]
    return json.dumps({"results": results}, ensure_ascii=False, indent=1)


EXPORTS: dict[str, Export] = {
    "exchange": exchange,
    "squad": squad_predictions,
    "trec-qrels": trec_qrels,
    "trec-run": trec_run,
}


def export(form: str, questions: Sequence[Question], rows: Sequence[Row], path: Path) -> None:
    """Write the run in that form; a file that is there is not overwritten.

    Raises:
        SettingsError: the form is unknown, the set lacks a question of the run, or the file is
            there already or cannot be written.
    """
    if form not in EXPORTS:
        raise SettingsError(
            f"There is no form {form!r} to export.", f"Known forms: {', '.join(EXPORTS)}."
        )
    known = {question.id for question in questions}
    if missing := [row["id"] for row in rows if row["id"] not in known]:
        raise SettingsError(
            f"The set has no question {missing[0]!r}, which the run asked.",
            "Give the set that the run was made with, with --set.",
        )
    text = EXPORTS[form](questions, rows)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text if text.endswith("\n") else text + "\n")
    except OSError as error:
        raise SettingsError(
            f"{path} cannot be written: {error.strerror or error}.", "Name a new file."
        ) from error


def _short_answer(row: Row) -> str:
    result: dict[str, Any] = row["result"] or {}
    return result.get("short_answer") or result.get("answer") or ""


def _files(row: Row) -> Iterator[str]:
    """The files of the passages, each once, at the rank of its best passage."""
    yield from dict.fromkeys(source_of(one["id"]) for one in row["retrieved"])


def _places(row: Row) -> list[dict[str, Any]]:
    result: dict[str, Any] = row["result"] or {}
    citations: list[dict[str, Any]] = result.get("citations") or []
    return citations or (result.get("abstention") or {}).get("nearest", [])


def _column(text: str) -> str:
    return "_".join(text.split())
