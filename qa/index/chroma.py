"""How a Chroma collection is reached: in the data directory, or at a server.

With `qa.index.vectors` the only module that names chromadb.
"""

import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from qa.addresses import shown_address
from qa.errors import IndexDamaged, IndexMismatch, IndexUnreachable, SettingsError
from qa.index.places import Places
from qa.settings import Settings

_T = TypeVar("_T")

_COLLECTION = "passages"
# HNSW's ef. With 128, four in ten questions over 1,190 passages missed one of the 100 nearest, and
# others each time the index was opened, as its graph is not built twice alike. With 1,024 none did.
SEARCH_BREADTH = 1024
_WAITS_SECONDS = (0.25, 0.5, 1.0, 2.0, 4.0)  # a server that restarts is back within these
_REPLY_SECONDS = 60.0  # the client's own limit is none: a lost network would hold it for ever
_CONNECT_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class ChromaServer:
    """Where a Chroma server is, and what it asks for."""

    url: str
    token: str | None
    tenant: str
    database: str

    @property
    def address(self) -> str:
        """The URL as it may be shown: without what is secret in it."""
        return shown_address(self.url)

    @classmethod
    def of(cls, settings: Settings) -> "ChromaServer | None":
        """The server that the settings name; None where Chroma runs in process.

        Raises:
            SettingsError: QA_CHROMA_URL is no address of a server.
        """
        if settings.chroma_url is None:
            return None
        token = settings.chroma_token.get_secret_value() if settings.chroma_token else None
        server = cls(settings.chroma_url, token, settings.chroma_tenant, settings.chroma_database)
        try:
            parts = urlsplit(server.url)
            is_usable = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
        except ValueError:
            is_usable = False
        if not is_usable:
            raise SettingsError(
                f"QA_CHROMA_URL is {server.address!r}, which is no address of a server.",
                "Write it as http://host:8000.",
            )
        return server


@dataclass(frozen=True, slots=True)
class Opened:
    """A collection, how much it takes at once, and the way to let go of it."""

    collection: Any
    batch_size: int
    close: Callable[[], None]


def open_collection(
    places: Places, server: ChromaServer | None, fingerprint: str, *, create: bool
) -> Opened:
    """The collection of one set of stores, made empty where `create` is set and it is missing.

    Raises:
        IndexMismatch: it was made with another fingerprint.
        IndexDamaged: Chroma cannot open it, or it is not there.
        IndexUnreachable: the server does not answer.
    """
    place = server.address if server else str(places.chroma)
    return patiently(lambda: _open(places, server, fingerprint, create), server, place)


def _open(places: Places, server: ChromaServer | None, fingerprint: str, create: bool) -> Opened:
    with ExitStack() as opened:
        client = _client(places.chroma, server)
        opened.callback(_let_go, client)
        get = client.get_or_create_collection if create else client.get_collection
        options: dict[str, Any] = {"embedding_function": None}
        if create:
            options["metadata"] = {"qa_fingerprint": fingerprint}
            options["configuration"] = {"hnsw": {"space": "cosine", "ef_search": SEARCH_BREADTH}}
        collection = get(_collection_name(places, server), **options)
        batch_size = client.get_max_batch_size()
        _require_fingerprint(collection, places, fingerprint)
        return Opened(collection, batch_size, opened.pop_all().close)


def set_breadth(opened: Opened, breadth: int) -> None:
    """Let a collection be searched as broadly as this from its next opening on.

    A server opens it when it starts and is asked for the first time.
    """
    if opened.collection.configuration_json["hnsw"]["ef_search"] == breadth:
        return
    with warnings.catch_warnings():
        # that no embedding function is kept with it: vectors are made here
        warnings.simplefilter("ignore", DeprecationWarning)
        opened.collection.modify(configuration={"hnsw": {"ef_search": breadth}})


def remove_collection(places: Places, server: ChromaServer) -> None:
    """Delete a collection at a server; a missing one does not matter.

    Raises:
        IndexUnreachable: the server does not answer.
    """

    def remove() -> None:
        with ExitStack() as opened:
            client = _client(places.chroma, server)
            opened.callback(_let_go, client)
            name = _collection_name(places, server)
            if name in {collection.name for collection in client.list_collections()}:
                client.delete_collection(name)

    patiently(remove, server, server.address)


