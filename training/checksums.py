"""The record of the models' bytes that the product checks before it loads them."""

from pathlib import Path

from embedder_weights import sha256

CHECKSUMS = "checksums.txt"


def record_checksum(path: Path) -> None:
    """Put the file's line into `checksums.txt` beside it, in the format of `sha256sum`.

    The lines of other files stay; all are sorted by name.
    """
    record = path.parent / CHECKSUMS
    lines = record.read_text(encoding="ascii").splitlines() if record.exists() else []
    kept = [line for line in lines if line.split()[1:] != [path.name]]
    kept.append(f"{sha256(path)}  {path.name}")
    kept.sort(key=lambda line: line.split()[1])
    record.write_text("".join(f"{line}\n" for line in kept), encoding="ascii")
