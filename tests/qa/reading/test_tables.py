"""Tables are read cell by cell, and quoted row by row."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.reading.rows import Asked, days_in
from qa.reading.tables import in_words
from qa.types import Answer, Evidence, Passage, Span
from tests.conftest import MakePipeline

CLINIC = """# Riverside Dental Clinic

We are closed in August.

| Day | Dentist | Hours | Phone |
|---|---|---|---|
| Monday | Ines Kurz | 8:00-18:00 | yes |
| Thursday | Paul Wendt | 10:00-20:00 | - |

| Treatment | Price | Covered by insurance |
|---|---|---|
| Check-up | 45 euros | yes |
| Crown | 650 euros | partly |
"""


def stems(text: str) -> list[str]:
    """Words as they are."""
    return [word.strip("?.,").lower() for word in text.split()]


def shown(question: str, text: str = CLINIC, columns: str = "") -> str:
    """The passage in words."""
    passage = Passage("a.md#0000", "a.md", text, 5, 5 + len(text), "Clinic", columns=columns)
    words = in_words(passage, Asked(question, stems))
    assert words
    return words.passage.text


@pytest.fixture
def ask(make_pipeline: MakePipeline) -> Callable[[str], Answer]:
    """Ask a pipeline over the clinic's page."""
    return make_pipeline({"clinic.md": CLINIC}).ask


def test_each_cell_of_the_row_asked_about_is_a_sentence() -> None:
    """Other rows are left out; what stands around the table stays."""
    text = shown("How much is a crown?")

    assert "The Price of Crown is 650 euros.\nThe Covered by insurance of Crown is partly." in text
    assert "We are closed in August." in text
    assert "Check-up" not in text


def test_cells_that_the_question_names_name_the_row() -> None:
    """'Who is in on Thursday' and 'When is Paul Wendt in' are about one row."""
    assert "The Hours of Thursday, Paul Wendt is from 10:00 to 20:00." in shown("When is Paul in?")


def test_of_rows_that_say_what_is_asked_the_plain_one_is_taken() -> None:
    """'Miles' in the name of the other is what 'per mile' says in both."""
    text = """| Item | Amount | Unit |
|---|---|---|
| Mileage car | 0.45 | per mile |
| Mileage car above 10000 mile | 0.25 | per mile |
| Dinner | 28 | per day |
| Dinner London | 36 | per day |
"""

    assert "0.25" not in shown("How much do I get per mile for my car?", text)
    assert "0.45" in shown("How much do I get per mile for my car?", text)
    assert "0.45" not in shown("How much do I get above 10000 mile for my car?", text)
    assert "36" not in shown("How much is dinner?", text)
    assert "28" not in shown("How much is dinner in London?", text)


def test_of_a_start_and_an_end_the_one_that_is_asked_for_is_said() -> None:
    """'From' and 'to' are too short for a model to hold on to."""
    text = "| Day | From | To |\n|---|---|---|\n| Monday | 8:00 | 18:00 |\n"

    assert "The To of Monday is 18:00.\n" in shown("Until when are you open on Monday?", text)
    assert "From" not in shown("Until when are you open on Monday?", text)


def test_what_the_rows_are_is_said_where_it_is_asked() -> None:
    """'Which treatment costs 45 euros' asks for the name of a row."""
    said = shown("Which treatment costs 45 euros?")

    assert "The Price of Treatment Check-up is 45 euros." in said


def test_rows_that_a_passage_goes_on_with_have_their_columns() -> None:
    """What the table begins with is read before them, and not shown."""
    text = "| Crown | 650 euros |\n"

    said = shown("How much is a crown?", text, "| Treatment | Price |\n|---|---|\n")

    assert "The Price of Crown is 650 euros." == said.strip()


