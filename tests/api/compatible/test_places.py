"""Where a citation stands, in the list below a reply."""

import json

from api.compatible.rendering import render
from tests.conftest import MakePipeline


def test_a_record_is_named_as_the_terminal_names_it(make_pipeline: MakePipeline) -> None:
    """The line is that of the text that offsets count in; people look the record up."""
    records = [{"text": "The weir is closed."}, {"text": "The pier of Norvik is 90 metres long."}]
    pipeline = make_pipeline({"data.jsonl": "\n".join(map(json.dumps, records))})
    answer = pipeline.ask("How long is the pier of Norvik?")

    assert "(data.jsonl (record 2))" in render(answer).text
