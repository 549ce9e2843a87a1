"""The pipeline as its users see it: questions in, proven answers out."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from qa.errors import IndexMissing, QuestionError, SettingsError, SourceNotFound
from qa.pipeline import MAX_QUESTION_CHARACTERS, Pipeline, clean_question, open_pipeline
from qa.types import Answer, SourcesFound
from tests.conftest import MakePipeline, SettingsFor

QUESTIONS = (
    "How many members of Congress were mismatched?",
    "Who is the chief executive of IBM?",
    "When did Amazon extend its ban?",
    "What is the capital of Mongolia?",
    "¿Cuántos miembros del Congreso?",
    "日本語で質問できますか",
    "x" * 500,
    "1984?",
)


def comparable(answer: Answer) -> dict[str, object]:
    """An answer without what differs each time."""
    return {k: v for k, v in answer.to_dict().items() if k not in ("id", "timings_ms")}


def test_an_answer_has_the_shape_of_the_contract(pipeline: Pipeline) -> None:
    """Every surface returns these keys in this order, as plain JSON values."""
    answer = pipeline.ask(QUESTIONS[0]).to_dict()

    assert [
        "id",
        "question",
        "status",
        "answer",
        "short_answer",
        "claims",
        "citations",
        "conflict",
        "confidence",
        "abstention",
        "notices",
        "as_of",
        "answerer",
        "model",
        "index_fingerprint",
        "timings_ms",
        "usage",
    ] == list(answer)
    assert {"retrieve", "read", "total"} == set(answer["timings_ms"])
    assert json.loads(json.dumps(answer)).keys() == answer.keys()
    assert str(answer["id"]).startswith("ans_")


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_citation_is_proven(pipeline: Pipeline, corpus_folder: Path, question: str) -> None:
    """The quote stands in the file at its offsets and on its line; also where it abstains."""
    answer = pipeline.ask(question)
    nearest = answer.abstention.nearest if answer.abstention else ()

    for citation in (*answer.citations, *nearest):
        text = (corpus_folder / citation.source_id).read_bytes().decode("utf-8-sig")
        assert citation.quote == text[citation.start : citation.end]
        assert citation.line == text[: citation.start].count("\n") + 1
    assert [*range(1, len(answer.citations) + 1)] == [c.marker for c in answer.citations]


@pytest.mark.parametrize("question", QUESTIONS)
def test_an_answer_is_complete_or_abstains(pipeline: Pipeline, question: str) -> None:
    """Text, claims and citations together, or a reason and none of them."""
    answer = pipeline.ask(question)
    has_answer = answer.status != "abstained"

    assert has_answer == bool(answer.answer) == bool(answer.claims) == bool(answer.citations)
    assert has_answer == (answer.abstention is None)
    assert 0 <= answer.confidence <= 1


def test_what_the_corpus_does_not_say_is_not_answered(make_pipeline: MakePipeline) -> None:
    """The nearest passages are shown instead."""
    pipeline = make_pipeline({"cake.txt": "The cake\n\nBake the cake for an hour at 180 degrees."})
    answer = pipeline.ask("Who won the election in Mongolia?")

    assert ("abstained", None, ()) == (answer.status, answer.answer, answer.citations)
    assert answer.abstention is not None


def test_an_empty_corpus_abstains(make_pipeline: MakePipeline) -> None:
    """A file without text leaves nothing to find."""
    answer = make_pipeline({"empty.txt": "\n\n"}).ask("What happened?")

    assert answer.abstention is not None
    assert ("no_relevant_passage", ()) == (answer.abstention.reason, answer.abstention.nearest)


@pytest.mark.parametrize(
    ("asked", "cleaned"),
    [
        ("  What   is\tthis? ", "What is this?"),
        ("What\x00 is\x1b this\x7f?\n", "What is this ?"),
        ("What is\u2028this?", "What is this?"),
        ("日本語？", "日本語？"),
        ("42", "42"),
        ("a" * MAX_QUESTION_CHARACTERS, "a" * MAX_QUESTION_CHARACTERS),
    ],
)
def test_a_question_is_cleaned(asked: str, cleaned: str) -> None:
    """Control characters are blanks, and blanks are single."""
    assert cleaned == clean_question(asked)


@pytest.mark.parametrize("question", ["", "   ", "\n\t", "\x00\x01", "🙂🙂", "?!", "\u200b"])
def test_a_question_without_a_word_is_refused(pipeline: Pipeline, question: str) -> None:
    """There is nothing to look for."""
    with pytest.raises(QuestionError, match="has no word in it"):
        pipeline.ask(question)


def test_a_question_of_ten_thousand_characters_is_refused(pipeline: Pipeline) -> None:
    """The limit and the length are named."""
    with pytest.raises(QuestionError, match=r"has 10000 characters; at most 4000"):
        pipeline.ask("a" * 10_000)


def test_threads_get_the_same_answers(pipeline: Pipeline) -> None:
    """Eight at once, as a server does."""
    expected = [comparable(pipeline.ask(question)) for question in QUESTIONS]
    with ThreadPoolExecutor(8) as threads:
        rounds = [list(threads.map(pipeline.ask, QUESTIONS)) for _ in range(3)]

    assert [expected] * 3 == [[comparable(answer) for answer in answers] for answers in rounds]


def test_k_limits_what_is_found(pipeline: Pipeline) -> None:
    """By the call, else by the settings."""
    assert 3 == len(pipeline.search("Amazon police", 3))
    assert pipeline.settings.top_k == len(pipeline.search("Amazon police"))


def test_sources_are_listed_in_order(pipeline: Pipeline, corpus_folder: Path) -> None:
    """Each file once, with what was found out about it."""
    names = sorted(path.name for path in corpus_folder.glob("*.txt"))

    assert names == [source.source_id for source in pipeline.sources()]
    assert ["2020-06-11", "2020-06-10", "2020-06-10", "2021-05-18", "2020-06-11"] == [
        source.published for source in pipeline.sources()
    ]


def test_a_file_of_several_records_is_found_once(make_pipeline: MakePipeline) -> None:
    """Though each record has a title of its own."""
    records = [{"title": f"Bridge {n}", "text": f"The bridge is {n}0 metres long."} for n in (4, 5)]
    pipeline = make_pipeline({"data.jsonl": "\n".join(map(json.dumps, records))})
    first = next(iter(pipeline.stream("How long is the bridge?")))

    assert isinstance(first, SourcesFound)
    assert ["data.jsonl"] == [source.source_id for source in first.sources]


def test_a_source_gives_its_text(pipeline: Pipeline, corpus_folder: Path) -> None:
    """What offsets count in: the decoded file."""
    name = "002_moratorium-broadcast-news.txt"

    assert (corpus_folder / name).read_bytes().decode() == pipeline.source_text(name)
    assert pipeline.source(name) == pipeline.sources()[2]


@pytest.mark.parametrize("source_id", ["nothing.txt", "", "../corpus/x", "a\x00b", "🙂"])
def test_an_unknown_source_is_said_to_be_unknown(pipeline: Pipeline, source_id: str) -> None:
    """Whatever is asked for."""
    with pytest.raises(SourceNotFound):
        pipeline.source(source_id)
    with pytest.raises(SourceNotFound):
        pipeline.source_text(source_id)


def test_a_closed_pipeline_opens_again(make_pipeline: MakePipeline) -> None:
    """Closing lets go of files; the next question opens them."""
    pipeline = make_pipeline({"dam.txt": "The dam\n\nThe dam broke on Monday."})
    before = pipeline.status()
    pipeline.close()

    assert before == pipeline.status()


def test_status_counts_what_is_there(make_pipeline: MakePipeline) -> None:
    """Files and passages."""
    status = make_pipeline({"a.txt": "One.", "b/c.md": "# Two\n\nThree."}).status()

    assert (2, 2) == (status.sources, status.passages)


@pytest.mark.parametrize("k", [0, -3])
def test_fewer_than_one_passage_is_refused(pipeline: Pipeline, k: int) -> None:
    """Neither everything nor the default."""
    with pytest.raises(QuestionError, match=f"{k} passages"):
        pipeline.search("Who runs IBM?", k)


def test_lone_surrogates_do_not_reach_the_models(pipeline: Pipeline) -> None:
    """Bytes of a broken terminal become question marks."""
    assert pipeline.ask("Who runs IBM\udce9?").question == "Who runs IBM??"


def test_warming_up_needs_an_index(settings_for: SettingsFor) -> None:
    """It says what is missing as a question would."""
    with open_pipeline(settings_for()) as empty, pytest.raises(IndexMissing):
        empty.warm_up()


def test_two_ways_to_set_the_threshold_contradict(settings_for: SettingsFor) -> None:
    """The message names both settings."""
    with pytest.raises(SettingsError, match=r"QA_MIN_CONFIDENCE is 0\.5 and QA_MAX_RISK"):
        open_pipeline(settings_for(min_confidence=0.5, max_risk=0.2))


def test_a_risk_out_of_reach_is_said_before_a_question(
    make_pipeline: MakePipeline, settings_for: SettingsFor
) -> None:
    """Whoever starts a server hears of it then."""
    indexed = make_pipeline({"mill.txt": "The mill closed in 1931.\n"})
    settings = settings_for(indexed.settings.data_dir, max_risk=0.0001)
    with (
        open_pipeline(settings) as pipeline,
        pytest.raises(SettingsError, match=r"QA_MAX_RISK is 0\.0001"),
    ):
        pipeline.warm_up()


def test_a_compound_question_gets_both_answers(make_pipeline: MakePipeline) -> None:
    """Each part from the file that answers it."""
    pipeline = make_pipeline(
        {
            "mill.txt": "The mill\n\nThe mill of Norvik was built by Ada Lund in 1884.\n",
            "ferry.txt": "The ferry\n\nThe ferry at Sund is owned by Per Holm.\n",
        }
    )
    answer = pipeline.ask("Who built the mill of Norvik, and who owns the ferry at Sund?")

    assert answer.short_answer == "Ada Lund; Per Holm"
    assert {citation.source_id for citation in answer.citations} == {"mill.txt", "ferry.txt"}
