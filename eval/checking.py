"""Does a set fit the index? What `qa eval check` finds out."""

from dataclasses import dataclass

from eval.places import find_quote
from eval.questions import KINDS, Question
from qa.pipeline import Pipeline


@dataclass(frozen=True, slots=True)
class SetCheck:
    """How many questions of each kind, and what the index does not bear out, as sentences."""

    questions: int
    answerable: int
    kinds: dict[str, int]
    problems: tuple[str, ...]


def check_set(pipeline: Pipeline, questions: list[Question]) -> SetCheck:
    """Every expected source looked up and every quote looked for in the sources of its question.

    Raises:
        IndexUnusable: there is no index, or it cannot serve.
    """
    known = {source.source_id for source in pipeline.sources()}
    texts = {
        source_id: pipeline.source_text(source_id)
        for source_id in sorted({name for question in questions for name in question.sources})
        if source_id in known
    }
    problems = [problem for question in questions for problem in _problems(question, texts)]
    counts = {kind: sum(question.kind == kind for question in questions) for kind in KINDS}
    return SetCheck(
        questions=len(questions),
        answerable=sum(question.answerable for question in questions),
        kinds={kind: count for kind, count in counts.items() if count},
        problems=tuple(problems),
    )


def _problems(question: Question, texts: dict[str, str]) -> list[str]:
    missing = [source_id for source_id in question.sources if source_id not in texts]
    problems = [f"{question.id}: source {source_id!r} is not in the index" for source_id in missing]
    present = [texts[source_id] for source_id in question.sources if source_id in texts]
    for quote in question.quotes:
        if not any(find_quote(quote, text) for text in present):
            problems.append(f"{question.id}: no source of it holds the quote {quote!r}")
    return problems
