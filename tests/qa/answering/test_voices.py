"""Files that are not copies of each other count, passages do not."""

from qa.answering.voices import copies_left_out, itself, voices
from qa.types import Citation, Evidence, Passage, RetrievedPassage, Span

TEXT = "The mill closed in 1931."


def passage(source_id: str) -> Passage:
    """The one sentence as a passage of this file."""
    return Passage(f"{source_id}#0000", source_id, TEXT, 0, len(TEXT), "The mill")


def evidence(source_id: str) -> Evidence:
    """The sentence found in this file."""
    return Evidence(passage(source_id), Span(0, len(TEXT)), None, 0.9)


def test_repeats_in_one_file_are_one_voice() -> None:
    """However often it says so."""
    assert voices([evidence("a"), evidence("a")], itself) == 1


def test_a_family_is_one_voice() -> None:
    """Copies add nothing."""
    family = {"a": "a", "copy": "a"}

    assert voices([evidence(s) for s in ("a", "copy", "b")], lambda s: family.get(s, s)) == 2


def test_copies_of_what_is_cited_are_named() -> None:
    """Those of other passages are not."""
    cited = Citation(1, "a", "The mill", None, TEXT, 0, len(TEXT), 1, 0.9)
    found = [
        RetrievedPassage(passage("a"), 1.0, copies=("c", "b")),
        RetrievedPassage(passage("x"), 0.5, copies=("y",)),
    ]

    assert copies_left_out([cited], found) == (
        "Copies of what is cited, not counted as sources: b, c.",
    )
    assert copies_left_out([], found) == ()
