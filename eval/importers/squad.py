"""SQuAD 1.1 and 2.0, and sets in their form (SQuADShifts, for one)."""

from pathlib import Path

from eval.importers import register
from eval.importers.building import ImportedSet, sentence_at
from eval.importers.public_sets import Article, squad_articles
from eval.importers.reading import expecting, read_json


@register("squad", "a JSON file of SQuAD 1.1 or 2.0")
def import_squad(path: Path) -> ImportedSet:
    """One file an article; a quote is the sentence that holds a gold answer.

    Impossible questions become unanswerable ones over the whole corpus, which is stricter than
    over their own paragraph: another article may answer one by chance.
    """
    imported = ImportedSet()
    data = read_json(path)
    with expecting(path, "a SQuAD file"):
        for article in squad_articles(data):
            imported.files[article.name] = article.text
            _ask(imported, article)
    return imported


def _ask(imported: ImportedSet, article: Article) -> None:
    for asked in article.asked:
        ends = zip(asked.answers, asked.answer_starts, strict=True)
        imported.ask(
            asked.question_id,
            asked.question,
            [asked.answers] if asked.answers else [],
            sources=[article.name] if asked.answers else [],
            quotes=[sentence_at(article.text, start, start + len(text)) for text, start in ends],
            answerable=bool(asked.answers),
        )
