"""The OpenAI-compatible endpoint: the one place that holds its client and words its failures."""

import json
import re
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from qa.addresses import shown_address
from qa.errors import EndpointError
from qa.settings import Settings

if TYPE_CHECKING:
    from openai import OpenAI

_DEFAULT_ADDRESS = "https://api.openai.com/v1"
_PASSING = frozenset({408, 409, 425, 429, 500, 502, 503, 504})
_GRACE_SECONDS = 5.0  # on a busy machine who waits is woken late
_LONGEST_REASON = 200  # characters of what a server said; some send whole pages
_SHOWN = 80  # characters of an unusable reply that a message quotes


class Endpoint:
    """The endpoint of these settings; nothing is imported or opened before its first use."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @property
    def is_set(self) -> bool:
        """Whether the settings name an endpoint: an address, or a key for the default one."""
        return bool(self._settings.openai_base_url or self._settings.openai_api_key)

    @property
    def address(self) -> str:
        """Where it is, without what is secret in it."""
        return shown_address(self._address)

    @cached_property
    def client(self) -> "OpenAI":
        """The client; each caller sets its own number of retries."""
        import openai

        _transports()  # one that is imported while a request is made breaks that request
        return openai.OpenAI(
            base_url=self._settings.openai_base_url,
            api_key=self._secret or "none",  # local servers ask for no key
            timeout=openai.Timeout(
                self._settings.endpoint_timeout_seconds,
                connect=self._settings.endpoint_connect_seconds,
            ),
        )

    @cached_property
    def patient_client(self) -> "OpenAI":
        """One that neither retries nor gives up before a caller who keeps the time himself."""
        import openai

        settings = self._settings
        patience = max(settings.endpoint_timeout_seconds, settings.endpoint_silence_seconds)
        return self.client.with_options(
            max_retries=0,
            timeout=openai.Timeout(
                patience + _GRACE_SECONDS, connect=settings.endpoint_connect_seconds
            ),
        )

    def failure(self, what: str, hint: str) -> EndpointError:
        """An error that says what went wrong at which address, without the key."""
        return EndpointError(self.redacted(f"The endpoint {self.address} {what}."), hint)

    def redacted(self, text: str) -> str:
        """`text` without the key, as it is or escaped, and what is secret in the address.

        Servers repeat keys in what they say.
        """
        text = text.replace(self._address, self.address)
        for form in (self._secret, repr(self._secret)[1:-1], json.dumps(self._secret)[1:-1]):
            text = text.replace(form, "(key)") if form else text
        return text

    def beginning(self, said: str) -> str:
        """What a server sent, without the key and then cut: half a key would not be known again."""
        return self.redacted(said.strip())[:_SHOWN]

    def reason(self, error: Exception) -> str:
        """Why a request failed, in a few words and without the key, whatever wraps it."""
        import openai

        if isinstance(error, openai.APIStatusError):
            said = " ".join(error.message.split())
            told = said if str(error.status_code) in said else f"HTTP {error.status_code}: {said}"
        elif isinstance(error, _errors_named("InvalidURL")) and self.address != self._address:
            told = "its address cannot be read"  # the error quotes a part that may be the password
        elif isinstance(error, openai.APIConnectionError) and error.__cause__ is not None:
            told = str(error.__cause__) or type(error.__cause__).__name__
        else:
            told = str(error) or type(error).__name__
        return self.redacted(told)[:_LONGEST_REASON].rstrip(". ")

    @property
    def _address(self) -> str:
        return self._settings.openai_base_url or _DEFAULT_ADDRESS

    @property
    def _secret(self) -> str:
        key = self._settings.openai_api_key
        return key.get_secret_value() if key else ""


@dataclass(frozen=True, slots=True)
class Rejection:
    """What an error of the client says: the HTTP status and the wait that the server asks for.

    `status` is None where there was no reply; `is_passing` where another try may succeed. A server
    that kept us waiting once will do so again.
    """

    status: int | None
    retry_after_seconds: float | None
    is_passing: bool


def rejection(error: Exception) -> Rejection:
    """The facts about a failed request."""
    import openai

    if isinstance(error, openai.APIStatusError):
        wait = error.response.headers.get("retry-after", "")
        status = error.status_code
        return Rejection(status, _seconds(wait), status in _PASSING)
    cause = error.__cause__ or error  # the client wraps what its transport raises
    lost = _errors_named("TransportError")
    hopeless = _errors_named("TimeoutException", "UnsupportedProtocol")
    is_passing = isinstance(cause, (OSError, *lost)) and not isinstance(cause, hopeless)
    return Rejection(None, None, is_passing)


def _seconds(retry_after: str) -> float | None:
    """The header's value where it is a number of seconds; a date is not worth the parsing."""
    return float(retry_after) if re.fullmatch(r"\d{1,6}(?:\.\d+)?", retry_after) else None


def failures() -> tuple[type[Exception], ...]:
    """What the client raises: its own errors, its transport's, and bad addresses and keys.

    `UnicodeError` is a key that fits into no header.
    """
    import openai

    of_transport = _errors_named("HTTPError", "StreamError", "InvalidURL")
    return (openai.OpenAIError, UnicodeError, OSError, *of_transport)


def _errors_named(*names: str) -> tuple[type[Exception], ...]:
    """The errors of these names of whatever carries the client's requests."""
    return tuple(getattr(transport, name) for transport in _transports() for name in names)


def _transports() -> list[Any]:
    """The modules that may carry the client's requests: it takes httpx2 where that is installed."""
    names = [name for name in ("httpx", "httpx2") if find_spec(name)]
    return [import_module(name) for name in names]
