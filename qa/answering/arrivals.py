"""What comes from a chat endpoint besides text: the end of a reply, or what went wrong."""

import re
from dataclasses import dataclass

from qa.endpoint import rejection

_TOO_LONG = re.compile(
    r"context.{0,20}(?:length|size|window)|maximum context|too many tokens|prompt is too long"
    r"|exceed\w* .{0,40}(?:context|token)|exceed_context",
    re.IGNORECASE,
)
_NOBODY_THERE = frozenset({429, 502, 503, 504})  # the next request would fare no better
_RETRIES = 2  # of a request that the server refused for now
_RETRIES_UNHEARD = 1  # where there was no reply: a server that starts, a connection that was lost
_WAIT_SECONDS = 0.5  # doubled for the second retry
_WAIT_UNHEARD_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class End:
    """A reply is over: the tokens that the server counted, and what cut it short."""

    prompt_tokens: int
    completion_tokens: int
    cut: str | None


class Refusal(Exception):  # a value on its way from one thread to another
    """A request that failed: what happened, and what follows from it.

    `is_final`: another try would fare no better. `is_outage`: nor would another question.
    """

    def __init__(
        self,
        what: str,
        *,
        status: int | None = None,
        retry_after: float | None = None,
        is_final: bool = False,
        is_outage: bool = False,
    ) -> None:
        super().__init__(what)
        self.what = what
        self.status = status
        self.retry_after = retry_after
        self.is_final = is_final
        self.is_outage = is_outage

    @classmethod
    def of(cls, error: Exception, reason: str) -> "Refusal":
        """What an error of the client means."""
        told = rejection(error)
        unheard = told.status is None
        return cls(
            f"gave no answer: {reason}" if unheard else f"refused: {reason}",
            status=told.status,
            retry_after=told.retry_after_seconds,
            is_final=not told.is_passing,
            is_outage=unheard or told.status in _NOBODY_THERE,
        )

    @property
    def is_too_long(self) -> bool:
        """Whether the prompt did not fit."""
        return self.status in (400, 413, 422, 500) and bool(_TOO_LONG.search(self.what))

    def wait(self, tried: int) -> float | None:
        """Seconds to wait after so many tries, from 1; None where there is no sense in another."""
        if self.is_final or tried > (_RETRIES_UNHEARD if self.status is None else _RETRIES):
            return None
        if self.status is None:
            return _WAIT_UNHEARD_SECONDS
        return self.retry_after or _WAIT_SECONDS * 2.0 ** (tried - 1)
