"""API keys: a file of their hashes, which `qa keys` writes and a running service reads anew."""

import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, get_args

from filelock import FileLock
from pydantic import BaseModel, ConfigDict, ValidationError

from qa.errors import SettingsError
from qa.settings import Settings

Scope = Literal["ask", "admin"]  # admin may do what ask may, and change the corpus
SCOPES: tuple[Scope, ...] = get_args(Scope)

_PREFIX = "qa"  # lets people and secret scanners recognise a key
_SECRET_BYTES = 32  # so much chance that a plain, fast hash is enough: nobody can try them all


class Key(BaseModel):
    """One key as the file holds it: never the key itself. `created` is an ISO time in UTC."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    name: str
    scope: Scope
    sha256: str
    created: str

    def allows(self, scope: Scope) -> bool:
        """Whether this key may do what needs `scope`."""
        return self.scope in ("admin", scope)


class _Content(BaseModel):
    model_config = ConfigDict(extra="forbid")

    keys: list[Key] = []


@dataclass(frozen=True, slots=True)
class _Version:
    """What tells one state of a file from another without reading it."""

    inode: int
    size: int
    stamp_ns: int


class KeyFile:
    """The keys of a service. Safe to use from several processes."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._version: _Version | None = None
        self._keys: list[Key] = []

    @classmethod
    def of(cls, settings: Settings) -> "KeyFile":
        """The file that these settings name."""
        return cls(settings.keys_file or settings.data_dir / "keys.json")

    def keys(self) -> list[Key]:
        """Every key, oldest first; the file is read only where it changed.

        Raises:
            SettingsError: the file is not readable or not what `qa keys` writes.
        """
        version = _version_of(self.path)
        if version != self._version:
            self._keys = self._read() if version else []
            self._version = version
        return self._keys

    def find(self, presented: str) -> Key | None:
        """The key that was presented, or None. Takes the same time whichever it is.

        Raises:
            SettingsError: as `keys`.
        """
        digest = _digest(presented)
        found = [key for key in self.keys() if hmac.compare_digest(key.sha256, digest)]
        return found[0] if found else None

    def add(self, name: str, scope: Scope) -> str:
        """A new key, which is shown this once and never stored.

        Raises:
            SettingsError: a key has that name already, or the file cannot be written.
        """
        identifier = secrets.token_hex(4)
        presented = f"{_PREFIX}_{identifier}_{secrets.token_urlsafe(_SECRET_BYTES)}"
        created = datetime.now(UTC).isoformat(timespec="seconds")
        with self._changing() as keys:
            if any(key.name == name for key in keys):
                raise SettingsError(
                    f"There is a key called {name!r} already.",
                    "Choose another name, or revoke that one first.",
                )
            keys.append(
                Key(
                    id=identifier,
                    name=name,
                    scope=scope,
                    sha256=_digest(presented),
                    created=created,
                )
            )
        return presented

    def revoke(self, name_or_id: str) -> Key:
        """The key of that name or id, which is worth nothing from now on.

        Raises:
            SettingsError: there is no such key, or the file cannot be written.
        """
        with self._changing() as keys:
            found = [key for key in keys if name_or_id in (key.name, key.id)]
            if not found:
                raise SettingsError(
                    f"There is no key {name_or_id!r} in {self.path}.", "`qa keys list` shows them."
                )
            keys.remove(found[0])
        return found[0]

    @contextmanager
    def _changing(self) -> Iterator[list[Key]]:
        """The keys to change in place; they are written at the end, all or none."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with FileLock(f"{self.path}.lock"):
                keys = list(self.keys())
                yield keys
                self._write(keys)
        except OSError as error:
            raise SettingsError(
                f"The key file {self.path} cannot be written: {error.strerror}.",
                "Set QA_KEYS_FILE to a file that you may write.",
            ) from error

    def _write(self, keys: list[Key]) -> None:
        fresh = self.path.with_name(f"{self.path.name}.new")
        fresh.unlink(missing_ok=True)
        content = {"keys": [key.model_dump() for key in keys]}
        with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(content, file, indent=1)
        fresh.replace(self.path)

    def _read(self) -> list[Key]:
        try:
            return _Content.model_validate_json(self.path.read_bytes()).keys
        except OSError as error:
            why = error.strerror or str(error)
        except ValidationError as error:
            why = str(error.errors()[0]["msg"])
        raise SettingsError(
            f"The key file {self.path} cannot be used: {why}.",
            "Give the service the right to read it, or write it anew with `qa keys add`.",
        )


def _digest(presented: str) -> str:
    return hashlib.sha256(presented.encode("utf-8", "surrogateescape")).hexdigest()


def _version_of(path: Path) -> _Version | None:
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    except OSError:
        return _Version(0, 0, 0)  # there, but out of reach: reading it says why
    return _Version(status.st_ino, status.st_size, status.st_mtime_ns)
