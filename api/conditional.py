"""Replies that a client may have already: entity tags (RFC 9110, 8.8.3 and 13.1.2)."""

import hashlib

from starlette.requests import Request


def etag_of(text: str) -> str:
    """A tag of the text: weak, because the reply may be compressed on its way."""
    return f'W/"{hashlib.sha256(text.encode("utf-8")).hexdigest()[:32]}"'


def is_known(request: Request, etag: str) -> bool:
    """Whether the client says that it has the text of that tag."""
    sent = request.headers.get("if-none-match", "")
    opaque = etag.removeprefix("W/")
    tags = (tag.strip().removeprefix("W/") for tag in sent.split(","))
    return any(tag in ("*", opaque) for tag in tags)
