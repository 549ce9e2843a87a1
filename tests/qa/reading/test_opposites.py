"""Words that say the contrary, and words that deny."""

import pytest

from qa.reading.opposites import OPPOSITES, denials, opposites_in


def test_opposites_go_both_ways() -> None:
    """If one word is another's opposite, so is that one's."""
    for word, others in OPPOSITES.items():
        assert all(word in OPPOSITES[other] for other in others)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("It did not open.", ["not"]),
        ("It won't open, and nobody minds.", ["n't", "nobody"]),
        ("They refused to sell and gave up.", ["refused to", "gave up"]),
        ("Not only the mill burnt; no doubt the barn did.", []),
        ("It was not finished until 1931.", []),
        ("It opened.", []),
    ],
)
def test_what_denies(text: str, found: list[str]) -> None:
    """Negations and verbs of refusing; 'not only' and 'not until' deny nothing."""
    assert found == denials(text)


def test_opposites_are_named() -> None:
    """The word asked, with what the text says; forms of one stem count as one."""
    assert {"praise": "criticised"} == opposites_in({"who", "praise"}, "The town criticised it.")


def test_a_word_that_is_there_has_no_opposite() -> None:
    """'Some support it, most oppose it' says both."""
    assert opposites_in({"supported"}, "Some support it, most oppose it.") == {}
