"""`qa keys`: what is printed once, what is listed, and what a mistake says."""

import json
from pathlib import Path

from api.keys import KeyFile
from tests.cli.conftest import Qa


def test_a_key_is_printed_once_and_works(qa: Qa, tmp_path: Path) -> None:
    """The output is the key and nothing else, so that a shell can take it."""
    made = qa("keys", "add", "alice", "--data-dir", tmp_path)
    found = KeyFile(tmp_path / "keys.json").find(made.output.strip())

    assert (0, "") == (made.code, made.errors)
    assert found is not None
    assert ("alice", "ask") == (found.name, found.scope)


def test_the_list_has_no_secret(qa: Qa, tmp_path: Path) -> None:
    """Neither keys nor hashes; a revoked key is gone."""
    key = qa("keys", "add", "alice", "--scope", "admin", "--data-dir", tmp_path).output.strip()
    listed = qa("keys", "list", "--json", "--data-dir", tmp_path).output
    revoked = qa("keys", "revoke", "alice", "--data-dir", tmp_path)
    after = qa("keys", "list", "--json", "--data-dir", tmp_path).output

    assert ["alice"] == [each["name"] for each in json.loads(listed)["keys"]]
    assert key not in listed
    assert "sha256" not in listed
    assert (0, []) == (revoked.code, json.loads(after)["keys"])


def test_a_name_that_is_not_there_ends_with_2(qa: Qa, tmp_path: Path) -> None:
    """The message has the name and where it looked."""
    ended = qa("keys", "revoke", "nobody", "--data-dir", tmp_path)

    assert 2 == ended.code
    assert "nobody" in ended.errors


def test_serving_others_without_a_key_ends_with_2(qa: Qa, tmp_path: Path) -> None:
    """Nothing was opened; the hint has both ways out."""
    ended = qa("serve", "--host", "0.0.0.0", "--port", "0", "--data-dir", tmp_path / "data")

    assert 2 == ended.code
    assert "qa keys add" in ended.errors
    assert "--no-auth" in ended.errors
