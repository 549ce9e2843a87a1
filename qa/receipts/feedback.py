"""Feedback as it is kept: a known rating, and texts that are short and can be written down."""

from datetime import UTC, datetime
from typing import get_args

from qa.errors import FeedbackError
from qa.ingest.decoding import encodable
from qa.receipts.values import Feedback, Rating

MAX_FEEDBACK_CHARACTERS = 4_000  # as of a question: longer texts are documents


def feedback_now(rating: Rating, expected: str | None, comment: str | None) -> Feedback:
    """Feedback given at this moment; blanks around texts go, and a text of blanks is none.

    Raises:
        FeedbackError: the rating is neither 'good' nor 'bad', or a text is too long.
    """
    if rating not in get_args(Rating):
        raise FeedbackError(
            f"The rating {rating!r} is neither 'good' nor 'bad'.", "Give one of the two."
        )
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    return Feedback(rating, _text("expected answer", expected), _text("comment", comment), now)


def _text(what: str, text: str | None) -> str | None:
    if text is None:
        return None
    cleaned = encodable(text).strip()
    if len(cleaned) > MAX_FEEDBACK_CHARACTERS:
        raise FeedbackError(
            f"The {what} has {len(cleaned)} characters; at most {MAX_FEEDBACK_CHARACTERS} are "
            "kept.",
            "Say it in fewer words.",
        )
    return cleaned or None
