"""The embedded models' files, and the check that they are the ones that were measured."""

import hashlib
import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from qa.errors import ModelError

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

MODELS = Path(__file__).parent
_CHECKSUMS = "checksums.txt"
_COLUMNS = 2  # digest and name, as `sha256sum` writes them


def model_path(name: str, folder: Path = MODELS) -> Path:
    """The path of a model file whose content matches its checksum.

    Raises:
        ModelError: the file is missing, is not listed, or differs from its checksum.
    """
    path = folder / name
    expected = _checksums(folder).get(name)
    if expected is None:
        raise ModelError(f"{folder / _CHECKSUMS} lists no checksum for {name}.", _REINSTALL)
    if not path.is_file():
        raise ModelError(f"The model file {path} is missing.", _REINSTALL)
    try:
        actual = checksum(path)
    except OSError as error:
        raise ModelError(f"The model file {path} cannot be read: {error}.", _REINSTALL) from error
    if actual != expected:
        raise ModelError(
            f"The model file {path} is damaged: its sha256 is {actual}, expected {expected}.",
            _REINSTALL,
        )
    return path


def listed_models(folder: Path = MODELS) -> list[str]:
    """The names of the files that an installation should have.

    Raises:
        ModelError: the list is missing or damaged.
    """
    return sorted(_checksums(folder))


@cache
def checksum(path: Path) -> str:
    """The sha256 of a file, in hex; read once a process."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@cache
def open_session(path: Path) -> "InferenceSession":
    """An ONNX Runtime session that runs each call on the caller's thread; one a file and process.

    Raises:
        ModelError: the file is not a model that this runtime can load.
    """
    # Nothing leaves the machine: once imported, the runtime has written an id of the machine to the
    # cache of the person and looked for its maker's server. It goes by the environment alone.
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3  # its warnings are for whoever exports models
    try:
        return onnxruntime.InferenceSession(str(path), options, ["CPUExecutionProvider"])
    except Exception as error:  # the runtime's error classes are not importable
        raise ModelError(f"{path} cannot be loaded: {error}.", _REINSTALL) from error


@cache
def open_tokenizer(folder: Path) -> "Tokenizer":
    """The models' tokenizer, which neither pads nor cuts; one a process, not to be changed.

    Raises:
        ModelError: the file is missing or damaged.
    """
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(model_path("tokenizer.json", folder)))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def _checksums(folder: Path) -> dict[str, str]:
    try:
        lines = (folder / _CHECKSUMS).read_text(encoding="ascii").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ModelError(f"{folder / _CHECKSUMS} cannot be read: {error}.", _REINSTALL) from error
    pairs = [line.split() for line in lines if line.strip()]
    if any(len(pair) != _COLUMNS for pair in pairs):
        raise ModelError(f"{folder / _CHECKSUMS} is damaged.", _REINSTALL)
    return {name: digest for digest, name in pairs}


_REINSTALL = "Install corpus-qa again: the models come with it (pip install --force-reinstall)."
