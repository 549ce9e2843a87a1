"""A question asked as if it were an earlier day."""

import datetime
from collections.abc import Sequence

from qa.answering.periods import days_of
from qa.types import Citation, RetrievedPassage

MORE_THEN = 4  # times as many candidates: what was published later is dropped from them


def known_then(found: Sequence[RetrievedPassage], as_of: datetime.date) -> list[RetrievedPassage]:
    """The passages of sources published by that day or without a date, in their order."""
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
