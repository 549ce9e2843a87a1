"""Follow-ups by the official openai client: the messages of the request are the conversation."""

from collections.abc import Iterator
from typing import Any

import openai
import pytest
from openai import OpenAI

from api.compatible.rendering import read_back, render
from qa.chat.conversation import Conversations
from qa.pipeline import Pipeline

FIRST = "Who sent a letter to Congress?"
THEN = "And when?"


@pytest.fixture
def client(address: str) -> Iterator[OpenAI]:
    """The client as its users make it, with another address."""
    with OpenAI(base_url=f"{address}/v1", api_key="none", max_retries=0) as client:
        yield client


@pytest.fixture
def expected(pipeline: Pipeline) -> str | None:
    """How a session asks the follow-up."""
    talk = Conversations(pipeline)
    session = talk.sessions.create().id
    return [talk.ask(session, each).turn for each in (FIRST, THEN)][-1].asked_as


def messages(client: OpenAI, *questions: str) -> list[Any]:
    """A conversation of which the last question is still open; the others are answered."""
    talk: list[Any] = []
    for question in questions[:-1]:
        talk.append({"role": "user", "content": question})
        completion = client.chat.completions.create(model="corpus-qa", messages=talk)
        talk.append({"role": "assistant", "content": completion.choices[0].message.content})
    return [*talk, {"role": "user", "content": questions[-1]}]


def test_a_follow_up_is_asked_as_in_a_session(client: OpenAI, expected: str | None) -> None:
    """The rewriting stands above the answer, and in a key of our own."""
    talk = messages(client, FIRST, THEN)
    completion: Any = client.chat.completions.create(model="corpus-qa", messages=talk)
    content = completion.choices[0].message.content

    assert expected is not None
    assert content.startswith(f"Asked as: {expected}\n\n")
    follow_up = {"asked_as": expected, "rewritten_by": "rules"}
    assert completion.corpus_qa_follow_up == follow_up
    assert completion.corpus_qa["question"] == expected


def test_its_citations_stand_where_the_annotations_say(client: OpenAI) -> None:
    """The line above the answer moves them along."""
    talk = messages(client, FIRST, THEN)
    message = client.chat.completions.create(model="corpus-qa", messages=talk).choices[0].message

    assert message.annotations
    for annotation in message.annotations:
        place: Any = annotation.url_citation
        marker = (message.content or "")[place.start_index : place.end_index]
        assert marker == f"[{place.marker}]"


def test_a_streamed_follow_up_is_the_same(client: OpenAI) -> None:
    """Joined, the pieces are the text of the whole reply."""
    talk = messages(client, FIRST, THEN)
    whole = client.chat.completions.create(model="corpus-qa", messages=talk)
    chunks = client.chat.completions.create(model="corpus-qa", messages=talk, stream=True)
    pieces = [chunk.choices[0].delta.content or "" for chunk in chunks]

    assert "".join(pieces) == whole.choices[0].message.content


def test_a_question_that_stands_alone_is_asked_as_it_is(client: OpenAI) -> None:
    """Whatever was said before."""
    talk = messages(client, FIRST, "How many members of Congress were mismatched?")
    completion: Any = client.chat.completions.create(model="corpus-qa", messages=talk)

    assert completion.corpus_qa_follow_up is None
    assert completion.corpus_qa["short_answer"].startswith("28")


def test_a_third_question_leans_on_the_second(client: OpenAI) -> None:
    """What the second was asked as is read out of the reply to it."""
    talk = messages(client, FIRST, THEN, "Why?")
    completion: Any = client.chat.completions.create(model="corpus-qa", messages=talk)

    assert "letter" in completion.corpus_qa_follow_up["asked_as"]


def test_replies_of_another_model_are_a_conversation_too(client: OpenAI) -> None:
    """Its text is read for what was answered."""
    talk: list[Any] = [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": [{"type": "image_url", "image_url": {"url": "data:,"}}]},
        {"role": "user", "content": "Which company pulled out of facial recognition?"},
        {"role": "assistant", "content": "IBM pulled out of facial recognition."},
        {"role": "user", "content": "Who runs it?"},
    ]
    completion: Any = client.chat.completions.create(model="corpus-qa", messages=talk)

    assert "IBM" in completion.corpus_qa_follow_up["asked_as"]


@pytest.mark.parametrize("is_streamed", [False, True])
def test_a_response_follows_the_one_before(
    client: OpenAI, expected: str | None, is_streamed: bool
) -> None:
    """By its id, or by the messages of the conversation."""
    first: Any = client.responses.create(model="corpus-qa", input=FIRST)
    arguments: dict[str, Any] = {"model": "corpus-qa", "input": THEN}
    arguments["previous_response_id"] = first.id
    if is_streamed:
        *_, done = client.responses.create(**arguments, stream=True)
        second: Any = done.response
    else:
        second = client.responses.create(**arguments)

    assert second.output_text.startswith(f"Asked as: {expected}\n\n")
    assert second.previous_response_id == first.id


def test_a_conversation_as_input_is_followed(client: OpenAI, expected: str | None) -> None:
    """Messages of user and assistant, as chat completions have them."""
    response: Any = client.responses.create(model="corpus-qa", input=messages(client, FIRST, THEN))
    assert response.corpus_qa_follow_up["asked_as"] == expected


def test_an_unknown_response_is_refused(client: OpenAI) -> None:
    """As OpenAI does."""
    with pytest.raises(openai.BadRequestError) as caught:
        client.responses.create(model="corpus-qa", input=THEN, previous_response_id="resp_none")
    assert caught.value.code == "previous_response_not_found"


def test_a_rendered_answer_is_read_back(pipeline: Pipeline) -> None:
    """Without markers and the list of sources; a refusal tells nothing."""
    answer = pipeline.ask(FIRST)
    refused = pipeline.ask("What does a ticket to the moon cost?")

    assert read_back(render(answer, "Why?").text) == (
        "Why?",
        " ".join(claim.text for claim in answer.claims),
    )
    assert read_back(render(refused).text) == (None, "")
