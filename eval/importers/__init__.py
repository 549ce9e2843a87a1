"""Public question sets, brought into the form of a corpus folder and its questions.

A new form is a new module here with a function marked `@register("name", "what PATH is")`; nothing
else is edited.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Protocol

from eval.importers.building import ImportedSet
from qa.errors import SettingsError


class Importer(Protocol):
    """Reads one form of question set."""

    def __call__(self, path: Path, /) -> ImportedSet:
        """The files of the corpus and the questions, both in the order of the source.

        Raises:
            CorpusError: the source cannot be read or is not of this form; the message says where.
        """


@dataclass(frozen=True, slots=True)
class Form:
    """A form of question set: its name, what its PATH is, and what reads it."""

    name: str
    path_is: str
    read: Importer


def register(name: str, path_is: str) -> Callable[[Importer], Importer]:
    """Make a function the importer of that form."""

    def enter(read: Importer) -> Importer:
        _FORMS[name] = Form(name, path_is, read)
        return read

    return enter


def forms() -> list[Form]:
    """Every form that can be imported, by name."""
    return [_FORMS[name] for name in sorted(_FORMS)]


def form(name: str) -> Form:
    """The form of that name.

    Raises:
        SettingsError: there is none; the hint lists the known ones.
    """
    if name not in _FORMS:
        known = "; ".join(f"{one.name} ({one.path_is})" for one in forms())
        raise SettingsError(f"There is no form {name!r} to import.", f"Known forms: {known}.")
    return _FORMS[name]


_FORMS: dict[str, Form] = {}

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")
