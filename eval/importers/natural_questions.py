"""Natural Questions (open) with one gold passage each, as packaged by Liu et al. (2023)."""

from pathlib import Path

from eval.importers import register
from eval.importers.building import ImportedSet, sentence_at
from eval.importers.public_sets import Asked, nq_article
from eval.importers.reading import expecting, json_lines


@register("nq", "a JSON Lines file with question, answers, title and text")
def import_natural_questions(path: Path) -> ImportedSet:
    """One file a gold passage; quotes are the sentences in which an answer stands."""
    imported = ImportedSet()
    for number, row in json_lines(path):
        with expecting(path, f"Natural Questions with passages (line {number})"):
            article = nq_article(number - 1, row)
            imported.files[article.name] = article.text
            asked = article.asked[0]
            imported.ask(
                asked.question_id,
                asked.question,
                [asked.answers],
                sources=[article.name],
                quotes=_quotes(article.text, asked),
            )
    return imported


def _quotes(text: str, asked: Asked) -> list[str]:
    found = [(text.find(answer, asked.start), answer) for answer in asked.answers]
    return [sentence_at(text, start, start + len(answer)) for start, answer in found if start >= 0]
