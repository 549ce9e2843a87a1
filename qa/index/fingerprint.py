"""What an index was made with, so that another maker's vectors are never mixed in."""

import hashlib

from qa.ingest.splitting import SPLITTER
from qa.protocols import Embedder
from qa.settings import Settings

SCHEMA_VERSION = 2  # raise it when stored records change shape or meaning


def config_fingerprint(settings: Settings, embedder: Embedder) -> str:
    """The embedder, splitter and schema in words: an index made with others must be remade."""
    return (
        f"schema {SCHEMA_VERSION}, embedder {embedder.name}, "
        f"passages of {settings.passage_tokens} word pieces, splitter {SPLITTER}"
    )


def index_fingerprint(config: str, content_digest: str) -> str:
    """16 hex digits that change with the settings and with any file of the corpus."""
    return hashlib.sha256(f"{config}\n{content_digest}".encode()).hexdigest()[:16]
