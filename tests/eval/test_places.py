"""Quotes are found wherever they stand."""

from eval.judgment import Judgment
from eval.places import Place, find_quote, quote_places
from tests.eval.building import TEXT, question


def test_every_occurrence_is_found() -> None:
    """A repeated sentence is expected at each of its places."""
    assert find_quote("Ann left", TEXT) == [(0, 8), (40, 48)]


def test_blanks_of_any_kind_part_words() -> None:
    """A quote copied from a wrapped or a Windows file still fits; letters must be the same."""
    assert find_quote("two  words", "two\r\nwords") == [(0, 10)]
    assert find_quote("Two words", "two words") == []


def test_marks_are_taken_literally() -> None:
    """A quote is no pattern."""
    assert find_quote("a.c", "abc") == []
    assert find_quote("$5 (", "$5 (") == [(0, 4)]


def test_only_expected_sources_are_searched() -> None:
    """The same sentence in another file is not expected there, and a missing file holds none."""
    asked = question(sources=("a.txt", "gone.txt"), quotes=("Bob", "Carl"))
    judgment = Judgment(asked, None, (), {"a.txt": TEXT, "b.txt": TEXT})
    assert [[Place("a.txt", 17, 20)], []] == quote_places(judgment)


def test_overlap_needs_a_common_character_in_one_file() -> None:
    """Half-open spans that touch share nothing."""
    place = Place("a.txt", 5, 10)
    assert place.overlaps(Place("a.txt", 9, 12))
    assert not place.overlaps(Place("a.txt", 10, 12))
    assert not place.overlaps(Place("b.txt", 5, 10))
