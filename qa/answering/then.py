"""A question asked as if it were an earlier day."""

import datetime
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from qa.answering.periods import days_of
from qa.types import Citation, RetrievedPassage, SourceFilter


@dataclass(frozen=True)
class _KnownBy(SourceFilter):
    """With what a source filter asks for, no source that may have been published after a day."""

    day: datetime.date = datetime.date.max

    def matches(self, source_id: str, published: str | None, tags: Sequence[str] = ()) -> bool:
        return _is_known(published, self.day) and super().matches(source_id, published, tags)


def known_by(as_of: datetime.date | None, only: SourceFilter | None) -> SourceFilter | None:
    """`only`, narrowed to sources published by that day or without a date; None for all sources.

    Where just a month or year of publication is known, all of it must be over by then.
    """
    return only if as_of is None else _KnownBy(**asdict(only or SourceFilter()), day=as_of)


def known_then(
    found: Sequence[RetrievedPassage], as_of: datetime.date | None
) -> Sequence[RetrievedPassage]:
    """The passages that were known by that day: a record of a file may have a date of its own."""
    if as_of is None:
        return found
    return [each for each in found if _is_known(each.passage.published, as_of)]


def _is_known(published: str | None, as_of: datetime.date) -> bool:
    days = days_of(published)
    return days is None or days.last <= as_of


def left_out(as_of: datetime.date | None, citations: Sequence[Citation]) -> tuple[str, ...]:
    """What a reader should know of an answer as of a day; nothing where none was given."""
    if as_of is None:
        return ()
    undated = sorted({c.source_id for c in citations if days_of(c.published) is None})
    kept = (f"No date is known of {', '.join(undated)}.",) if undated else ()
    return (f"Sources published after {as_of.isoformat()} were left out.", *kept)


def newest_cited(citations: Sequence[Citation]) -> str | None:
    """ISO date of the newest source cited, None where no date is known."""
    return max((c.published for c in citations if c.published), default=None)
