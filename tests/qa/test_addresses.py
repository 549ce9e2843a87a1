"""Addresses as they may be shown."""

import pytest

from qa.addresses import shown_address


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://api.example.org/v1", "https://api.example.org/v1"),
        ("http://[::1]:8000/v1", "http://[::1]:8000/v1"),
        ("http://user:hunter2@host/v1", "http://********@host/v1"),
        ("http://user:hun@ter2@host/v1", "http://********@host/v1"),
        ("http://user:hun/ter2@host/v1", "http://********@host/v1"),
        ("http://user:hun?ter2@host/v1", "http://********@host/v1"),
        ("http://user:hun//ter2@host/v1", "http://********@host/v1"),
        ("user:hunter2@host/v1", "********@host/v1"),
        ("http://host/v1?api-key=hunter2&b=1", "http://host/v1?api-key=********&b=********"),
        ("http://host/v1?hunter2", "http://host/v1?********"),
        ("http://[bad", "http://[bad"),
        ("no address", "no address"),
    ],
)
def test_secrets_are_masked_and_the_rest_stays(address: str, shown: str) -> None:
    """Credentials however they are written, and what a query says; also in what is no address."""
    assert shown == shown_address(address)
