"""Only requests that mean this service: against DNS rebinding and pages of other sites.

A page anywhere can point its own name at 127.0.0.1 and then read what a browser on this machine
gets from here; the `Host` header gives it away. And a form on any page can be sent here without
asking; `Origin` gives that away. See the Fetch standard and OWASP's cheat sheet on CSRF.
"""

import re
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from api.middleware.refusing import refuse
from api.protection import Protection
from api.refusals import Refusal, foreign_origin, wrong_host

_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[^:\[\]]+)(?::\d*)?")  # an IPv6 address keeps its brackets
_SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}


class HostGuard:
    """Middleware that refuses foreign hosts with 421 and foreign origins with 403."""

    def __init__(self, app: ASGIApp, protection: Protection) -> None:
        self._app = app
        self._hosts = protection.allowed_hosts
        self._origins = protection.cors_origins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        refusal = self._refusal(scope) if scope["type"] == "http" else None
        if refusal:
            await refuse(scope, receive, send, refusal)
        else:
            await self._app(scope, receive, send)

    def _refusal(self, scope: Scope) -> Refusal | None:
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if self._hosts is not None and without_port(host) not in self._hosts:
            return wrong_host(host)
        origin = headers.get("origin")
        if scope["method"] in _SAFE_METHODS or origin is None or origin in self._origins:
            return None
        return None if _netloc(origin) == host.lower() else foreign_origin(origin)


def _netloc(origin: str) -> str | None:
    """Host and port of an origin, None where it is no address."""
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return None


def without_port(host: str) -> str:
    """The name in a `Host` header, lower case; '' where it is none (RFC 9110, 7.2)."""
    found = _HOST.fullmatch(host.lower())
    return found[1] if found else ""
