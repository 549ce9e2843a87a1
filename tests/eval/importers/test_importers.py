"""Each form of question set becomes a corpus and questions; what is no such set is named."""

import json
from pathlib import Path
from typing import Any

import pytest

from eval.importers import form, forms
from eval.importers.building import ImportedSet
from eval.questions import KINDS, load_questions
from eval.writing_sets import write_imported
from qa.errors import CorpusError, SettingsError

CONTEXT = "Varnholm lies on a bay. Its lighthouse was built in 1861 by Ida Krag."
SQUAD = {
    "data": [
        {
            "title": "Varn/holm",
            "paragraphs": [
                {
                    "context": CONTEXT,
                    "qas": [
                        {
                            "id": "q1",
                            "question": "When was the  lighthouse built?",
                            "answers": [{"text": "1861", "answer_start": CONTEXT.index("1861")}],
                        },
                        {"id": "q2", "question": "Who sank it?", "answers": [], "is_impossible": 1},
                    ],
                }
            ],
        }
    ]
}
HOTPOT = [
    {
        "_id": "h1",
        "question": "Which of the two is older?",
        "answer": "Varnholm",
        "context": [["Varnholm", ["It is old. ", "It has a bay."]], ["Ostby", ["It is new."]]],
        "supporting_facts": [["Varnholm", 0], ["Ostby", 0], ["Elsewhere", 0], ["Ostby", 7]],
    }
]
EXCHANGE = {
    "results": [
        {
            "query_id": 7,
            "query": "How tall?",
            "gt_answer": "41 metres",
            "response": "",
            "retrieved_context": [
                {"doc_id": "a/b", "text": "It is 41 metres tall."},
                {"doc_id": "a/b", "text": "It is white."},
            ],
        }
    ]
}


def imported(name: str, path: Path, content: Any) -> ImportedSet:
    """The set of that form, from a file with this text, JSON value or JSON Lines."""
    if isinstance(content, tuple):
        content = "\n".join(json.dumps(line) for line in content)
    path.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
    return form(name).read(path)


def test_squad_quotes_the_sentence_of_the_answer(tmp_path: Path) -> None:
    """The article is one file; an impossible question has no answer."""
    result = imported("squad", tmp_path / "s.json", SQUAD)
    first, second = result.questions
    assert {"Varn_holm.txt": f"Varn/holm\n\n{CONTEXT}\n"} == result.files
    assert (("1861",),) == first.answers
    assert ("Its lighthouse was built in 1861 by Ida Krag.",) == first.quotes
    assert ("when", "When was the lighthouse built?") == (first.kind, first.question)
    assert ("unanswerable", (), ()) == (second.kind, second.answers, second.sources)


def test_natural_questions_keep_every_accepted_answer(tmp_path: Path) -> None:
    """One file a passage."""
    row = {
        "question": "who built it",
        "answers": ["Krag", "Ida Krag"],
        "title": "V",
        "text": CONTEXT,
    }
    (question,) = imported("nq", tmp_path / "n.jsonl", (row,)).questions
    assert (("Krag", "Ida Krag"),) == question.answers
    assert ("00000.txt",) == question.sources


def test_hotpot_quotes_its_supporting_facts(tmp_path: Path) -> None:
    """Facts that the context leaves out are passed over."""
    result = imported("hotpot", tmp_path / "h.json", HOTPOT)
    (question,) = result.questions
    assert ("It is old.", "It is new.") == question.quotes
    assert {"Varnholm.txt", "Ostby.txt"} == set(question.sources) == set(result.files)


def test_beir_asks_what_has_a_relevant_document(tmp_path: Path) -> None:
    """Grades of 0 are not relevant; a query without a relevant document is left out."""
    (tmp_path / "qrels").mkdir()
    (tmp_path / "corpus.jsonl").write_text('{"_id": "d1", "title": "One", "text": "A bay."}\n')
    queries = [{"_id": "q1", "text": "a bay"}, {"_id": "q2", "text": "a hill"}]
    (tmp_path / "queries.jsonl").write_text("\n".join(map(json.dumps, queries)))
    qrels = "query-id\tcorpus-id\tscore\nq1\td1\t2\nq2\td1\t0\n"
    (tmp_path / "qrels" / "test.tsv").write_text(qrels)
    (question,) = form("beir").read(tmp_path).questions
    assert ("q1", (), ("One.txt",)) == (question.id, question.answers, question.sources)


