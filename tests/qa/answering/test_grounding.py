"""A citation is proven by its place or it is not shown."""

from qa.answering.grounding import prove
from qa.errors import SourceNotFound
from qa.types import Evidence, Passage, Span

TEXT = "Title\n\nFirst line. Second line.\nThird line.\n"


def source_text(source_id: str) -> str:
    """One known source."""
    if source_id != "a.txt":
        raise SourceNotFound(f"no {source_id}", "none")
    return TEXT


def evidence(quote: str, source_id: str = "a.txt", shift: int = 0) -> Evidence:
    """Evidence whose sentence is `quote`, claimed to stand `shift` characters further on."""
    start = TEXT.index(quote) + shift
    span = Span(start, start + len(quote))
    passage = Passage("a.txt#0000", source_id, quote, span.start, span.end, "Title")
    return Evidence(passage, span, None, 0.5)


def test_a_true_place_becomes_a_citation_with_its_line() -> None:
    """Lines count from one."""
    [(_, citation)] = prove([evidence("Third line.")], source_text)

    assert (citation.marker, citation.line, citation.quote) == (1, 4, "Third line.")
    assert TEXT[citation.start : citation.end] == citation.quote


def test_a_wrong_place_is_dropped() -> None:
    """The words exist, but not there."""
    assert prove([evidence("First line.", shift=1)], source_text) == []


def test_a_source_that_is_gone_is_dropped() -> None:
    """A file removed since it was retrieved proves nothing."""
    assert prove([evidence("First line.", source_id="b.txt")], source_text) == []


def test_markers_count_only_what_is_proven() -> None:
    """A dropped citation leaves no gap in the numbers."""
    found = prove(
        [evidence("First line.", shift=1), evidence("Second line."), evidence("Third line.")],
        source_text,
    )

    assert [citation.marker for _, citation in found] == [1, 2]


def test_a_sentence_is_cited_once() -> None:
    """The same place twice is one citation."""
    assert len(prove([evidence("First line."), evidence("First line.")], source_text)) == 1