def patiently(do: Callable[[], _T], server: ChromaServer | None, place: str) -> _T:
    """What `do` returns; tried again for some seconds where a server does not answer.

    Whatever is sent twice must be harmless: adding a known id, deleting what is gone and reading
    all are.

    Raises:
        IndexUnreachable: the server still does not answer.
        IndexDamaged: Chroma fails in another way.
    """
    for wait in _WAITS_SECONDS if server else ():
        try:
            with failures_told(server, place):
                return do()
        except IndexUnreachable:
            time.sleep(wait)
    with failures_told(server, place):
        return do()


@contextmanager
def failures_told(server: ChromaServer | None, place: str) -> Iterator[None]:
    """Turn what Chroma raises, panics of its Rust core included, into errors of the index."""
    try:
        yield
    except (KeyboardInterrupt, SystemExit, GeneratorExit, MemoryError, IndexMismatch):
        raise
    except BaseException as error:  # PanicException derives from BaseException
        if server and _is_about_the_wire(error):
            raise IndexUnreachable(
                f"The Chroma server at {server.address} does not answer: {_first_line(error)}.",
                "Start it (`chroma run --path DIR`), or check QA_CHROMA_URL; then try again.",
            ) from error
        raise IndexDamaged(
            f"Chroma failed at {place}: {type(error).__name__}: {_first_line(error)}",
            _SERVER_HINT
            if server
            else "Check the disk and the rights of the data directory; "
            "`qa ingest --rebuild` makes a damaged index anew.",
        ) from error


_SERVER_HINT = (
    "Check QA_CHROMA_URL, QA_CHROMA_TOKEN, QA_CHROMA_TENANT and QA_CHROMA_DATABASE; "
    "`qa ingest --rebuild` makes an index anew that the server does not have."
)


def _is_about_the_wire(error: BaseException) -> bool:
    import httpx

    causes: list[BaseException] = []
    cause: BaseException | None = error
    while cause is not None and cause not in causes:
        causes.append(cause)
        cause = cause.__cause__ or cause.__context__
    return any(isinstance(cause, httpx.TransportError) for cause in causes)


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0].rstrip(".")


def _require_fingerprint(collection: Any, places: Places, fingerprint: str) -> None:
    made_with = (collection.metadata or {}).get("qa_fingerprint")
    if made_with != fingerprint:
        raise IndexMismatch(
            f"The vectors of {places.data_dir} were made with {made_with}, and the settings say "
            f"{fingerprint}.",
            "Run `qa ingest --rebuild`, or set the embedder and passage size as they were.",
        )


def _collection_name(places: Places, server: ChromaServer | None) -> str:
    """At a server the sets of stores of many data directories live side by side."""
    return f"{_COLLECTION}-{places.name}" if server else _COLLECTION


def _client(path: Path, server: ChromaServer | None) -> Any:
    return _remote_client(server) if server else _local_client(path)


def _remote_client(server: ChromaServer) -> Any:
    import chromadb
    import httpx
    from chromadb.config import Settings as ChromaSettings

    parts = urlsplit(server.url)
    # a hosted Chroma asks for the second header, a proxy before one of your own for the first
    headers = (
        {"Authorization": f"Bearer {server.token}", "X-Chroma-Token": server.token}
        if server.token
        else {}
    )
    client = chromadb.HttpClient(
        host=server.url if parts.path.strip("/") else parts.hostname or "",
        port=parts.port or (443 if parts.scheme == "https" else 8000),
        ssl=parts.scheme == "https",
        headers=headers,
        tenant=server.tenant,
        database=server.database,
        settings=ChromaSettings(anonymized_telemetry=False),
    )
    for session in _sessions(client):  # there is no public way to set a limit
        session.timeout = httpx.Timeout(_REPLY_SECONDS, connect=_CONNECT_SECONDS)
    return client


def _sessions(client: Any) -> list[Any]:
    """The connections of a remote client, which it never closes; none of a local one."""
    servers: list[Any] = [getattr(part, "_server", None) for part in (client, client._admin_client)]
    return [each._session for each in servers if hasattr(each, "_session")]


def _let_go(client: Any) -> None:
    for session in _sessions(client):
        session.close()
    client.close()


def _local_client(path: Path) -> Any:
    """A client that shares nothing with others in this process.

    Chroma keeps one engine a path, with what it has read and even where it failed to start. So
    each client gets a spelling of the path of its own: '/./' and '//' mean '/'.
    """
    import chromadb
    from chromadb.config import Settings as ChromaSettings

    spelling = "".join("/." if bit == "1" else "/" for bit in f"{next(_OPENINGS):b}")
    return chromadb.PersistentClient(
        f"{path}{spelling}/", settings=ChromaSettings(anonymized_telemetry=False)
    )


_OPENINGS = count(1)
