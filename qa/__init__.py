"""Ask a folder of articles; get answers with citations to the exact place.

Names are loaded when they are first used: `qa --help` must not pay for pydantic.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from qa.errors import QAError
    from qa.pipeline import Pipeline, open_pipeline
    from qa.settings import Settings, load_settings
    from qa.types import Answer, Citation, Passage

__all__ = [
    "Answer",
    "Citation",
    "Passage",
    "Pipeline",
    "QAError",
    "Settings",
    "load_settings",
    "open_pipeline",
]

_HOMES = {
    "Answer": "qa.types",
    "Citation": "qa.types",
    "Passage": "qa.types",
    "Pipeline": "qa.pipeline",
    "QAError": "qa.errors",
    "Settings": "qa.settings",
    "load_settings": "qa.settings",
    "open_pipeline": "qa.pipeline",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'qa' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
