"""One completion of the language model that the settings name."""

from qa.endpoint import Endpoint, failures
from qa.settings import Settings

_MOST_TOKENS = 120  # of a rewritten question
_RETRIES = 1  # the rules are at hand: no need to be patient
_HINT = "Check OPENAI_BASE_URL, OPENAI_API_KEY and QA_LLM_MODEL, or unset QA_LLM_MODEL."


class EndpointCompletion:
    """A chat completion at the OpenAI-compatible endpoint; one user message, so any server can."""

    def __init__(self, settings: Settings) -> None:
        self._model = settings.llm_model or ""
        self._endpoint = Endpoint(settings)

    def __call__(self, instructions: str, text: str) -> str:
        """What the model says.

        Raises:
            EndpointError: it refused, failed, was too slow or said nothing.
        """
        try:
            client = self._endpoint.client.with_options(max_retries=_RETRIES)
            reply = client.chat.completions.create(
                model=self._model,
                messages=[{"role": "user", "content": f"{instructions}\n\n{text}"}],
                max_tokens=_MOST_TOKENS,
                temperature=0,
            )
            said = reply.choices[0].message.content
        except failures() as error:
            why = self._endpoint.reason(error)
            what = f"did not rewrite with {self._model!r}: {why}"
            raise self._endpoint.failure(what, _HINT) from error
        except (AttributeError, IndexError, TypeError, ValueError) as error:  # no such reply
            raise self._endpoint.failure("sent no chat completion", _HINT) from error
        if not isinstance(said, str) or not said.strip():
            raise self._endpoint.failure("sent an empty reply", _HINT)
        return said