@pytest.mark.parametrize(
    "question",
    [
        "How much is a root canal?",
        "Who is the dentist on Sunday?",
        "Which treatment has the highest price?",
        "What is the phone of Paul Wendt?",
        "How much is a crown for Amira Nasser?",
        "How much was a crown in 2019?",
    ],
    ids=["no row", "another day", "a comparison", "an empty cell", "another name", "another year"],
)
def test_a_question_that_no_row_fits_is_not_answered_by_one(question: str) -> None:
    """A row is not said for want of a better one."""
    assert " is " not in shown(question).replace("We are", "")


@pytest.mark.parametrize(
    ("question", "short", "quote"),
    [
        ("What does a crown cost?", "650 euros", "Crown | 650 euros | partly"),
        ("When do you close on Thursday?", "20:00", "Thursday | Paul Wendt | 10:00-20:00 | -"),
        ("Is a check-up covered by insurance?", "yes", "Check-up | 45 euros | yes"),
        ("Who is the dentist on Monday?", "Ines Kurz", "Monday | Ines Kurz | 8:00-18:00 | yes"),
    ],
)
def test_a_cell_answers_and_its_row_is_cited(
    ask: Callable[[str], Answer], question: str, short: str, quote: str
) -> None:
    """Verbatim, at its line in the file."""
    answer = ask(question)

    assert short == answer.short_answer
    assert quote == answer.citations[0].quote
    assert quote in CLINIC.splitlines()[answer.citations[0].line - 1]


def test_records_of_a_spreadsheet_are_rows(make_pipeline: MakePipeline) -> None:
    """Each is a part of its own, so the place cited is the record."""
    data = (
        "Code,Course,Tutor\nK1,Sourdough for beginners,Nomvula Dhlamini\nL2,Portuguese,Ana Cruz\n"
    )
    answer = make_pipeline({"courses.csv": data}).ask("Who teaches Portuguese?")

    assert "Ana Cruz" == answer.short_answer
    assert "record 2" == answer.citations[0].section
    assert "Code: L2; Course: Portuguese; Tutor: Ana Cruz [1]" == answer.answer


def test_a_long_table_keeps_its_columns(make_pipeline: MakePipeline) -> None:
    """Rows far below the heading are read under it."""
    rows = "".join(f"| Model {n:03d} plain | {n}.5 kg | {n * 7} pounds |\n" for n in range(1, 60))
    pipeline = make_pipeline(
        {"bags.md": f"# Bags\n\n| Bag | Weight | Price |\n|---|---|---|\n{rows}"}
    )

    assert "371 pounds" == pipeline.ask("What is the price of the Model 053?").short_answer


@given(
    st.lists(st.text(st.sampled_from("ab1 :-"), max_size=8), min_size=6, max_size=6),
    st.integers(0, 400),
    st.integers(1, 60),
)
def test_every_place_leads_back_into_the_passage(cells: list[str], start: int, length: int) -> None:
    """Whatever the cells, and whatever is found."""
    a, b, c, d, e, f = cells
    text = f"Before.\n| {a}x | {b}y |\n|---|---|\n| {c} | {d} |\n| {e} | {f} |\nBehind it."
    passage = Passage("a.md#0000", "a.md", text, 7, 7 + len(text), "")
    words = in_words(passage, Asked("a b 1", stems))
    assert words
    size = len(words.passage.text)
    found = Span(7 + min(start, size - 1), 7 + min(start + length, size))
    home = words.at_home(Evidence(words.passage, found, found, 0.5))

    assert home.answer
    assert 7 <= home.sentence.start <= home.sentence.end <= 7 + len(text)
    assert 7 <= home.answer.start <= home.answer.end <= 7 + len(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mon-Wed", "mon tue wed"),
        ("Friday to Sunday", "fri sat sun"),
        ("Sat\u2013Mon", "sat sun mon"),
        ("Tuesdays, Thurs", "tue thu"),
        ("Sunshine in May", ""),
        ("the satellite saturated", ""),
    ],
)
def test_days_of_the_week(text: str, expected: str) -> None:
    """Short or long, one or a range."""
    assert set(expected.split()) == days_in(text)
