"""What must hold for every question of the bundled set."""

import pytest

from eval.questions import BUNDLED_SET, load_questions
from qa.pipeline import Pipeline


@pytest.mark.slow
def test_every_citation_stands_where_it_says(pipeline: Pipeline) -> None:
    """`source_text[start:end] == quote` and the right line, also for what abstentions show."""
    wrong, seen = [], 0
    for question in load_questions(BUNDLED_SET):
        answer = pipeline.ask(question.question)
        nearest = answer.abstention.nearest if answer.abstention else ()
        for citation in (*answer.citations, *nearest):
            text = pipeline.source_text(citation.source_id)
            line = len(text[: citation.start].split("\n"))
            seen += 1
            if (text[citation.start : citation.end], line) != (citation.quote, citation.line):
                wrong.append((question.id, citation))
    assert wrong == []
    assert seen > 0
