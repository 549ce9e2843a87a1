"""Whether a set fits the index."""

from eval.checking import check_set
from eval.questions import BUNDLED_SET, load_questions
from qa.pipeline import Pipeline
from tests.conftest import MakePipeline
from tests.eval.building import TEXT, question, unanswerable


def test_the_bundled_set_fits_the_bundled_articles(pipeline: Pipeline) -> None:
    """Every expected quote stands in an expected source."""
    questions = load_questions(BUNDLED_SET)
    checked = check_set(pipeline, questions)
    assert checked.problems == ()
    assert len(questions) == checked.questions == sum(checked.kinds.values())


def test_a_missing_source_and_quote_are_told(make_pipeline: MakePipeline) -> None:
    """Each problem names the question and what was looked for."""
    pipeline = make_pipeline({"a.txt": TEXT})
    questions = [
        question(sources=("a.txt",), quotes=("Bob stayed",)),
        question(id="q2", sources=("b.txt", "a.txt"), quotes=("Carl came",)),
        unanswerable(id="q3"),
    ]
    checked = check_set(pipeline, questions)
    assert checked.problems == (
        "q2: source 'b.txt' is not in the index",
        "q2: no source of it holds the quote 'Carl came'",
    )
    assert (checked.questions, checked.answerable) == (3, 2)
    assert checked.kinds == {"number": 2, "unanswerable": 1}
