"""The table of failures in docs/endpoint.md: `python -m tests.qa.answering.failure_table`.

Asks one question about the bundled articles for each case of `test_failures`, with a deadline of
ten seconds and three for one reply, and prints what the user is told and when.
"""

import tempfile
import time
from pathlib import Path

from qa.pipeline import open_pipeline
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
        print("| case | what the answer's notice says | seconds |\n|---|---|---|")
        for name, address in _ADDRESSES.items():
            _row(data_dir, name, saying(), address)
        for name, (script, _) in CASES.items():
            _row(data_dir, name, script, None)


def _row(data_dir: Path, name: str, script: Script, address: str | None) -> None:
    with ChatEndpoint(script) as endpoint:
        place = endpoint.address if address in (None, "https") else address
        if address == "https":
            place = endpoint.address.replace("http:", "https:")
        settings = Settings(
            data_dir=data_dir,
            llm_model="small",
            openai_api_key=KEY,
            openai_base_url=place,
            deadline_seconds=10,
            endpoint_timeout_seconds=3,
        )
        with open_pipeline(settings) as pipeline:
            pipeline.warm_up()
            started = time.monotonic()
            answer = pipeline.ask(QUESTION)
            seconds = time.monotonic() - started
    notice = answer.notices[0].replace(str(place), "ADDRESS").replace("|", "\\|")
    print(f"| {name} | {notice} | {seconds:.1f} |", flush=True)


if __name__ == "__main__":
    main()
