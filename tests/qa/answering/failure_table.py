"""The table of failures in docs/endpoint.md: `python -m tests.qa.answering.failure_table`.

Asks one question about the bundled articles for each case of `test_failures`, with a deadline of
ten seconds and three for the first words, and prints what the user is told and when; then a second
question, which the endpoint may be left alone for. The first row is without a language model.
"""

import tempfile
import time
from pathlib import Path

from qa.pipeline import Pipeline, open_pipeline
from qa.settings import Settings
from tests.chat_endpoint import ChatEndpoint, Script, saying
from tests.qa.answering.conftest import KEY
from tests.qa.answering.test_failures import CASES, QUESTION

_CORPUS = Path(__file__).parents[3] / "corpus"
_ADDRESSES = {
    "refused connection": "http://127.0.0.1:9/v1",
    "unknown host": "http://no-such-host.invalid/v1",
    "TLS where there is none": "https",
    "an address that is none": "no address",
}


def main() -> None:
    """Print the rows."""
    with tempfile.TemporaryDirectory() as folder:
        data_dir = Path(folder) / "data"
        with open_pipeline(Settings(data_dir=data_dir)) as pipeline:
            pipeline.sync(_CORPUS)
        print("| case | what the answer's notice says | seconds | next question |")
        print("|---|---|---|---|")
        _row(data_dir, "no language model", saying(), None, llm_model=None)
        for name, address in _ADDRESSES.items():
            _row(data_dir, name, saying(), address)
        for name, (script, _) in CASES.items():
            _row(data_dir, name, script, None)


def _row(
    data_dir: Path, name: str, script: Script, address: str | None, llm_model: str | None = "small"
) -> None:
    with ChatEndpoint(script) as endpoint:
        place = endpoint.address if address in (None, "https") else address
        if address == "https":
            place = endpoint.address.replace("http:", "https:")
        settings = Settings(
            data_dir=data_dir,
            llm_model=llm_model,
            openai_api_key=KEY,
            openai_base_url=place,
            deadline_seconds=10,
            endpoint_timeout_seconds=3,
        )
        with open_pipeline(settings) as pipeline:
            pipeline.warm_up()
            (notice, first), (_, second) = (_asked(pipeline) for _ in range(2))
    told = notice.replace(str(place), "ADDRESS").replace("|", "\\|")
    print(f"| {name} | {told} | {first:.1f} | {second:.1f} |", flush=True)


def _asked(pipeline: Pipeline) -> tuple[str, float]:
    """The notice of the answer and the seconds that it took."""
    started = time.monotonic()
    answer = pipeline.ask(QUESTION)
    return " ".join(answer.notices[:1]), time.monotonic() - started


if __name__ == "__main__":
    main()
