"""A model that obeys whoever wrote last, and what is shown of it."""

from pathlib import Path

from qa.settings import Settings
from qa.types import Answer
from tests.chat_endpoint import ChatEndpoint, Exchange

ALL = 60  # passages: every file of the corpus


class Obedient(ChatEndpoint):
    """A model that writes whatever it was last told to."""

    def __init__(self) -> None:
        self.reply = ""
        super().__init__(self._write)

    def _write(self, exchange: Exchange) -> None:
        exchange.says(self.reply)


def settings_of(data_dir: Path, endpoint: ChatEndpoint) -> Settings:
    """Settings with this endpoint's model as the writer."""
    return Settings(data_dir=data_dir, openai_base_url=endpoint.address, llm_model="obedient")


def shown(answer: Answer) -> str:
    """Everything that stands in the answer for people to read."""
    claims = [claim.text for claim in answer.claims]
    return "\n".join([answer.answer or "", answer.short_answer or "", *claims]).casefold()
