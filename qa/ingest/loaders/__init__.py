"""One format a file. A new format is a new module here with `@register(".ending")`."""

from collections.abc import Callable
from importlib import import_module
from pkgutil import iter_modules

from qa.protocols import Loader

_LOADERS: dict[str, Loader] = {}


def register(*endings: str) -> Callable[[Loader], Loader]:
    """Make a loader the one for files with these endings (lower case, with the dot)."""

    def enter(loader: Loader) -> Loader:
        for ending in endings:
            _LOADERS[ending] = loader
        return loader

    return enter


def loader_for(ending: str) -> Loader | None:
    """The loader for a file ending such as '.md', in any case; None where no loader reads it."""
    return _LOADERS.get(ending.lower())


def known_endings() -> list[str]:
    """Every ending that can be read, sorted."""
    return sorted(_LOADERS)


for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")
