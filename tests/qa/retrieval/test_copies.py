"""One passage for all copies of it."""

from qa.retrieval.copies import without_copies
from qa.types import Passage, RetrievedPassage

TEXT = "The mill by the river burnt down last night and 12 people were hurt."


def found(source_id: str, text: str = TEXT) -> RetrievedPassage:
    """A passage that is all of its file."""
    return RetrievedPassage(
        Passage(f"{source_id}#0000", source_id, text, 0, len(text), "The mill"), 1.0
    )


def one_family(_source_id: str) -> str:
    """All files are copies of each other."""
    return "a"


def test_a_copy_is_named_under_the_first() -> None:
    """Not beside it."""
    [kept] = without_copies([found("b"), found("a")], one_family)

    assert (kept.passage.source_id, kept.copies) == ("b", ("a",))


def test_another_number_is_another_passage() -> None:
    """It may be the corrected version."""
    kept = without_copies([found("a"), found("b", TEXT.replace("12", "17"))], one_family)

    assert ["a", "b"] == [each.passage.source_id for each in kept]


def test_files_of_other_families_stay() -> None:
    """The same words in independent files are two voices."""
    assert len(without_copies([found("a"), found("b")], lambda source_id: source_id)) == 2


def test_passages_of_one_file_stay() -> None:
    """A repeat inside a file is the reader's business."""
    assert len(without_copies([found("a"), found("a")], one_family)) == 2
