"""The official openai client, unchanged, against a real server on this machine."""

from collections.abc import Iterator
from typing import Any

import openai
import pytest
from openai import OpenAI

from qa.pipeline import Pipeline

QUESTION = "How many members of Congress were mismatched?"
SILENT = "What does a ticket to the moon cost?"


@pytest.fixture
def client(address: str) -> Iterator[OpenAI]:
    """The client as its users make it, with another address."""
    with OpenAI(base_url=f"{address}/v1", api_key="none", max_retries=0) as client:
        yield client


def chat(question: str) -> dict[str, Any]:
    """The arguments of a chat completion that asks one thing."""
    return {"model": "corpus-qa", "messages": [{"role": "user", "content": question}]}


def test_it_lists_the_model(client: OpenAI) -> None:
    """A chat interface finds what it can choose."""
    assert ["corpus-qa"] == [model.id for model in client.models.list()]
    assert "corpus-qa" == client.models.retrieve("corpus-qa").id


def test_a_chat_completion_has_the_citations_of_ask(client: OpenAI, pipeline: Pipeline) -> None:
    """Markers stand where the annotations say, and each leads to the same characters as ask's."""
    completion = client.chat.completions.create(**chat(QUESTION))
    answer = pipeline.ask(QUESTION)
    message = completion.choices[0].message

    assert message.content is not None
    assert message.content.startswith(answer.answer or "never")
    assert message.annotations
    for annotation, citation in zip(message.annotations, answer.citations, strict=True):
        place: Any = annotation.url_citation
        assert f"[{citation.marker}]" == message.content[place.start_index : place.end_index]
        assert (citation.source_id, citation.quote) == (place.source_id, place.quote)
        assert (citation.start, citation.end) == (place.source_start, place.source_end)


def test_an_annotation_links_to_the_cited_characters(client: OpenAI) -> None:
    """The address of a citation gives the text; its fragment says which characters of it."""
    [annotation] = (
        client.chat.completions.create(**chat(QUESTION)).choices[0].message.annotations or []
    )
    url, _, fragment = annotation.url_citation.url.partition("#char=")
    start, end = map(int, fragment.split(","))

    text = client.get(url, cast_to=str)

    assert annotation.url_citation.model_extra
    assert annotation.url_citation.model_extra["quote"] == text[start:end]


def test_a_stream_is_the_same_in_pieces(client: OpenAI) -> None:
    """Joined, the pieces of a stream are the text, annotations and usage of the whole reply."""
    whole = client.chat.completions.create(**chat(QUESTION))
    chunks = list(
        client.chat.completions.create(
            **chat(QUESTION), stream=True, stream_options={"include_usage": True}
        )
    )
    deltas = [chunk.choices[0].delta for chunk in chunks if chunk.choices]
    annotations = [
        each for delta in deltas for each in (delta.model_extra or {}).get("annotations", [])
    ]

    assert whole.choices[0].message.content == "".join(delta.content or "" for delta in deltas)
    assert [each.model_dump() for each in whole.choices[0].message.annotations or []] == annotations
    assert whole.usage == chunks[-1].usage
    assert len(chunks) > 10


def test_a_response_has_the_citations_of_ask(client: OpenAI, pipeline: Pipeline) -> None:
    """File citations stand at their markers and carry the quote's place."""
    response = client.responses.create(model="corpus-qa", input=QUESTION)
    message: Any = response.output[0]
    part = message.content[0]
    answer = pipeline.ask(QUESTION)

    assert response.output_text.startswith(answer.answer or "never")
    assert [
        (citation.source_id, citation.start, citation.end) for citation in answer.citations
    ] == [(each.file_id, each.source_start, each.source_end) for each in part.annotations]
    for each in part.annotations:
        assert response.output_text[each.index :].startswith(f"[{each.marker}]")


def test_a_streamed_response_ends_with_the_whole_one(client: OpenAI) -> None:
    """The events add up to the text, and the last one carries text and annotations."""
    events = list(client.responses.create(model="corpus-qa", input=QUESTION, stream=True))
    text = "".join(e.delta for e in events if e.type == "response.output_text.delta")
    added = [
        event.to_dict()["annotation"]
        for event in events
        if event.type == "response.output_text.annotation.added"
    ]
    last = events[-1]

    assert last.type == "response.completed"
    message: Any = last.response.output[0]
    part = message.content[0]
    assert text == last.response.output_text
    assert added == part.to_dict()["annotations"]
    assert list(range(len(events))) == [event.sequence_number for event in events]


def test_the_last_message_of_the_user_is_the_question(client: OpenAI, pipeline: Pipeline) -> None:
    """Earlier turns and instructions do not change the answer; text may come in parts."""
    completion = client.chat.completions.create(
        model="corpus-qa",
        temperature=0.2,
        messages=[
            {"role": "system", "content": "Be brief."},
            {"role": "user", "content": "Who founded Arthur AI?"},
            {"role": "assistant", "content": "Someone."},
            {"role": "user", "content": [{"type": "text", "text": QUESTION}]},
        ],
    )

    assert (pipeline.ask(QUESTION).answer or "never") in (
        completion.choices[0].message.content or ""
    )


def test_an_abstention_says_why_and_cites_what_came_nearest(client: OpenAI) -> None:
    """No answer is a reply like any other: the reason, and the nearest passages as citations."""
    completion = client.chat.completions.create(**chat(SILENT))
    message = completion.choices[0].message
    answer = (completion.model_extra or {})["corpus_qa"]

    assert answer["status"] == "abstained"
    assert "do not answer this" in (message.content or "")
    assert len(message.annotations or []) == len(answer["abstention"]["nearest"])


@pytest.mark.parametrize(
    ("arguments", "parameter"),
    [
        (chat(QUESTION) | {"n": 2}, "n"),
        (chat(QUESTION) | {"tool_choice": "required"}, "tool_choice"),
        (chat(QUESTION) | {"response_format": {"type": "json_object"}}, "response_format"),
        (chat(QUESTION) | {"messages": [{"role": "system", "content": "Hi."}]}, "messages"),
        (chat(QUESTION) | {"messages": []}, "messages"),
        (chat(" "), None),
    ],
)
def test_what_is_not_offered_is_refused_by_name(
    client: OpenAI, arguments: dict[str, Any], parameter: str | None
) -> None:
    """The client raises its own error, with the parameter that caused it."""
    with pytest.raises(openai.BadRequestError) as raised:
        client.chat.completions.create(**arguments)

    assert (raised.value.param, raised.value.type) == (parameter, "invalid_request_error")


def test_an_unknown_model_is_not_found(client: OpenAI) -> None:
    """Nobody is led to believe that another model answered."""
    with pytest.raises(openai.NotFoundError, match="no model 'gpt-9'") as raised:
        client.chat.completions.create(**chat(QUESTION) | {"model": "gpt-9"})

    assert raised.value.code == "model_not_found"


def test_a_stored_conversation_is_refused(client: OpenAI) -> None:
    """None is kept, so none can be continued: an answer without its context would mislead."""
    with pytest.raises(openai.BadRequestError) as raised:
        client.responses.create(model="corpus-qa", input=QUESTION, conversation="conv_1")

    assert raised.value.param == "conversation"
