"""A scripted model words the answer: what is proven is shown, in order, and nothing else."""

import json
from pathlib import Path

import pytest

from qa.answering.deadline import Deadline
from qa.answering.extractive import Reading, compose
from qa.answering.opening import open_writer
from qa.answering.writer import Asked, Written
from qa.index.lexical import LexicalIndex
from qa.index.places import Places
from qa.pipeline import Pipeline
from qa.types import ClaimProven, Done, SourcesFound
from tests.chat_endpoint import Exchange, Script, numbered, saying
from tests.qa.answering.conftest import KEY, SEVERAL, SEVERAL_SAY, Ask

QUESTION = "How many members of Congress were mismatched?"
WORDS = "wrongly matched 28 members of Congress"
UNANSWERED = "What does a ticket to the moon cost?"


def with_numbers(*lines: str) -> Script:
    """A model that writes these lines, with the number of the passage that holds `WORDS` for N."""

    def write(exchange: Exchange) -> None:
        number = numbered(exchange.prompt, WORDS)
        exchange.says("\n".join(lines).replace("[N]", f"[{number}]"))

    return write


TRUE = f'The ACLU test wrongly matched 28 members of Congress. [N] "{WORDS}"'


def test_a_proven_answer_is_shown_in_the_models_words(written_by: Ask) -> None:
    """With the sentence of the source as the citation, and the reader's exact answer."""
    asking, _ = written_by(with_numbers(TRUE))
    answer = asking.ask(QUESTION)

    assert (answer.status, answer.answerer, answer.model) == ("answered", "llm", "small")
    assert answer.answer == "The ACLU test wrongly matched 28 members of Congress. [1]"
    assert (answer.short_answer, answer.claims[0].grounding) == ("28", "supported")
    assert WORDS in answer.citations[0].quote
    assert answer.usage == {"prompt_tokens": 11, "completion_tokens": 5}
    assert "write" in answer.timings_ms


def test_every_quote_stands_in_its_source(written_by: Ask) -> None:
    """The span is the source's own, whatever the model copied."""
    asking, _ = written_by(with_numbers(TRUE.replace("wrongly matched", "WRONGLY  matched")))
    answer = asking.ask(QUESTION)

    assert answer.answerer == "llm"
    for citation in answer.citations:
        text = asking.source_text(citation.source_id)
        assert text[citation.start : citation.end] == citation.quote


def test_an_unproven_sentence_is_left_out_and_said_so(written_by: Ask) -> None:
    """The proven one stays."""
    asking, _ = written_by(with_numbers(TRUE, f'It matched 31 senators too. [N] "{WORDS}"'))
    answer = asking.ask(QUESTION)

    assert ["28" in claim.text for claim in answer.claims] == [True]
    assert answer.notices[0].startswith("1 sentence of the language model could not be proven")


@pytest.mark.parametrize(
    ("count", "told"), [(1, "1 sentence of"), (3, "3 sentences of")], ids=["one", "three"]
)
def test_the_sentences_left_out_are_counted(written_by: Ask, count: int, told: str) -> None:
    """One is, three are."""
    wrong = [f'It matched {31 + number} senators. [N] "{WORDS}"' for number in range(count)]
    asking, _ = written_by(with_numbers(TRUE, *wrong))
    [notice] = asking.ask(QUESTION).notices

    verb = "is" if count == 1 else "are"
    assert notice == f"{told} the language model could not be proven and {verb} left out."


def test_it_is_asked_once_more_with_the_reason(written_by: Ask) -> None:
    """The second prompt says what was wrong with which sentence."""
    wrong = f'The ACLU test wrongly matched 31 members of Congress. [N] "{WORDS}"'
    asking, endpoint = written_by(with_numbers(wrong), with_numbers(TRUE))
    answer = asking.ask(QUESTION)

    assert (answer.answerer, len(endpoint.requests)) == ("llm", 2)
    assert "it does not mention '31'" in endpoint.requests[1]["messages"][-1]["content"]
    assert answer.usage == {"prompt_tokens": 22, "completion_tokens": 10}


def test_what_is_true_but_no_answer_is_not_shown(written_by: Ask, pipeline: Pipeline) -> None:
    """A sentence of the articles about something else; then the extractive answer is."""
    asking, _ = written_by(saying("IBM will no longer offer its facial recognition software."))
    answer = asking.ask(QUESTION)

    assert (answer.answerer, answer.claims) == ("extractive", pipeline.ask(QUESTION).claims)


def test_what_the_articles_do_not_say_is_not_sent(written_by: Ask, pipeline: Pipeline) -> None:
    """The refusal comes before the model: no request, the same abstention."""
    asking, endpoint = written_by(with_numbers(TRUE))
    answer = asking.ask(UNANSWERED)

    assert (answer.status, endpoint.requests) == ("abstained", [])
    assert answer.abstention == pipeline.ask(UNANSWERED).abstention


