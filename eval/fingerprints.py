"""What a run was made with, so that two runs can be told apart and one can be continued."""

import subprocess
import sys
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from pathlib import Path
from typing import Any

from qa.addresses import shown_address
from qa.pipeline import Pipeline
from qa.settings import Settings

_MASK = "**********"  # what pydantic writes for a secret
# Where an index lies says nothing about what is in it: the index fingerprint does. Threads change
# no digit (docs/adr/0004).
IDLE_SETTINGS = ("data_dir", "corpus", "threads", "host", "port")
FORMAT = 2  # of a run folder; raise it when rows change shape or a measure changes meaning
_COMPARED = ("format", "set", "index", "package", "commit", "models")


def masked_settings(settings: Settings) -> dict[str, Any]:
    """The settings as JSON values; keys and credentials in addresses are masked."""
    values = settings.model_dump(mode="json")
    return {
        name: shown_address(value, _MASK) if isinstance(value, str) and "://" in value else value
        for name, value in values.items()
    }


def fingerprints(pipeline: Pipeline, set_path: Path) -> dict[str, Any]:
    """What decides the result of a run: set, index, code and models.

    Raises:
        IndexUnusable: there is no index, or it cannot serve.
    """
    status = pipeline.status()
    return {
        "format": FORMAT,
        "set": {
            "name": set_path.stem,
            "path": str(set_path.absolute()),
            "sha256": sha256(set_path.read_bytes()).hexdigest(),
        },
        "corpus": corpus_fingerprint(corpus_hashes(pipeline)),
        "index": {
            "fingerprint": status.fingerprint,
            "embedder": status.embedder,
            "sources": status.sources,
            "passages": status.passages,
        },
        "package": _package_version(),
        "commit": _commit(),
        "models": _model_checksums(),
        "python": sys.version.split()[0],
    }


def corpus_hashes(pipeline: Pipeline) -> dict[str, str]:
    """The checksum of each source's content, by source id: the corpus, however it is split.

    Raises:
        IndexUnusable: there is no index, or it cannot serve.
    """
    return {source.source_id: source.content_hash for source in pipeline.sources()}


def corpus_fingerprint(hashes: dict[str, str]) -> str:
    """16 hex digits that change with any file of the corpus and with nothing else."""
    lines = "".join(f"{source_id}\0{digest}\n" for source_id, digest in sorted(hashes.items()))
    return sha256(lines.encode()).hexdigest()[:16]


def differences(recorded: dict[str, Any], present: dict[str, Any]) -> list[str]:
    """Names of what differs between two runs' fingerprints and could change an answer."""
    found = []
    for name in _COMPARED:
        before, now = recorded.get(name), present.get(name)
        if name == "set" and isinstance(before, dict) and isinstance(now, dict):
            before, now = before.get("sha256"), now.get("sha256")  # the file may have moved
        if before != now:
            found.append(name)
    return found


def told_difference(name: str, recorded: dict[str, Any], present: dict[str, Any]) -> str:
    """One of those differences with both values, as far as a person can tell them apart."""
    before, now = (_shown(name, fingerprint.get(name)) for fingerprint in (recorded, present))
    return f"{name}: {before} then, {now} now"


def _shown(name: str, value: Any) -> str:
    if name == "set" and isinstance(value, dict):
        return f"{value.get('path')} ({str(value.get('sha256'))[:8]})"
    if name == "index" and isinstance(value, dict):
        return f"{value.get('fingerprint')} ({value.get('sources')} sources)"
    if name == "models" and isinstance(value, dict):
        return ", ".join(f"{file} {digest[:8]}" for file, digest in sorted(value.items()))
    return str(value)


def settings_differences(recorded: dict[str, Any], present: dict[str, Any]) -> list[str]:
    """Names of settings that differ and could change an answer, sorted."""
    names = (recorded.keys() | present.keys()) - set(IDLE_SETTINGS)
    return sorted(name for name in names if recorded.get(name) != present.get(name))


def _package_version() -> str | None:
    try:
        return version("corpus-qa")
    except PackageNotFoundError:  # run from a checkout that was never installed
        return None


def _model_checksums() -> dict[str, str]:
    """Checksum by file name of the embedded models; empty where the list is not there."""
    listed = files("qa") / "models" / "checksums.txt"
    if not listed.is_file():
        return {}
    lines = (line.split() for line in listed.read_text(encoding="utf-8").splitlines())
    return {words[1]: words[0] for words in lines if len(words) == 2}  # noqa: PLR2004 - a pair


def _commit() -> str | None:
    """The commit of this checkout, '-dirty' where files differ; None outside of one.

    Only where git tracks this file: an installation inside somebody's repository has no commit.
    """
    here = Path(__file__)
    if _git(here.parent, "ls-files", "--error-unmatch", here.name) is None:
        return None
    return _git(here.parent, "describe", "--always", "--dirty", "--abbrev=40", "--exclude=*")


def _git(folder: Path, *arguments: str) -> str | None:
    try:
        ended = subprocess.run(
            ["git", "-C", str(folder), *arguments], capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    return ended.stdout.strip()
