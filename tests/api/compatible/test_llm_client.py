"""Another public client, the command line `llm`, unchanged, against a real server."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from qa.pipeline import Pipeline

QUESTION = "Who founded Arthur AI?"
MODELS = """
- model_id: corpus
  model_name: corpus-qa
  api_base: "{address}/v1"
"""


@pytest.mark.parametrize("mode", [[], ["--no-stream"]], ids=["streamed", "whole"])
def test_llm_prints_the_answer_with_its_sources(
    address: str, pipeline: Pipeline, tmp_path: Path, mode: list[str]
) -> None:
    """Its configuration names an address and a model; the answer arrives with where it stands."""
    models = tmp_path / "extra-openai-models.yaml"
    models.write_text(MODELS.format(address=address), encoding="utf-8")
    printed = subprocess.run(
        [sys.executable, "-m", "llm", "-m", "corpus", "--key", "none", *mode, QUESTION],
        env=os.environ | {"LLM_USER_PATH": str(tmp_path), "LLM_LOAD_PLUGINS": ""},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    answer = pipeline.ask(QUESTION)

    assert printed.startswith(answer.answer or "never")
    assert f"({answer.citations[0].source_id}:{answer.citations[0].line})" in printed