def test_both_parts_of_a_compound_question_are_needed(written_by: Ask) -> None:
    """Half an answer, unmarked, would mislead."""
    question = f"{QUESTION[:-1]}, and who runs IBM?"
    half, _ = written_by(with_numbers(TRUE))
    whole, _ = written_by(with_numbers(TRUE, "IBM's chief executive is Arvind Krishna."))

    assert half.ask(question).answerer == "extractive"
    answer = whole.ask(question)
    assert answer.answerer == "llm"
    assert answer.short_answer is not None
    assert "Krishna" in answer.short_answer


def test_a_stream_gives_sources_then_claims_then_the_answer(written_by: Ask) -> None:
    """The claims of the events are those of the answer, each with its new citations."""
    asking, _ = written_by(with_numbers(TRUE, TRUE.replace("test", "trial")))
    first, *middle, last = asking.stream(QUESTION)

    assert isinstance(first, SourcesFound)
    assert isinstance(last, Done)
    claims = [event for event in middle if isinstance(event, ClaimProven)]
    assert last.answer.claims == tuple(event.claim for event in claims)
    assert last.answer.citations == tuple(c for event in claims for c in event.citations)


def test_a_claim_is_given_before_the_model_has_finished(written_by: Ask) -> None:
    """The event comes while the endpoint still waits."""

    def hold(exchange: Exchange) -> None:
        number = numbered(exchange.prompt, WORDS)
        exchange.opens()
        text = TRUE.replace("[N]", f"[{number}]")
        exchange.sends({"choices": [{"delta": {"content": f"{text}\nThe "}}]})
        exchange.waits()

    asking, _ = written_by(hold, endpoint_silence_seconds=2)
    events = asking.stream(QUESTION)
    next(events)

    assert isinstance(next(events), ClaimProven)
    last = next(events)
    assert isinstance(last, Done)
    assert (last.answer.answerer, len(last.answer.claims)) == ("llm", 1)
    assert "may be incomplete" in last.answer.notices[0]


def test_the_prices_make_a_cost(written_by: Ask) -> None:
    """Dollars for a million tokens of prompt and reply."""
    asking, _ = written_by(with_numbers(TRUE), llm_usd_per_million="1/10")
    usage = asking.ask(QUESTION).usage

    assert usage is not None
    assert usage["cost_usd"] == pytest.approx((11 * 1 + 5 * 10) / 1e6)


def test_a_budget_cuts_the_evidence_and_says_so(written_by: Ask) -> None:
    """The best passages are sent, and a notice counts the others."""
    asking, endpoint = written_by(saying(SEVERAL_SAY), llm_evidence_tokens=200)
    answer = asking.ask(SEVERAL)

    assert endpoint.received[0].count(b"from: ") == 1
    assert "did not fit" in answer.notices[-1]


def test_what_is_sent_is_the_question_and_the_passages(written_by: Ask) -> None:
    """docs/endpoint.md lists the fields; the key is in the header only."""
    asking, endpoint = written_by(with_numbers(TRUE))
    asking.ask(QUESTION)
    [body] = endpoint.received

    assert set(json.loads(body)) == {
        "model",
        "messages",
        "stream",
        "max_tokens",
        "temperature",
        "seed",
        "stream_options",
    }
    assert KEY.encode() not in body


def test_a_passage_that_could_not_be_cited_is_not_sent(written_by: Ask) -> None:
    """The reader read it, and found nothing in it that would be an answer by itself."""
    asking, endpoint = written_by(with_numbers(TRUE))
    receipt = asking.ask_in_full(QUESTION)
    read = [each.confidence for each in receipt.parts[0].passages if each.confidence is not None]
    good = [each for each in read if each >= receipt.threshold]

    assert 0 < len(good) < len(read)
    assert endpoint.received[0].count(b"from: ") == len(good)


def test_the_extractive_answerer_sends_nothing(written_by: Ask, pipeline: Pipeline) -> None:
    """Although an endpoint and a model are named."""
    asking, endpoint = written_by(with_numbers(TRUE), answerer="extractive")
    answer = asking.ask(QUESTION)

    assert (answer.answerer, endpoint.requests) == ("extractive", [])
    assert (answer.notices, answer.usage) == ((), None)
    assert answer.claims == pipeline.ask(QUESTION).claims


@pytest.mark.parametrize(("version", "is_written"), [("28 members", True), ("31 members", False)])
def test_every_competing_reading_has_to_be_stated(
    written_by: Ask, tmp_path: Path, version: str, is_written: bool
) -> None:
    """Where sources disagree, an answer that leaves one reading out is not given."""
    asking, endpoint = written_by(with_numbers(TRUE))
    reading = Reading(QUESTION, asking.reader.read(QUESTION, asking.search(QUESTION)))
    extractive = compose([reading], asking.source_text, 0.3)
    lexical = LexicalIndex.open(Places(tmp_path), create=True)
    writer = open_writer(asking.settings, asking.embedder, lexical, asking.chat_model)
    assert writer is not None
    written = Written()
    request = Asked(QUESTION, [reading], extractive, 0.3, versions=[version])
    list(writer.write(request, asking.source_text, Deadline(20), written))

    assert (written.composed is not None) == is_written
    assert version in endpoint.requests[0]["messages"][-1]["content"]
