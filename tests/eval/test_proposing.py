"""What is proposed for a set: disputed values, and questions that a language model writes."""

from collections import Counter
from functools import partial
from pathlib import Path

import pytest
from typer.testing import CliRunner

from eval.checking import check_set
from eval.cli import app
from eval.model_drafting import ModelDrafter, fault
from eval.proposing import proposals
from eval.questions import Question, load_questions
from qa.errors import EndpointError, SettingsError
from qa.pipeline import Pipeline, open_pipeline
from tests.chat_endpoint import ChatEndpoint, Exchange
from tests.conftest import MakePipeline
from tests.llama import parameters

THEFT = {
    "morning.txt": "Four paintings were taken from the Harbour Museum of Ellery on Sunday.\n",
    "evening.txt": "Thieves took three paintings from the Harbour Museum of Ellery on Sunday.\n",
    "cake.txt": "Bake the cake for an hour. Two eggs were used for the cake of Port Ellery.\n",
}
MILL = (
    "The mill of Norvik was built by Ada Lund in 1884 and has stood beside the river ever since, "
    "where it grinds the barley of all the farms along the northern shore of the fjord.\n"
)


def with_model(pipeline: Pipeline, address: str) -> Pipeline:
    """The same index with a language model."""
    endpoint = {"openai_base_url": address, "llm_model": "small", "answerer": "extractive"}
    return open_pipeline(pipeline.settings.model_copy(update=endpoint))


@pytest.fixture
def mill(make_pipeline: MakePipeline) -> Pipeline:
    """A pipeline over one article of one passage."""
    return make_pipeline({"mill.txt": MILL})


def written(pipeline: Pipeline, *replies: str) -> tuple[list[Question], Counter[str], str]:
    """The drafts made of what a model says, what was refused, and what the model was sent."""
    refused: Counter[str] = Counter()
    scripts = [partial(Exchange.says, text=reply) for reply in replies]
    with ChatEndpoint(*scripts) as endpoint, with_model(pipeline, endpoint.address) as asking:
        drafts = list(proposals(asking, refused=refused))
    return drafts, refused, str(endpoint.requests[0])


def test_two_documents_that_differ_make_a_conflict(make_pipeline: MakePipeline) -> None:
    """Both readings are accepted, and both sentences are quoted."""
    pipeline = make_pipeline(THEFT)
    (conflict,) = proposals(pipeline, conflicts_only=True)

    assert ("conflict", (("Four",), ("three",))) == (conflict.kind, conflict.answers)
    assert ("morning.txt", "evening.txt") == conflict.sources
    assert () == check_set(pipeline, [conflict]).problems


def test_none_is_made_up(make_pipeline: MakePipeline) -> None:
    """Other numbers of other things, and the same number in other words, are no conflict."""
    files = {**THEFT, "evening.txt": "Thieves took 4 paintings from the Harbour Museum at night.\n"}

    assert [] == list(proposals(make_pipeline(files), conflicts_only=True))


def test_a_model_writes_and_the_reader_agrees(mill: Pipeline) -> None:
    """The question is the model's, the quote is what the reader read."""
    (draft,), refused, sent = written(
        mill, "Question: Who put up the mill of Norvik?\nAnswer: Ada Lund"
    )

    assert ("Who put up the mill of Norvik?", "who") == (draft.question, draft.kind)
    assert (("Ada Lund",), MILL.strip()) == (draft.answers[0], draft.quotes[0])
    assert (("draft", "model"), Counter()) == (draft.tags, refused)
    assert "barley of all the farms" in sent


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        ("I am a language model.", "no question with an answer"),
        ("Question: Who built the mill?\nAnswer: Bo Dahl", "the answer is not in the text"),
        ("Question: Did Ada Lund build it?\nAnswer: Ada Lund", "the question holds its answer"),
        ("Question: Who built it?\nAnswer: Ada Lund", "unclear without the text, or too long"),
        (
            "Question: Who does the text name?\nAnswer: Ada Lund",
            "unclear without the text, or too long",
        ),
        (
            "Question: When was the mill of Norvik built?\nAnswer: Ada Lund",
            "the reader finds another answer",
        ),
    ],
)
def test_what_a_model_says_may_be_refused(mill: Pipeline, reply: str, why: str) -> None:
    """The reason is counted, and nothing of it becomes a draft."""
    drafts, refused, _ = written(mill, reply)

    assert ([], {why: 1}) == (drafts, dict(refused))


def test_labels_may_be_dressed_up() -> None:
    """Models like to print headings in bold."""
    assert fault("Who built the mill of Norvik?", "Ada Lund", MILL) is None


def test_an_endpoint_that_fails_is_told(mill: Pipeline) -> None:
    """With the way to do without it; the key would not be shown."""

    def refuse(exchange: Exchange) -> None:
        exchange.refuses(401, "bad key")

    with (
        ChatEndpoint(refuse) as endpoint,
        with_model(mill, endpoint.address) as asking,
        pytest.raises(EndpointError, match="bad key") as failed,
    ):
        list(proposals(asking))
    assert "--by rules" in failed.value.hint


def test_a_model_must_be_set_to_be_asked(mill: Pipeline) -> None:
    """Else 'auto' goes by the rules."""
    with pytest.raises(SettingsError, match="No language model"):
        list(proposals(mill, by="model"))
    assert all("model" not in draft.tags for draft in proposals(mill))


def test_the_command_says_what_was_refused(
    mill: Pipeline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that few drafts have an explanation."""
    out = tmp_path / "set.jsonl"
    good = "**Question:** Who put up the mill of Norvik?\n**Answer:** Ada Lund."
    for reply in (good, "Hello!"):
        with ChatEndpoint(partial(Exchange.says, text=reply)) as endpoint:
            monkeypatch.setenv("OPENAI_BASE_URL", endpoint.address)
            monkeypatch.setenv("QA_LLM_MODEL", "small")
            words = ["draft", str(out), "--all", "--data-dir", str(mill.settings.data_dir)]
            ended = CliRunner().invoke(app, words)
            assert 0 == ended.exit_code

    assert "Not proposed: 1 of what the model wrote, no question with an answer\n" == ended.stderr
    assert ["Who put up the mill of Norvik?"] == [one.question for one in load_questions(out)]


@pytest.mark.slow
def test_a_real_small_model_can_be_asked(mill: Pipeline) -> None:
    """llama.cpp's own server: whatever it says is a draft that holds, or is counted."""
    xllamacpp = pytest.importorskip("xllamacpp")
    given = parameters()
    given.n_ctx = 2048
    server = xllamacpp.Server(given)
    refused: Counter[str] = Counter()
    with with_model(mill, f"{server.listening_address}/v1") as asking:
        drafts = list(ModelDrafter(asking, refused).drafts())
    del server

    assert 1 == len(drafts) + refused.total()
    assert () == check_set(mill, drafts).problems
