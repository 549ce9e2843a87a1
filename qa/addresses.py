"""Addresses as they may be shown: people write passwords and keys into them."""

import re

_MASK = "********"
_CREDENTIALS = re.compile(r"^((?:[a-z][a-z0-9+.-]*:)?//)?.*@", re.IGNORECASE | re.DOTALL)


def shown_address(address: str, mask: str = _MASK) -> str:
    """The address with a mask for the name and password in it, and for the values of its query.

    It may be one that no parser takes: everything up to the last '@' counts as the password, which
    holds '/', '?' and '@' where nobody wrote them as %2F.
    """
    place, question_mark, query = _CREDENTIALS.sub(rf"\1{mask}@", address).partition("?")
    fields = [_without_value(field, mask) for field in query.split("&") if field]
    return place + question_mark + "&".join(fields)


def _without_value(field: str, mask: str) -> str:
    name, equals, _ = field.partition("=")
    return f"{name}={mask}" if equals else mask
