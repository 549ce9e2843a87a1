"""Questions of a set from past answers."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from eval.checking import check_set
from eval.cli import app
from eval.growing import Enough, grow
from eval.questions import Question, load_questions
from eval.run import run
from qa.chat.conversation import Conversations
from qa.errors import AnswerNotFound, CorpusError
from qa.pipeline import Pipeline
from qa.receipts.values import Receipt
from qa.types import SourceFilter
from tests.cli.shells import Shell
from tests.conftest import MakePipeline

MILL = (
    "The mill of Norvik was built by Ada Lund in 1884. It burnt down in May 1931.\n"
    "The harbour of Norvik was dredged in 1902.\n"
)
BUILT = "Who built the mill of Norvik?"


@pytest.fixture
def mill(make_pipeline: MakePipeline) -> Pipeline:
    """A pipeline over one short article."""
    return make_pipeline({"mill.txt": MILL, "cake.txt": "Bake the cake for an hour.\n"})


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A set that is not there yet."""
    return tmp_path / "mine.jsonl"


def added(pipeline: Pipeline, path: Path, *answer_ids: str) -> list[Question]:
    """The questions of the set once these answers were added as they are."""
    grow(pipeline, answer_ids, path)
    questions = load_questions(path)
    assert () == check_set(pipeline, questions).problems
    return questions


def test_an_answer_becomes_a_question(mill: Pipeline, path: Path) -> None:
    """With what it said and where that stands; nobody has looked at it, so it is a draft."""
    answer = mill.ask(BUILT)
    (question,) = added(mill, path, answer.id)

    assert (answer.id, BUILT, "who") == (question.id, question.question, question.kind)
    assert (("Ada Lund",),) == question.answers
    assert (("mill.txt",), (answer.citations[0].quote,)) == (question.sources, question.quotes)
    assert ("draft",) == question.tags


def test_a_refusal_becomes_a_question_without_an_answer(mill: Pipeline, path: Path) -> None:
    """As long as nobody says that it was wrong."""
    (question,) = added(mill, path, mill.ask("What does a ticket to the moon cost?").id)

    assert (False, "unanswerable", ()) == (question.answerable, question.kind, question.sources)


def test_a_correction_is_the_answer(mill: Pipeline, path: Path) -> None:
    """Its place is the sentence that states it, not what the wrong answer cites."""
    answer = mill.ask("When was the mill of Norvik built?")
    mill.give_feedback(answer.id, "bad", expected="1931")
    (question,) = added(mill, path, answer.id)

    assert (("1931",),) == question.answers
    assert ("It burnt down in May 1931.",) == question.quotes
    assert ("draft", "rated-bad") == question.tags


def test_a_correction_is_looked_for_beyond_what_was_read(
    make_pipeline: MakePipeline, path: Path
) -> None:
    """Where retrieval missed the passage too."""
    others = {
        f"{n}.txt": f"The mill of Vik{n} was built by Bo Dahl in 19{n}.\n" for n in range(10, 22)
    }
    pipeline = make_pipeline({"mill.txt": MILL, **others})
    answer = pipeline.ask("Who built the mill of Vik12?", 1)
    pipeline.give_feedback(answer.id, "bad", expected="dredged")
    (question,) = added(pipeline, path, answer.id)

    assert ("The harbour of Norvik was dredged in 1902.",) == question.quotes


@pytest.mark.parametrize(
    ("expected", "why"),
    [
        (None, "nobody has said what is right"),
        ("Bo Dahl", "no source in the index states its answer"),
    ],
)
def test_what_is_not_known_is_left_out(
    mill: Pipeline, path: Path, expected: str | None, why: str
) -> None:
    """A wrong answer without a correction that the corpus bears out makes no question."""
    answer = mill.ask(BUILT)
    mill.give_feedback(answer.id, "bad", expected=expected)
    grown = grow(mill, [answer.id], path)

    assert (f"{answer.id} is not added: {why}.",) == grown.left_out
    assert not path.exists()


def test_a_follow_up_keeps_what_it_leans_on(mill: Pipeline, path: Path, tmp_path: Path) -> None:
    """And is asked after it in a run, which leaves no trace in the user's sessions."""
    conversations = Conversations(mill)
    session_id = conversations.sessions.create().id
    conversations.ask(session_id, BUILT)
    turn = conversations.ask(session_id, "When?").turn
    (question,) = added(mill, path, turn.answer.id)
    assert ("When?", (BUILT,)) == (question.question, question.dialogue)

    kept = mill.receipts.latest()
    folder = run(mill, path, tmp_path / "runs").folder
    row = json.loads((folder / "questions.jsonl").read_text())
    assert ([BUILT], turn.asked_as) == (row["dialogue"], row["result"]["question"])
    assert [1.0, 1.0] == row["scores"]["accuracy"]
    assert (1, kept) == (len(conversations.sessions.latest(9)), mill.receipts.latest())


