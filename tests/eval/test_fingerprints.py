"""What a run was made with."""

import json
from hashlib import sha256
from pathlib import Path

import pytest
from pydantic import SecretStr

from eval.fingerprints import differences, masked_settings, settings_differences
from eval.folder import FINGERPRINTS, SETTINGS
from eval.run import Run
from qa.pipeline import Pipeline
from qa.settings import Settings


def test_secrets_are_masked() -> None:
    """Neither the key nor the password in an address reaches a run folder."""
    settings = Settings(
        openai_api_key=SecretStr("sk-topsecret"),
        openai_base_url="https://ann:hunter2@example.org/v1",
    )
    written = json.dumps(masked_settings(settings))
    assert "topsecret" not in written
    assert "hunter2" not in written
    assert "https://**********@example.org/v1" in written


def test_every_setting_is_written(small_run: Run) -> None:
    """All of them, so that a run can be made again."""
    written = json.loads((small_run.folder / SETTINGS).read_text())
    assert sorted(Settings.model_fields) == sorted(written)


def test_set_index_and_models_are_written(
    small_run: Run, small_set: Path, pipeline: Pipeline
) -> None:
    """Enough to tell whether two runs asked the same of the same."""
    written = json.loads((small_run.folder / FINGERPRINTS).read_text())
    assert sha256(small_set.read_bytes()).hexdigest() == written["set"]["sha256"]
    assert pipeline.status().fingerprint == written["index"]["fingerprint"]
    assert "embedder.onnx" in written["models"]
    lasting = {"format", "set", "corpus", "index", "package", "commit", "models", "python"}
    assert lasting | {"workers"} == set(written)


BEFORE = {
    "set": {"sha256": "s", "path": "old.jsonl"},
    "index": {"fingerprint": "i"},
    "package": "1",
    "commit": None,
    "models": {},
    "python": "3.11.0",
}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"set": {"sha256": "s", "path": "new.jsonl"}}, []),
        ({"python": "3.13.0"}, []),
        ({"set": {"sha256": "t", "path": "old.jsonl"}}, ["set"]),
        ({"index": {"fingerprint": "j"}, "package": "2"}, ["index", "package"]),
        ({"commit": "abc", "models": {"m": "1"}}, ["commit", "models"]),
    ],
)
def test_only_what_could_change_an_answer_differs(
    change: dict[str, object], expected: list[str]
) -> None:
    """A set that moved and another patch of Python do not matter."""
    assert expected == differences(BEFORE, {**BEFORE, **change})


def test_where_an_index_lies_is_no_difference() -> None:
    """Settings that are new or gone are."""
    before = {"data_dir": "a", "corpus": "b", "top_k": 8, "old": 1}
    now = {"data_dir": "c", "corpus": "d", "top_k": 8, "new": 1}
    assert settings_differences(before, now) == ["new", "old"]
