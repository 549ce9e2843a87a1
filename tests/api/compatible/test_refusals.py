"""What a reply says where there is no answer."""

from dataclasses import replace
from typing import get_args

import pytest

from api.compatible.rendering import read_back, render
from qa.types import AbstainReason
from tests.conftest import MakePipeline


@pytest.mark.parametrize("reason", get_args(AbstainReason))
def test_every_reason_is_told(make_pipeline: MakePipeline, reason: AbstainReason) -> None:
    """A reply that refuses is read back as one that tells nothing."""
    answer = make_pipeline({"pier.txt": "The pier is long.\n"}).ask("Who ate the moon?")
    assert answer.abstention is not None
    refused = replace(answer, abstention=replace(answer.abstention, reason=reason))

    text = render(refused).text
    assert text.startswith("The sources do not answer this: ")
    assert (None, "") == read_back(text)
