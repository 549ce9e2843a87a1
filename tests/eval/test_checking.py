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


def test_what_can_never_be_asked_is_a_problem(make_pipeline: MakePipeline) -> None:
    """Each run would score it as wrong, whatever is changed; questions before it count too."""
    questions = [
        question(question="..."),
        question(id="q2", question=f"Who {'really ' * 600}left?"),
        question(id="q3", dialogue=("?!",)),
    ]
    problems = check_set(make_pipeline({"a.txt": TEXT}), questions).problems
    assert [problem.partition(" can never be asked")[0] for problem in problems] == [
        "q1: it",
        "q2: it",
        "q3: it",
    ]


def test_what_looks_odd_is_noted(make_pipeline: MakePipeline) -> None:
    """An answer in other words than its source, a double, and a question with its answer."""
    pipeline = make_pipeline({"a.txt": TEXT})
    questions = [
        question(question="Who left?", answers=(("Carl", "Karl"),), sources=("a.txt",)),
        question(id="q2", question="who left"),
        question(id="q3", question="Did 28 people leave?"),
    ]
    assert check_set(pipeline, questions).notes == (
        "q1: no source of it states 'Carl' or 'Karl'",
        "q1, q2: the same question",
        "q3: the question holds its answer '28'",
    )


def test_a_set_that_rewards_never_abstaining_is_noted(make_pipeline: MakePipeline) -> None:
    """One question in ten should have no answer."""
    pipeline = make_pipeline({"a.txt": TEXT})
    questions = [question(id=f"q{n}", question=f"How many of {n}?") for n in range(20)]
    assert "0 of 20 questions have no answer" in check_set(pipeline, questions).notes[0]
