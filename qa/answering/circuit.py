"""An endpoint that failed as a whole is left alone for a while: a circuit breaker.

The pattern is Nygard's (Release It!, 2007). Each pause is twice as long as the one before; after it
one request goes through and decides.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

LONGEST_PAUSE_SECONDS = 600.0


@dataclass(frozen=True, slots=True)
class Resting:
    """No request may be made for so many seconds, because of that."""

    seconds: float
    why: str


class Circuit:
    """Tells whether an endpoint may be asked. Safe to share between threads."""

    def __init__(
        self, first_pause_seconds: float, now: Callable[[], float] = time.monotonic
    ) -> None:
        """`first_pause_seconds` of 0: it may always be asked."""
        self._first_pause = first_pause_seconds
        self._now = now
        self._pause = 0.0
        self._opened = self._until = -1.0
        self._why = ""
        self._lock = Lock()

    def enter(self) -> float | Resting:
        """The moment of a request that may be made now, or why none may.

        After a pause the first to come is let through; the others wait as long again, or until
        that request came back.
        """
        with self._lock:
            now = self._now()
            if now < self._until:
                return Resting(self._until - now, self._why)
            if self._pause:
                self._until = now + self._pause
            return now

    def close(self) -> None:
        """A request was answered: the endpoint works."""
        with self._lock:
            self._pause, self._until = 0.0, -1.0

    def open(self, entered: float, why: str, asked_for: float = 0.0) -> None:
        """A request made at the moment `entered` failed, and so would others.

        The endpoint is left alone for `asked_for` seconds at least. Of requests that failed side by
        side only the first one counts.
        """
        with self._lock:
            if not self._first_pause or entered < self._opened:
                return
            self._opened = now = self._now()
            pause = max(self._first_pause, 2 * self._pause, asked_for)
            self._pause = min(pause, LONGEST_PAUSE_SECONDS)
            self._until, self._why = now + self._pause, why
