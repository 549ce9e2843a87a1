"""One deadline for a whole question."""

import math
import time
from contextvars import ContextVar
from threading import Event

_LATEST: ContextVar[float] = ContextVar("latest", default=math.inf)


def end_by(moment: float) -> None:
    """No deadline made in this context from now on is later than that of `time.monotonic`.

    A server sets it for each request, whose limit counts what went before the question too: the
    wait for a turn, and the rewriting.
    """
    _LATEST.set(moment)


class Deadline:
    """A moment by which everything is done; `seconds` from now, or when `given_up` is set.

    It is sooner, and `seconds` fewer, where `end_by` says so; with `is_short` less than half is
    left, which is no fault of whoever is asked.
    """

    def __init__(self, seconds: float, given_up: Event | None = None) -> None:
        now = time.monotonic()
        self.seconds = min(seconds, max(0.0, _LATEST.get() - now))
        self.is_short = 2 * self.seconds < seconds
        self._moment = now + self.seconds
        self._given_up = given_up

    @property
    def is_given_up(self) -> bool:
        """Whether nobody waits any more: no fault of whoever was asked."""
        return self._given_up is not None and self._given_up.is_set()

    @property
    def remaining(self) -> float:
        """Seconds left, 0 where it has passed or nobody waits any more."""
        return 0.0 if self.is_given_up else max(0.0, self._moment - time.monotonic())

    @property
    def has_passed(self) -> bool:
        """Whether nothing is left."""
        return self.remaining == 0.0