def test_ramdocs_needs_every_gold_answer(tmp_path: Path) -> None:
    """Sources are the documents that support one."""
    documents = [
        {"text": "3,559 people.", "type": "correct", "answer": "3,559"},
        {"text": "12 people.", "type": "misinfo", "answer": "12"},
    ]
    row = {"question": "How many?", "documents": documents, "gold_answers": ["3,559", "4,120"]}
    (question,) = imported("ramdocs", tmp_path / "r.jsonl", (row,)).questions
    assert ((("3,559",), ("4,120",)), "list") == (question.answers, question.kind)
    assert ("0001-1.txt",) == question.sources


def test_nomiracl_refuses_what_nothing_is_relevant_to(tmp_path: Path) -> None:
    """The subset in the name of the file says which."""
    for folder in ("topics", "qrels"):
        (tmp_path / folder).mkdir()
    (tmp_path / "corpus.jsonl").write_text('{"docid": "7#0", "title": "Bay", "text": "A bay."}')
    for subset, grade in (("relevant", 1), ("non_relevant", 0)):
        (tmp_path / "topics" / f"dev.{subset}.tsv").write_text("1\twhat is a bay\n")
        (tmp_path / "qrels" / f"dev.{subset}.tsv").write_text(f"1\tQ0\t7#0\t{grade}\n")
    result = form("nomiracl").read(tmp_path).questions
    assert {("dev.relevant-1", True), ("dev.non_relevant-1", False)} == {
        (question.id, question.answerable) for question in result
    }


def test_realtimeqa_takes_the_right_choice(tmp_path: Path) -> None:
    """The evidence is dated; a question without evidence is dropped and told."""
    row = {
        "question_id": "r1",
        "question_date": "2022/06/17",
        "question_sentence": "Which bay froze?",
        "choices": ["Ostby", "Varnholm"],
        "answer": ["1"],
        "evidence": "The bay of Varnholm froze.",
    }
    result = imported("realtimeqa", tmp_path / "t.jsonl", (row, {**row, "evidence": ""}))
    assert (("Varnholm",),) == result.questions[0].answers
    assert "2022-06-17" in result.files["r1.txt"]
    assert ["r1: no evidence"] == result.dropped


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_a_table_needs_two_columns(tmp_path: Path, mark: str) -> None:
    """Forms are parted by '|'; an empty answer means that there is none."""
    text = f"Question{mark}Answer\nHow tall?{mark}41|forty-one\nHow wide?{mark}\n"
    first, second = imported("csv", tmp_path / "t.csv", text).questions
    assert (("41", "forty-one"),) == first.answers
    assert ("t-0003", False) == (second.id, second.answerable)


def test_contexts_of_one_document_are_one_file(tmp_path: Path) -> None:
    """Numbers as ids become text."""
    result = imported("exchange", tmp_path / "e.json", EXCHANGE)
    assert ["7"] == [question.id for question in result.questions]
    assert {"a_b.txt": "a/b\n\nIt is 41 metres tall.\n\nIt is white.\n"} == result.files


@pytest.mark.parametrize("name", [one.name for one in forms()])
def test_what_is_not_of_the_form_is_refused(tmp_path: Path, name: str) -> None:
    """A wrong file is named, without a traceback."""
    path = tmp_path / "wrong.json"
    path.write_text('{"data": [{"titel": 3}]}\n')
    with pytest.raises(CorpusError, match=r"wrong\.json"):
        form(name).read(path)


def test_an_unknown_form_lists_the_known_ones() -> None:
    """So that the next try is right."""
    with pytest.raises(SettingsError, match="no form 'sqad'") as caught:
        form("sqad")
    assert all(one.name in caught.value.hint for one in forms())


def test_a_written_set_can_be_loaded(tmp_path: Path) -> None:
    """What was imported is what is asked."""
    result = imported("squad", tmp_path / "s.json", SQUAD)
    path = write_imported(result, tmp_path / "out")
    assert result.questions == load_questions(path)
    assert {question.kind for question in result.questions} <= set(KINDS)
    assert ["Varn_holm.txt"] == [one.name for one in (tmp_path / "out" / "corpus").iterdir()]


def test_a_retrieval_set_can_be_loaded(tmp_path: Path) -> None:
    """Sources without answers are enough."""
    result = ImportedSet()
    result.ask("q1", "a bay", [], sources=["one.txt"])
    assert result.questions == load_questions(write_imported(result, tmp_path / "out"))


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    """A folder with something in it is refused."""
    result = imported("squad", tmp_path / "s.json", SQUAD)
    with pytest.raises(SettingsError, match="not empty"):
        write_imported(result, tmp_path)


