"""What is said of an endpoint: where it is and why it failed, and no secret."""

import json
from collections.abc import Callable

import pytest
from pydantic import SecretStr

from qa.endpoint import Endpoint
from qa.settings import Settings


@pytest.mark.parametrize("written", [str, repr, json.dumps])
def test_a_key_is_not_shown_in_any_spelling(written: Callable[[str], str]) -> None:
    """Messages quote what was sent as it is, or as Python or JSON writes it."""
    key = 'sk-\\Grün"e'

    endpoint = Endpoint(Settings(openai_api_key=SecretStr(key)))

    assert "sk-" not in endpoint.redacted(written(f"Bearer {key}"))
