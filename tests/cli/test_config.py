"""`qa config`: what is in force and where it comes from."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Qa


def settings_of(qa: Qa, *arguments: str) -> dict[str, Any]:
    """The printed settings by name, each with value and origin."""
    printed = json.loads(qa("config", *arguments, "--json").output)
    return {item["name"]: (item["value"], item["origin"]) for item in printed["settings"]}


def test_each_origin_is_told(qa: Qa, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Flag, environment, .env, qa.toml and default, one setting each."""
    monkeypatch.setenv("QA_TOP_K", "4")
    (tmp_path / ".env").write_text("QA_CANDIDATES=50\n")
    (tmp_path / "qa.toml").write_text("threads = 2\n")
    settings = settings_of(qa, "--data-dir", "here")
    assert settings["data_dir"] == ("here", "flag")
    assert settings["top_k"] == (4, "environment")
    assert settings["candidates"] == (50, ".env")
    assert settings["threads"] == (2, "qa.toml")
    assert settings["port"] == (8000, "default")


def test_a_flag_wins_over_the_environment(qa: Qa, monkeypatch: pytest.MonkeyPatch) -> None:
    """The value and the origin are both the flag's."""
    monkeypatch.setenv("QA_DATA_DIR", "there")
    assert settings_of(qa, "--data-dir", "here")["data_dir"] == ("here", "flag")


def test_secrets_are_masked(qa: Qa, monkeypatch: pytest.MonkeyPatch) -> None:
    """The key, and a password inside an address; that they are set is still seen."""
    monkeypatch.setenv("OPENAI_API_KEY", "sk-very-secret")
    monkeypatch.setenv("OPENAI_API_BASE", "http://me:very-secret@localhost:9/v1")
    output = qa("config").output
    assert "secret" not in output
    assert "http://********@localhost:9/v1" in output


def test_the_table_has_every_setting(qa: Qa) -> None:
    """One row a setting, in the order of their definition."""
    rows = qa("config").output.splitlines()
    assert rows[0].split() == ["setting", "value", "from"]
    assert [row.split()[0] for row in rows[1:3]] == ["data_dir", "corpus"]


def test_an_unusable_value_ends_with_2(qa: Qa, monkeypatch: pytest.MonkeyPatch) -> None:
    """The message names the variable and the value."""
    monkeypatch.setenv("QA_TOP_K", "many")
    ended = qa("config")
    assert ended.code == 2
    assert "QA_TOP_K" in ended.errors
    assert "many" in ended.errors
