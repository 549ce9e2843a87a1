"""What is said to the language model, word for word."""

import os
from pathlib import Path

import pytest

from qa.answering.prompts import VERSION, system_prompt, user_prompt

GOLDEN = Path(__file__).parent / "golden"
PASSAGES = [
    ("The mill", "1932-01-05", "The mill of Norvik closed in 1931."),
    ("", None, "Its stones were sold."),
]
QUESTION = "When did the mill close?"
PROMPTS = {
    "system": system_prompt(),
    "user": user_prompt(QUESTION, PASSAGES, "0a1b2c3d"),
    "user-again": user_prompt(
        QUESTION,
        PASSAGES,
        "0a1b2c3d",
        rejected=["'It closed in 1930.': it does not mention '1930'"],
    ),
    "user-versions": user_prompt(QUESTION, PASSAGES, "0a1b2c3d", versions=["1931", "1940"]),
}


@pytest.mark.parametrize("name", PROMPTS)
def test_the_prompt_is_the_reviewed_one(name: str) -> None:
    """A change shows as a diff; `VERSION` changes with it. UPDATE_GOLDEN=1 writes them anew."""
    path = GOLDEN / f"prompt-{VERSION}-{name}.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(PROMPTS[name] + "\n", encoding="utf-8")

    assert path.read_text(encoding="utf-8") == PROMPTS[name] + "\n"


def test_only_one_version_is_kept() -> None:
    """Files of older prompts are gone."""
    assert {f"prompt-{VERSION}-{name}.txt" for name in PROMPTS} == {
        path.name for path in GOLDEN.glob("prompt-*")
    }
