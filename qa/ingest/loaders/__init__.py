"""One format a file. A new format is a new module here with `@register(".ending")`."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import PurePosixPath
from pkgutil import iter_modules
from typing import TypeVar

from qa.errors import CorpusError
from qa.ingest.sidecar import is_sidecar
from qa.protocols import Loader
from qa.types import Document

READING_VERSION = 3  # raise it when a loader gives another text for the same bytes

_MISSING = "not installed"
_LoaderT = TypeVar("_LoaderT", bound=Loader)


@dataclass(frozen=True, slots=True)
class Format:
    """How files of one format are read.

    `libraries` are the packages whose release decides the text, `extra` is the optional dependency
    of this project that brings them, None where they always come along. `has_records` formats
    take the name of the field with the text. `is_plain` tells of bytes whether our own code alone
    reads them, in linear time; None: never.
    """

    name: str
    loader: Callable[..., Document]
    libraries: tuple[str, ...]
    extra: str | None
    has_records: bool
    is_plain: Callable[[bytes], bool] | None = None

    def read(self, data: bytes, source_id: str, text_field: str | None) -> Document:
        """The document in these bytes.

        Raises:
            CorpusError: they are not of this format, or a library that reads it is missing.
        """
        missing = [library for library in self.libraries if _release(library) == _MISSING]
        if missing:
            raise CorpusError(
                f"{source_id} is {self.name}, and what reads it is not installed "
                f"({', '.join(missing)}).",
                f"Run `pip install 'corpus-qa[{self.extra}]'`.",
            )
        if self.has_records:
            return self.loader(data, source_id, text_field)
        return self.loader(data, source_id)

    def read_with(self, text_field: str | None) -> str:
        """All that decides the text besides the bytes; another one means: read the file again."""
        releases = [f"{library} {_release(library)}" for library in self.libraries]
        field = [f"field {text_field}"] if self.has_records and text_field else []
        return ", ".join([f"{self.name} {READING_VERSION}", *releases, *field])


_FORMATS: dict[str, Format] = {}


def register(
    *endings: str,
    name: str,
    libraries: tuple[str, ...] = (),
    extra: str | None = None,
    has_records: bool = False,
    is_plain: Callable[[bytes], bool] | None = None,
) -> Callable[[_LoaderT], _LoaderT]:
    """Make a loader the one for files with these endings (lower case, with the dot)."""

    def enter(loader: _LoaderT) -> _LoaderT:
        for ending in endings:
            _FORMATS[ending] = Format(name, loader, libraries, extra, has_records, is_plain)
        return loader

    return enter


def format_of(name: str) -> Format | None:
    """How a file of this name is read, by its ending in any case; None where it is not.

    A sidecar is not read as an article, whatever it ends in.
    """
    if is_sidecar(name):
        return None
    return _FORMATS.get(PurePosixPath(name).suffix.lower())


def known_endings() -> list[str]:
    """Every ending that can be read, sorted."""
    return sorted(_FORMATS)


@cache
def _release(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return _MISSING


for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")
