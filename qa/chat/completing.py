"""One completion of the language model that the settings name."""

import re
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from qa.errors import EndpointError
from qa.settings import Settings

if TYPE_CHECKING:
    from openai import OpenAI

_MOST_TOKENS = 120  # of a rewritten question
_HINT = "Check OPENAI_BASE_URL, OPENAI_API_KEY and QA_LLM_MODEL, or unset QA_LLM_MODEL."


class _NoAddress(Exception):
    """The address of the endpoint is none."""


class EndpointCompletion:
    """A chat completion at the OpenAI-compatible endpoint; one user message, so any server can."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def __call__(self, instructions: str, text: str) -> str:
        """What the model says.

        Raises:
            EndpointError: it refused, failed, was too slow or said nothing.
        """
        import httpx
        import openai

        model = self._settings.llm_model or ""
        try:
            self._check_address()
            reply = self._client.chat.completions.create(
                model=model,
                messages=[{"role": "user", "content": f"{instructions}\n\n{text}"}],
                max_tokens=_MOST_TOKENS,
                temperature=0,
            )
            said = reply.choices[0].message.content
        except (openai.OpenAIError, httpx.InvalidURL, UnicodeError, _NoAddress) as error:
            # the middle two: an address that is none, a key that fits into no header
            raise self._failure(f"did not rewrite with {model!r}: {error}") from error
        except (AttributeError, IndexError, TypeError, ValueError) as error:  # no such reply
            raise self._failure("sent no chat completion") from error
        if not isinstance(said, str) or not said.strip():
            raise self._failure("sent an empty reply")
        return said

    def _check_address(self) -> None:
        """Refuse what is no address: which error the client raises for it depends on its parts."""
        try:
            urlsplit(self._settings.openai_base_url or "").port  # noqa: B018  # it checks
        except ValueError as error:
            raise _NoAddress(str(error)) from error

    def _failure(self, what: str) -> EndpointError:
        """What went wrong at which address; servers repeat keys in what they say, so it is cut."""
        address = self._settings.openai_base_url or "https://api.openai.com/v1"
        message = f"The endpoint {re.sub('//[^/@]*@', '//', address)} {what}."
        key = self._settings.openai_api_key
        secret = key.get_secret_value() if key else ""
        return EndpointError(message.replace(secret, "(key)") if secret else message, _HINT)

    @cached_property
    def _client(self) -> "OpenAI":
        import openai

        key = self._settings.openai_api_key
        return openai.OpenAI(
            base_url=self._settings.openai_base_url,
            api_key=key.get_secret_value() if key else "none",  # local servers ask for no key
            timeout=self._settings.endpoint_timeout_seconds,
            max_retries=1,  # the rules are at hand: no need to be patient
        )
