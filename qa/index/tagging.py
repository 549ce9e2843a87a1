"""The tags and ids that the sources of an index have, told to whoever asks for others."""

from collections import Counter
from collections.abc import Sequence

from qa.errors import PatternNotFound, TagNotFound
from qa.types import fits, folded

_MOST_NAMED = 20  # a line or two of a terminal


def require_tags(wanted: Sequence[str], tags: Sequence[Sequence[str]]) -> None:
    """Check that each of `wanted` is among the sources' `tags`.

    Raises:
        TagNotFound: one is not; the hint names those there are, the commonest first.
    """
    counts = Counter(tag for of_source in tags for tag in of_source)
    known = folded(counts)
    for tag in wanted:
        if tag.casefold() not in known:
            raise TagNotFound(f"No source has the tag {tag!r}.", _hint(counts))


def require_ids(patterns: Sequence[str], source_ids: Sequence[str]) -> None:
    """Check that each of `patterns` fits one of the sources.

    Raises:
        PatternNotFound: one does not; the hint names the sources there are.
    """
    for pattern in patterns:
        if not any(fits(source_id, pattern) for source_id in source_ids):
            raise PatternNotFound(
                f"No source fits {pattern!r}.", f"The sources there are: {_listed(source_ids)}."
            )


def _hint(counts: Counter[str]) -> str:
    if not counts:
        return "No source has any: front matter, or a file NAME.meta.yaml beside it, states them."
    names = sorted(counts, key=lambda tag: (-counts[tag], tag))
    return f"The tags there are: {_listed(names)}."


def _listed(names: Sequence[str]) -> str:
    more = len(names) - _MOST_NAMED
    return ", ".join(names[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
