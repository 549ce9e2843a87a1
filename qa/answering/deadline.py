"""One deadline for a whole question."""

import time
from threading import Event


class Deadline:
    """A moment by which everything is done; `seconds` from now, or when `given_up` is set."""

    def __init__(self, seconds: float, given_up: Event | None = None) -> None:
        self.seconds = seconds
        self._moment = time.monotonic() + seconds
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
