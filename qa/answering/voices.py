"""Independent sources: files that are not copies of each other count, passages do not."""

from collections.abc import Callable, Iterable, Sequence

from qa.types import Citation, Evidence, RetrievedPassage

FamilyOf = Callable[[str], str]


def itself(source_id: str) -> str:
    """The family of a file that has no copy."""
    return source_id


def voices(evidence: Iterable[Evidence], family_of: FamilyOf) -> int:
    """How many independent sources carry this evidence: one a near-duplicate family."""
    return len({family_of(item.passage.source_id) for item in evidence})


def copies_left_out(
    citations: Sequence[Citation], found: Iterable[RetrievedPassage]
) -> tuple[str, ...]:
    """One sentence that names the copies of cited places; nothing where there is none."""
    places = [(c.source_id, c.start, c.end) for c in citations]
    copies = {
        copy
        for each in found
        for copy in each.copies
        if any(
            each.passage.source_id == source_id
            and each.passage.start <= start
            and end <= each.passage.end
            for source_id, start, end in places
        )
    }
    if not copies:
        return ()
    return (f"Copies of what is cited, not counted as sources: {', '.join(sorted(copies))}.",)
