"""The JSON models mirror the types of the pipeline."""

import json
from dataclasses import asdict, fields
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from api import schemas
from qa import types

NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
COUNTS = st.integers(min_value=0, max_value=2**53)
TEXTS = st.text()  # without surrogates, which no UTF-8 can carry

strategies: dict[Any, st.SearchStrategy[Any]] = {float: NUMBERS, int: COUNTS, str: TEXTS}
for kind, strategy in strategies.items():
    st.register_type_strategy(kind, strategy)


@pytest.mark.parametrize(
    ("model", "mirrored"),
    [
        (schemas.Answer, types.Answer),
        (schemas.Claim, types.Claim),
        (schemas.Citation, types.Citation),
        (schemas.Conflict, types.Conflict),
        (schemas.Reading, types.Reading),
        (schemas.Abstention, types.Abstention),
        (schemas.Source, types.Source),
    ],
)
def test_a_model_has_the_fields_of_its_type(model: type[BaseModel], mirrored: Any) -> None:
    """Same names, same order: a field that is added to one has to be added to the other."""
    assert [field.name for field in fields(mirrored)] == list(model.model_fields)


@given(st.builds(types.Answer))
def test_an_answer_goes_through_unchanged(answer: types.Answer) -> None:
    """Whatever `to_dict` gives validates and comes out as the same JSON."""
    sent = schemas.Answer.model_validate(answer.to_dict()).model_dump_json()

    assert json.loads(json.dumps(answer.to_dict())) == json.loads(sent)


@given(st.builds(types.Source))
def test_a_source_goes_through_unchanged(source: types.Source) -> None:
    """Whatever a source holds validates and comes out as the same JSON."""
    sent = schemas.Source.model_validate(asdict(source)).model_dump_json()

    assert json.loads(json.dumps(asdict(source))) == json.loads(sent)
