"""The embedded models' files: what of them is held in memory."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from qa.models import MODELS, model_path, open_session, open_tokenizer
from tests.qa.processes import ROOT

OPEN_A_MODEL = "from qa.models import model_path, open_session; open_session(model_path({!r}))"


def test_a_model_is_loaded_once_a_process() -> None:
    """The reader and the judge of claims run one model: a second copy is memory for nothing."""
    path = model_path("reader.onnx")

    assert open_session(path) is open_session(path)


def test_the_tokenizer_neither_pads_nor_cuts() -> None:
    """All models share it, so what one of them needs must not show in another."""
    tokenizer = open_tokenizer(MODELS)

    assert open_tokenizer(MODELS) is tokenizer
    assert (tokenizer.padding, tokenizer.truncation) == (None, None)


@pytest.mark.parametrize("given", [{}, {"ORT_DISABLE_TELEMETRY": "0"}])
def test_the_runtime_keeps_no_record_of_the_machine(tmp_path: Path, given: dict[str, str]) -> None:
    """It would write an id into the home folder and report to its maker, whatever was set."""
    kept = {k: v for k, v in os.environ.items() if k not in ("ORT_DISABLE_TELEMETRY", "HOME")}
    environment = {**kept, "HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path), **given}
    code = OPEN_A_MODEL.format("embedder.onnx")

    subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, check=True)

    assert list(tmp_path.iterdir()) == []
