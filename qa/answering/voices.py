"""Independent sources: files that are not copies of each other count, passages do not."""

from collections.abc import Callable, Iterable

from qa.types import Evidence

FamilyOf = Callable[[str], str]


def itself(source_id: str) -> str:
    """The family of a file that has no copy."""
    return source_id


def voices(evidence: Iterable[Evidence], family_of: FamilyOf) -> int:
    """How many independent sources carry this evidence: one a near-duplicate family."""
    return len({family_of(item.passage.source_id) for item in evidence})