def test_files_with_one_title_are_told_apart() -> None:
    """Another text gets another name, the same text the same one."""
    result = ImportedSet()
    names = [result.add_file("../a:b", text) for text in ("one", "two", "one")]
    assert ["a_b.txt", "a_b-2.txt", "a_b.txt"] == names


def test_an_answer_of_punctuation_is_dropped() -> None:
    """It could never be compared."""
    result = ImportedSet()
    result.ask("q1", "What is it?", [["the"], ["..."]])
    assert ([], ["q1: no answer or no question in words"]) == (result.questions, result.dropped)


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("q2,How tall?,height,41,,", "unknown kind 'height'"),
        ("q2,How tall?,false_premise,41,,", "kind 'false_premise' needs"),
        ("q2,How tall?,,41,,It is 41 m tall.", "quotes without sources"),
        ("q2,How tall?,,,,It is 41 m tall.", "not answerable, yet with answers or quotes"),
        ("q1,How tall?,,41,,", "another question has the id 'q1'"),
        ("q2,...,,41,,", "has no word in it"),
        (f"q2,{'a' * 4001},,41,,", "has 4001 characters"),
    ],
)
def test_a_row_that_no_set_can_hold_is_dropped(tmp_path: Path, row: str, why: str) -> None:
    """The note has its line; the rest is a set that `check` and `run` take."""
    text = f"id,question,kind,answers,sources,quotes\nq1,How wide?,,7,,\n{row}\n"
    result = imported("csv", tmp_path / "t.csv", text)

    assert ["q1"] == [one.id for one in load_questions(write_imported(result, tmp_path / "out"))]
    assert len(result.dropped) == 1
    assert result.dropped[0].startswith("line 3: ")
    assert why in result.dropped[0]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("Who cooks, and since when?,Muller", "line 2 .* it has 3"),
        ("Who cooks?", "line 2 .* it has 1"),
        ('Who cooks?,"Muller\nHow tall?,41', "begins on line 2"),
        ('"Who" cooks?,Muller', "begins on line 2"),
    ],
)
def test_a_row_in_pieces_is_refused(tmp_path: Path, row: str, told: str) -> None:
    """Read as it stands it would ask something else, or expect another answer."""
    with pytest.raises(CorpusError, match=told):
        imported("csv", tmp_path / "t.csv", f"question,answers\n{row}\n")


def test_blank_cells_right_of_the_heading_are_passed_over(tmp_path: Path) -> None:
    """Spreadsheets write them; a line separator within a cell ends no row."""
    (question,) = imported(
        "csv", tmp_path / "t.csv", "question,answers\nHow\u2028tall?,41, ,\n"
    ).questions
    assert ("How tall?", (("41",),)) == (question.question, question.answers)


def test_a_table_keeps_the_kind_of_what_has_no_answer(tmp_path: Path) -> None:
    """A false premise is told apart from a question that nobody answers."""
    text = "question,kind,answers\nWhen did it burn?,false_premise,\nHow wide?,,\n"
    first, second = imported("csv", tmp_path / "t.csv", text).questions
    assert ("false_premise", "unanswerable") == (first.kind, second.kind)
    assert not first.answerable


@pytest.mark.parametrize("name", ["csv", "squad", "nq"])
def test_a_missing_file_is_refused(tmp_path: Path, name: str) -> None:
    """The message names it."""
    with pytest.raises(CorpusError, match=r"none\.csv cannot be read"):
        form(name).read(tmp_path / "none.csv")


def test_quotation_marks_of_topics_are_letters(tmp_path: Path) -> None:
    """They stand in a table of tabs as in any text: one that is not closed swallows nothing."""
    for folder in ("topics", "qrels"):
        (tmp_path / folder).mkdir()
    (tmp_path / "corpus.jsonl").write_text('{"docid": "7#0", "title": "Bay", "text": "A bay."}')
    (tmp_path / "topics" / "dev.tsv").write_text('1\t"Bay" is what?\n2\t"what is a bay\n')
    (tmp_path / "qrels" / "dev.tsv").write_text("1\tQ0\t7#0\t1\n2\tQ0\t7#0\t1\n")
    asked = [question.question for question in form("nomiracl").read(tmp_path).questions]
    assert ['"Bay" is what?', '"what is a bay'] == asked
