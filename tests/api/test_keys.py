"""The file of API keys: what it holds, and what a running service sees of it."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from api.keys import KeyFile
from qa.errors import SettingsError


@pytest.fixture
def keys(tmp_path: Path) -> KeyFile:
    """A file that is not there yet."""
    return KeyFile(tmp_path / "folder" / "keys.json")


def test_a_key_is_found_and_never_stored(keys: KeyFile) -> None:
    """The file has a hash, is for its owner only, and the key opens."""
    presented = keys.add("alice", "ask")
    found = keys.find(presented)

    assert found is not None
    assert ("alice", "ask") == (found.name, found.scope)
    assert presented.rpartition("_")[2] not in keys.path.read_text(encoding="utf-8")
    assert 0o600 == stat.S_IMODE(keys.path.stat().st_mode)


def test_another_process_sees_changes_at_once(keys: KeyFile) -> None:
    """A service that has the file open knows new keys, and does not know revoked ones."""
    running = KeyFile(keys.path)
    assert running.keys() == []
    presented = keys.add("alice", "ask")
    assert running.find(presented) is not None
    keys.revoke("alice")

    assert running.find(presented) is None


@pytest.mark.parametrize("presented", ["", "qa_", "ключ", "\udcff", "x" * 100_000])
def test_what_is_no_key_is_not_found(keys: KeyFile, presented: str) -> None:
    """Whatever a client sends, it is compared and refused."""
    keys.add("alice", "ask")

    assert keys.find(presented) is None


def test_admin_may_do_what_ask_may(keys: KeyFile) -> None:
    """The scopes are nested."""
    asker, admin = (keys.find(keys.add(name, name)) for name in ("ask", "admin"))

    assert asker
    assert admin
    assert [True, False] == [asker.allows("ask"), asker.allows("admin")]
    assert [True, True] == [admin.allows("ask"), admin.allows("admin")]


def test_names_are_unique_and_unknown_ones_are_told(keys: KeyFile) -> None:
    """A second key of the same name could not be told from the first."""
    keys.add("alice", "ask")

    with pytest.raises(SettingsError, match="a key called 'alice'"):
        keys.add("alice", "ask")
    with pytest.raises(SettingsError, match="no key 'bob'"):
        keys.revoke("bob")


def test_several_writers_lose_no_key(keys: KeyFile) -> None:
    """Each change is made to the newest content."""
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda n: KeyFile(keys.path).add(f"key {n}", "ask"), range(12)))

    assert {f"key {n}" for n in range(12)} == {key.name for key in KeyFile(keys.path).keys()}  # noqa: SIM118  # no mapping


@pytest.mark.parametrize("content", [b"", b"no json", b'{"keys": [{"id": 1}]}', b'{"key": []}'])
def test_a_damaged_file_is_an_error(keys: KeyFile, content: bytes) -> None:
    """It must not pass for a file without keys: that would open the door."""
    keys.path.parent.mkdir()
    keys.path.write_bytes(content)

    for _ in range(2):
        with pytest.raises(SettingsError, match="cannot be used"):
            keys.find("qa_key")
