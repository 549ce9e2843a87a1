"""Questions proposed from texts."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from eval.cli import app
from eval.drafting import drafts
from eval.questions import load_questions
from eval.turning import turned
from tests.conftest import MakePipeline

TEXTS = [
    (
        "a.txt",
        "Ida Krag built the lighthouse in 1861. It was painted white in 1902.\n"
        "The harbour of Ostby was dredged in May 1910. Varnholm Hospital opened in 1920.\n",
    ),
    ("b.txt", "Karl Lund, the harbour master and chief pilot, said so. Ostby Hospital is old.\n"),
]


@pytest.mark.parametrize(
    ("sentence", "question", "answer"),
    [
        ("The ban was imposed in June 2020.", "When was the ban imposed?", "June 2020"),
        (
            "In July 2018 the ACLU put the system to a test.",
            "put the system to a test?",
            "July 2018",
        ),
        (
            "Ida Krag wrote a long letter to the king.",
            "Who or what wrote a long letter",
            "Ida Krag",
        ),
        ("Only two police departments use the tool now.", "", ""),
        ("Two big ships sank off the coast.", "How many big ships sank off the coast?", "Two"),
        ("Ann Lee bought 12 boats in Ostby.", "How many boats did Ann Lee buy in Ostby?", "12"),
        ("Ann Lee, director of the port, said so.", "Who is Ann Lee?", "director of the port"),
        ("The council met for three days.", "For how long did the council meet?", "three days"),
    ],
)
def test_a_plain_sentence_is_turned_round(sentence: str, question: str, answer: str) -> None:
    """The answer leaves the question, and the verb takes the form that the question needs."""
    made = turned(sentence)
    if not question:
        assert made is None
    else:
        assert made is not None
        assert question in made.question
        assert answer == made.answer


@pytest.mark.parametrize(
    "sentence",
    [
        "It was built in 1861.",
        "The ban, which he opposed, was imposed in June 2020 by them.",
        "There were two ships in 1861.",
        "While Krag built the light in 1861.",
        "The light was not built in 1861.",
        "No full stop in 1861",
        "Hogeschool is used in Belgium and in the Netherlands.",
        "The last known heretic executed by the Church was Cayetano Ripoll in 1826.",
        "Whereas Zeppelin broke up almost immediately afterwards.",
        "Jean Macfarlane founded the University of California, Berkeley's Institute, in 1927.",
        "",
    ],
)
def test_what_a_question_alone_would_not_say_is_left(sentence: str) -> None:
    """A pronoun, a second clause, a torn sentence: no question."""
    assert turned(sentence) is None


def test_every_draft_can_be_checked() -> None:
    """Its quote stands in its source and holds the answer."""
    made = list(drafts(TEXTS))
    text_of = dict(TEXTS)
    assert {"When was the harbour of Ostby dredged?", "Who is Karl Lund?"} <= {
        one.question for one in made
    }
    for one in made:
        for quote in one.quotes:
            assert quote in text_of[one.sources[0]]
            assert one.answers[0][0] in quote


def test_a_near_miss_names_something_of_the_same_sort() -> None:
    """It is a question without an answer."""
    (miss,) = [one for one in drafts(TEXTS) if not one.answerable]
    assert "When did Ostby Hospital open?" == miss.question
    assert ("false_premise", (), ()) == (miss.kind, miss.answers, miss.sources)


def test_many_matters_need_names() -> None:
    """'The couple' may be anybody where more than ten sources tell of as many things."""
    texts = [
        (f"{n}.txt", f"The couple divorced in 19{n}. Ann Lee married in 19{n}.")
        for n in range(10, 21)
    ]
    assert all("Ann Lee" in one.question for one in drafts(texts))
    assert any("couple" in one.question for one in drafts(texts[:10]))


def test_a_near_miss_is_no_other_spelling() -> None:
    """Emomali Rahmon and Emomalii Rahmon may be one; so may a name and a longer one."""
    names = ("Emomalii Rahmon", "Sir Emomali Rahmon")
    texts = [("a.txt", "Emomali Rahmon left in 1992.")]
    texts += [(f"{name}.txt", f"It was {name}, they say.") for name in names]
    assert all(one.answerable for one in drafts(texts))


def test_the_same_seed_gives_the_same_drafts() -> None:
    """So that a set can be made again."""
    assert list(drafts(TEXTS, seed=3)) == list(drafts(TEXTS, seed=3))


@pytest.fixture
def data_dir(make_pipeline: MakePipeline) -> Path:
    """An index of the texts."""
    return make_pipeline(dict(TEXTS)).settings.data_dir


def draft(out: Path, data_dir: Path, *options: str, keys: str = "") -> Result:
    """The command, with what a person types."""
    return CliRunner().invoke(
        app, ["draft", str(out), "--data-dir", str(data_dir), *options], input=keys
    )


def test_a_person_accepts_edits_and_skips(data_dir: Path, tmp_path: Path) -> None:
    """What is accepted is in the set, without the tag of a draft; the rest is not."""
    out = tmp_path / "mine.jsonl"
    result = draft(out, data_dir, keys="a\ne\nWho runs the port?\nKarl | Karl Lund\ns\nq\n")
    first, second = load_questions(out)
    assert 0 == result.exit_code
    assert ((), "Who runs the port?") == (first.tags, second.question)


def test_all_drafts_can_be_added_to_a_set(data_dir: Path, tmp_path: Path) -> None:
    """They keep their tag; a second call adds none twice."""
    out = tmp_path / "mine.jsonl"
    out.write_text(json.dumps({"id": "x", "question": "Who?", "kind": "who", "answerable": False}))
    draft(out, data_dir, "--all")
    before = load_questions(out)
    draft(out, data_dir, "--all")
    assert before == load_questions(out)
    assert all("draft" in one.tags for one in before[1:])
