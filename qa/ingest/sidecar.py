"""A small file beside an article that states what the article does not say about itself."""

import hashlib
from collections.abc import Container, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from qa.errors import CorpusError
from qa.ingest.stated import Stated, read_yaml, stated_in

ENDINGS = (".meta.yaml", ".meta.yml", ".meta.json", ".metadata.json")  # in the order they count
_MOST_BYTES = 100_000
_NESTED = "metadataAttributes"  # where the sidecars of Amazon's knowledge bases keep their fields


@dataclass(frozen=True, slots=True)
class Sidecar:
    """The bytes of a sidecar and its name."""

    name: str
    data: bytes

    @property
    def digest(self) -> str:
        """Another one after an edit."""
        return hashlib.sha256(self.data).hexdigest()[:16]


def is_sidecar(name: str) -> bool:
    """Whether a file of this name describes another one and is no article itself."""
    return name.lower().endswith(ENDINGS)


def sidecar_of(path: Path, names: Container[str]) -> Path | None:
    """Where the sidecar of the file at `path` is: `article.pdf.meta.yaml` for `article.pdf`.

    `names` are those in its folder. None where it has none.
    """
    beside = (path.name + ending for ending in ENDINGS)
    return next((path.with_name(name) for name in beside if name in names), None)


def read_sidecar(place: Path | None) -> Sidecar | None:
    """The sidecar at `place`; None where there is none, or none any more.

    Raises:
        CorpusError: it cannot be read or is too large to be one.
    """
    if place is None:
        return None
    try:
        with place.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _unusable(place.name, f"it cannot be read ({error.strerror})") from error
    if len(data) > _MOST_BYTES:
        raise _unusable(place.name, f"it is larger than {_MOST_BYTES // 1000} kB")
    return Sidecar(place.name, data)


def stated_by(sidecar: Sidecar) -> Stated:
    """What it states. YAML is read; JSON is YAML.

    Raises:
        CorpusError: it is not YAML, or not a list of fields.
    """
    try:
        fields = read_yaml(sidecar.data.decode("utf-8-sig"))
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        reason = " ".join(str(error).split())
        raise _unusable(sidecar.name, f"it is not YAML or JSON ({reason})") from error
    if fields is None:
        return Stated()
    if not isinstance(fields, dict):
        raise _unusable(sidecar.name, "it has no fields such as 'title: ...'")
    nested = fields.get(_NESTED)
    return stated_in(_plain(nested) if isinstance(nested, dict) else fields)


def _plain(attributes: Mapping[Any, Any]) -> dict[Any, Any]:
    """The values of attributes that are given with a type around them."""
    return {
        key: value["value"].get("stringValue")
        if isinstance(value, dict) and isinstance(value.get("value"), dict)
        else value
        for key, value in attributes.items()
    }


def _unusable(name: str, why: str) -> CorpusError:
    return CorpusError(f"The sidecar {name} cannot be used: {why}.", "Correct or remove it.")
