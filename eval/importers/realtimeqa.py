"""RealTime QA (Kasai et al. 2023): weekly news questions with their evidence."""

from pathlib import Path

from eval.importers import register
from eval.importers.building import ImportedSet
from eval.importers.reading import expecting, json_lines


@register("realtimeqa", "a JSON Lines file of RealTime QA questions with evidence")
def import_realtimeqa(path: Path) -> ImportedSet:
    """One file a question's evidence, dated by the question; the right choice is the answer.

    The choices themselves are not shown to the system: the question is asked openly. Questions
    without evidence are dropped.
    """
    imported = ImportedSet()
    for number, row in json_lines(path):
        with expecting(path, f"RealTime QA (line {number})"):
            evidence = row.get("evidence", "").strip()
            if not evidence:
                imported.dropped.append(f"{row['question_id']}: no evidence")
                continue
            date = row.get("question_date", "").replace("/", "-")
            name = imported.add_file(f"{row['question_id']}", f"{date}\n\n{evidence}".strip())
            right = [row["choices"][int(place)] for place in row["answer"]]
            imported.ask(row["question_id"], row["question_sentence"], [right], sources=[name])
    return imported
