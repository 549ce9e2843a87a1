"""What a chat endpoint understands of a request, found out by what it refuses."""

from collections.abc import Iterator
from threading import Lock

from qa.answering.arrivals import Refusal

# What not every server knows, in the order in which it is done without; `system` is the role.
_FEATURES = ("stream_options", "seed", "max_tokens", "temperature", "system")
_REFUSED_FIELD = frozenset({400, 404, 415, 422, 500, 501})  # what servers say to unknown fields
_BAD_REQUEST = 400
_SEARCHES = 3  # that may find nothing; a server that refuses everything is not asked ten times each


class Dialect:
    """The features that an endpoint is known to do without. Safe to share between threads."""

    def __init__(self) -> None:
        self._missing: frozenset[str] = frozenset()
        self._is_understood = False
        self._vain = 0
        self._lock = Lock()

    def trial(self) -> "Trial":
        """The search for a request that is understood, for one reply."""
        with self._lock:
            may_guess = not self._is_understood and self._vain < _SEARCHES
            return Trial(self, self._missing, may_guess=may_guess)

    def keep(self, missing: frozenset[str]) -> None:
        """A request without these features was understood."""
        with self._lock:
            self._missing |= missing
            self._is_understood = True

    def found_nothing(self) -> None:
        """A refusal stayed whatever was left out."""
        with self._lock:
            self._vain += 1


class Trial:
    """Features left out of one request, until it is understood; what did not help comes back.

    A refusal that names no feature is one of the content where an endpoint has understood such a
    request before: a filter's, for one. Else each feature is left out by itself, then more of them.
    """

    def __init__(self, dialect: Dialect, missing: frozenset[str], *, may_guess: bool) -> None:
        self._dialect = dialect
        self._named = missing
        self._may_guess = may_guess
        self._guesses = _guesses(missing)
        self.missing = missing

    def goes_on(self, refusal: Refusal) -> bool:
        """Whether another request is worth it after that refusal, without what is `missing`."""
        if refusal.status not in _REFUSED_FIELD or refusal.is_too_long:
            return False
        named = [each for each in _left(self.missing) if each in refusal.what]
        if named:
            self._named |= {named[0]}
            self.missing |= {named[0]}
            return True
        if not self._may_guess or refusal.status != _BAD_REQUEST:
            return False
        guess = next(self._guesses, None)
        if guess is None:
            self._dialect.found_nothing()
        self.missing = self._named | (guess or frozenset())
        return guess is not None

    def succeeds(self) -> None:
        """The request was understood: later ones leave out the same."""
        self._dialect.keep(self.missing)


def _guesses(missing: frozenset[str]) -> Iterator[frozenset[str]]:
    left = _left(missing)
    yield from (frozenset({each}) for each in left)
    yield from (frozenset(left[:count]) for count in range(2, len(left) + 1))


def _left(missing: frozenset[str]) -> list[str]:
    return [each for each in _FEATURES if each not in missing]
