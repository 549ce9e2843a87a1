"""docs/http.md: its commands run, its replies are real, its table of errors is complete.

After a wanted change: `QA_UPDATE_GOLDEN=1 pytest tests/api/test_http_page.py`, then read the diff.
"""

import inspect
import json
import os
import re
import shlex
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from fastapi.testclient import TestClient

from api import refusals
from api.errors import status_of
from tests.api.test_errors import tree

FILE = Path(__file__).parents[2] / "docs" / "http.md"
PAGE = FILE.read_text(encoding="utf-8")
COMMANDS = re.findall(r"```sh\n(.*?)```", PAGE, flags=re.DOTALL)
WITH_JSON = re.compile(r"(?<=```sh\n)([^`]*)(```\n\n```json\n)([^`]*)(?=```)")

# What differs between two runs of the same command on the same articles.
VOLATILE = re.compile(
    r'"(id|version|indexed_at|index_fingerprint|retrieve|read|total|score|dense|lexical'
    r'|confidence)": [^\n]*'
)


def run(client: TestClient, command: str) -> Any:
    """What a curl command of the page gets."""
    words = shlex.split(command)
    body = words[words.index("-d") + 1] if "-d" in words else None
    headers = dict([words[words.index("-H") + 1].split(": ")]) if body else {}
    method = "POST" if body else "GET"
    return client.request(method, urlsplit(words[1]).path, content=body, headers=headers)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_of_the_page_runs(client: TestClient, command: str) -> None:
    """The commands succeed, but for the one that shows an error."""
    assert run(client, command).status_code == (422 if '"k": 0' in command else 200)


def test_the_replies_of_the_page_are_real(client: TestClient) -> None:
    """Every reply that the page shows as JSON is the reply to the command above it."""

    def with_reply(shown: re.Match[str]) -> str:
        reply = json.dumps(run(client, shown[1]).json(), indent=2, ensure_ascii=False)
        return f"{shown[1]}{shown[2]}{reply}\n"

    fresh = WITH_JSON.sub(with_reply, PAGE)
    if os.environ.get("QA_UPDATE_GOLDEN"):
        FILE.write_text(fresh, encoding="utf-8")

    assert VOLATILE.sub(r"\1", FILE.read_text(encoding="utf-8")) == VOLATILE.sub(r"\1", fresh)


def test_the_text_of_the_page_is_real(client: TestClient) -> None:
    """The text that the page shows is how the reply starts."""
    shown = re.findall(r"```sh\n([^`]*)```\n\n```text\n([^`]*)…\n```", PAGE)

    assert len(shown) == 1
    for command, start in shown:
        assert run(client, command).text.startswith(start)


def test_every_error_of_the_product_is_in_the_table() -> None:
    """Each code that a client can meet has its row, with its status."""
    rows = set(re.findall(r"^\| (\d+) \| `(\w+)` \|", PAGE, flags=re.MULTILINE))
    raised = [kind for kind in tree() if not kind.__subclasses__()]

    assert set() == {(str(status_of(kind)), kind.code) for kind in raised} - rows


def test_every_refusal_of_the_service_is_in_the_table() -> None:
    """Each code that a route or a middleware refuses with has its row."""
    rows = set(re.findall(r"^\| (\d+) \| `(\w+)` \|", PAGE, flags=re.MULTILINE))
    source = inspect.getsource(refusals)
    refused = set(re.findall(r'Refusal\(\s*(\d{3}),\s*"(\w+)"', source))
    refused |= {("401", code) for code in re.findall(r'_unauthorized\(\s*"(\w+)"', source)}

    assert len(refused) > 20
    assert set() == refused - rows
