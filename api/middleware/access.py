"""API keys and rate limits, checked before anything of the request is read."""

import logging
import math
import time

from limits import RateLimitItem
from limits.storage import MemoryStorage, Storage
from limits.strategies import SlidingWindowCounterRateLimiter
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from api.keys import Key, KeyFile
from api.keys import Scope as KeyScope
from api.middleware.refusing import refuse
from api.protection import Protection
from api.rates import RateFile
from api.refusals import (
    Refusal,
    key_missing,
    key_unknown,
    keys_unusable,
    rate_limited,
    scope_missing,
)
from qa.errors import SettingsError

# Probes and pages without content: they tell nothing of the corpus.
_ANONYMOUS = {"/", "/health", "/health/ready", "/docs", "/openapi.json"}
_ANONYMOUS_FOLDERS = ("/docs/assets/", "/page/")
_ADMIN_PATHS = ("/metrics",)

_logger = logging.getLogger("qa.service")


class AccessGuard:
    """Middleware that wants a key where the protection says so, and counts requests.

    Requests are counted by address first, so that guessing keys is limited too, then by key.
    """

    def __init__(self, app: ASGIApp, protection: Protection) -> None:
        self._app = app
        self._keys = protection.keys
        self._is_locked = protection.keys_required
        self._limit = protection.rate_limit
        self._limiter = SlidingWindowCounterRateLimiter(_counts(protection))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, with the key's name in the scope's state; or refuse it."""
        if scope["type"] != "http" or _is_anonymous(scope["path"]):
            await self._app(scope, receive, send)
            return
        try:
            self._count("address", (scope.get("client") or ("unknown", 0))[0])
            self._admit(scope)
        except Refusal as refusal:
            await refuse(scope, receive, send, refusal)
        else:
            await self._app(scope, receive, send)

    def _admit(self, scope: Scope) -> None:
        if self._keys is None or scope["method"] == "OPTIONS":
            return
        if not self._is_needed(self._keys):
            return
        presented = _presented(Headers(scope=scope))
        if presented is None:
            raise key_missing()
        key = self._find(self._keys, presented)
        needed = scope_of(scope["method"], scope["path"])
        if key is None:
            raise key_unknown()
        if not key.allows(needed):
            raise scope_missing(key.name, needed)
        scope.setdefault("state", {})["key_name"] = key.name
        self._count("key", key.id)

    def _is_needed(self, keys: KeyFile) -> bool:
        """Once there was a key, one is needed: revoking the last must not open the door."""
        self._is_locked = self._is_locked or bool(_read(keys))
        return self._is_locked

    def _find(self, keys: KeyFile, presented: str) -> Key | None:
        _read(keys)
        return keys.find(presented)

    def _count(self, kind: str, who: str) -> None:
        if self._limit is not None and not self._limiter.hit(self._limit, kind, who):
            raise rate_limited(_words(self._limit), self._seconds_left(kind, who))

    def _seconds_left(self, kind: str, who: str) -> int:
        assert self._limit is not None
        reset = self._limiter.get_window_stats(self._limit, kind, who).reset_time
        return max(1, math.ceil(reset - time.time()))


def _counts(protection: Protection) -> Storage:
    """Where requests are counted."""
    if protection.rate_limit is None or protection.rates_file is None:
        return MemoryStorage()
    return RateFile(protection.rates_file)


def scope_of(method: str, path: str) -> KeyScope:
    """What a key must be allowed for this request.

    A session or an answer is for whoever knows its id, which nobody can guess; the list of all
    sessions is not.
    """
    is_reading = method in {"GET", "HEAD"}
    changes_corpus = path.startswith("/v1/sources") and not is_reading
    lists_sessions = path == "/v1/sessions" and is_reading
    return "admin" if changes_corpus or lists_sessions or path in _ADMIN_PATHS else "ask"


def _read(keys: KeyFile) -> list[Key]:
    try:
        return keys.keys()
    except SettingsError as error:
        _logger.error("%s %s", error.message, error.hint)
        raise keys_unusable() from error


def _presented(headers: Headers) -> str | None:
    scheme, _, credentials = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and credentials.strip():
        return credentials.strip()
    return headers.get("x-api-key")


def _is_anonymous(path: str) -> bool:
    return path in _ANONYMOUS or path.startswith(_ANONYMOUS_FOLDERS)


def _words(limit: RateLimitItem) -> str:
    return f"{limit.amount} a {limit.GRANULARITY.name}"