def test_the_day_of_the_question_is_kept(make_pipeline: MakePipeline, path: Path) -> None:
    """A run asks as of it again."""
    files = {
        f"{year}.txt": f"---\ndate: {year}-05-01\n---\nThe head of the mill is {name} Lund.\n"
        for year, name in ((2001, "Ada"), (2020, "Bo"))
    }
    pipeline = make_pipeline({name.replace("txt", "md"): text for name, text in files.items()})
    answer = pipeline.ask("Who is the head of the mill?", as_of=date(2010, 1, 1))
    (question,) = added(pipeline, path, answer.id)

    assert ("2010-01-01", (("Ada Lund",),)) == (question.as_of, question.answers)
    finished = run(pipeline, path, path.parent / "runs")
    assert 1.0 == finished.summary["measures"]["accuracy"]["value"]


def test_what_a_set_cannot_say_is_left_out(mill: Pipeline, path: Path) -> None:
    """A question about some sources only."""
    answer = mill.ask(BUILT, only=SourceFilter(sources=("mill*",)))

    assert "of some sources only" in grow(mill, [answer.id], path).left_out[0]


def test_a_question_is_added_once(mill: Pipeline, path: Path) -> None:
    """However it is spelt, whether it was there before or comes twice; each is named."""
    first, second = mill.ask(BUILT), mill.ask("who built the Mill of Norvik")
    grown = grow(mill, [first.id, second.id], path)
    again = grow(mill, [first.id], path)

    assert [first.id] == [one.id for one in load_questions(path)]
    assert f"{second.id} is not added: the set has its question already, as {first.id}." in (
        grown.left_out
    )
    assert ((), 1) == (again.added, len(again.left_out))


def test_nothing_is_written_unless_all_can_be(mill: Pipeline, path: Path) -> None:
    """A set with a broken line stays as it is, and so does one where an id is unknown."""
    answer = mill.ask(BUILT)
    with pytest.raises(AnswerNotFound):
        grow(mill, [answer.id, "ans_1"], path)
    assert not path.exists()

    path.write_text("{broken\n")
    with pytest.raises(CorpusError, match="line 1"):
        grow(mill, [answer.id], path)
    assert "{broken\n" == path.read_text()


def test_what_is_in_the_set_stays_byte_for_byte(mill: Pipeline, path: Path) -> None:
    """Also without a line end at its end."""
    before = '{"question": "Who?",  "id": "x", "kind": "who", "answerable": false}'
    path.write_text(before)
    grow(mill, [mill.ask(BUILT).id], path)

    assert path.read_text().startswith(before + "\n{")


def test_a_person_may_stop(mill: Pipeline, path: Path) -> None:
    """What they accepted before is added."""
    answers = [mill.ask(question) for question in (BUILT, "When was the harbour dredged?")]

    def review(question: Question, receipt: Receipt) -> Question:
        if receipt.answer.id == answers[1].id:
            raise Enough
        return replace(question, tags=())

    assert [answers[0].id] == [
        one.id for one in grow(mill, [a.id for a in answers], path, review).added
    ]
    assert [answers[0].id] == [one.id for one in load_questions(path)]


def test_the_command_takes_all_bad_answers(mill: Pipeline, path: Path) -> None:
    """Without a terminal as they are; what is left out is named and is no failure."""
    for question, expected in ((BUILT, "Ada Lund"), ("When was the harbour dredged?", None)):
        mill.give_feedback(mill.ask(question).id, "bad", expected=expected)
    data_dir = str(mill.settings.data_dir)
    ended = CliRunner().invoke(app, ["add", "--bad", str(path), "--data-dir", data_dir])

    assert (0, f"1 questions added to {path}\n") == (ended.exit_code, ended.stdout)
    assert "nobody has said what is right" in ended.stderr
    named = CliRunner().invoke(app, ["add", "last", str(path), "--data-dir", data_dir])
    assert 1 == named.exit_code


@pytest.mark.parametrize("words", [["mine.jsonl"], ["last", "mine.jsonl", "--bad"]])
def test_the_command_needs_answers_or_bad(words: list[str]) -> None:
    """One of the two."""
    assert 2 == CliRunner().invoke(app, ["add", *words]).exit_code


@pytest.mark.slow
def test_a_person_corrects_in_the_terminal(mill: Pipeline, path: Path) -> None:
    """A bad answer lacks what is right until they say it; its quote follows."""
    mill.give_feedback(mill.ask("When was the mill of Norvik built?").id, "bad")
    mill.close()
    with Shell("eval", "add", "--bad", path, "--data-dir", mill.settings.data_dir) as shell:
        shell.wait_for("Not yet fit for a set: nobody has said what is right")
        shell.type("e\n")
        shell.wait_for("question ")
        shell.type("\n")
        shell.wait_for("several answers by ;")
        shell.type("1902 | in 1902\n")
        shell.wait_for("1 questions added")
        assert 0 == shell.end()

    (question,) = load_questions(path)
    assert (("1902", "in 1902"),) == question.answers
    assert ("The harbour of Norvik was dredged in 1902.",) == question.quotes
    assert ("rated-bad",) == question.tags
