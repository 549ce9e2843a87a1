"""What the service itself refuses, before or beside the pipeline: each with status and code.

`api.errors` turns them into replies. Failures of the product are `qa.errors` instead.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(eq=False)
class Refusal(Exception):
    """A request that is refused: what and why in `message`, what to do in `hint`.

    `parameter` names the field of the request that caused it, where one did.
    """

    status: int
    code: str
    message: str
    hint: str
    parameter: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


def unsupported(parameter: str, why: str, hint: str) -> Refusal:
    """A request asks for something that would change its meaning and is not offered."""
    return Refusal(400, "unsupported_parameter", f"'{parameter}' {why}.", hint, parameter)


def unknown_model(name: str, known: str) -> Refusal:
    """A model that the service does not have."""
    return Refusal(
        404,
        "model_not_found",
        f"There is no model {name!r}.",
        f"Ask for {known!r}; GET /v1/models lists it.",
        "model",
    )


def body_too_large(limit_bytes: int) -> Refusal:
    """A body beyond the limit; its rest is on its way, so the connection serves no more."""
    return Refusal(
        413,
        "request_too_large",
        f"The body is larger than {limit_bytes:,} bytes.",
        "Send a smaller body.",
        headers={"Connection": "close"},
    )


def wrong_host(host: str) -> Refusal:
    """A name that is not this service's: a page elsewhere may have pointed its name here."""
    return Refusal(
        421,
        "wrong_host",
        f"This service does not answer to the host {host[:80]!r}.",
        "Use the address it printed, or name the host in QA_ALLOWED_HOSTS.",
    )


def foreign_origin(origin: str) -> Refusal:
    """A page of another site sent a request that may change something."""
    return Refusal(
        403,
        "foreign_origin",
        f"Pages of {origin[:80]!r} may not call this service.",
        "Name the origin in QA_CORS_ORIGINS if they should.",
    )


def key_missing() -> Refusal:
    """No key, where one is needed."""
    return _unauthorized(
        "key_missing",
        "This service needs an API key.",
        "Send 'Authorization: Bearer KEY'; `qa keys add` on its machine makes one.",
    )


def key_unknown() -> Refusal:
    """A key that is not, or no longer, one of the service's."""
    return _unauthorized(
        "key_unknown",
        "The API key is not one of this service's.",
        "Ask whoever runs the service for a new one: `qa keys add`.",
    )


def keys_unusable() -> Refusal:
    """The service cannot read its keys: nobody gets in."""
    return Refusal(
        503,
        "keys_unusable",
        "The service cannot read its API keys.",
        "Whoever runs it finds the reason in its log.",
    )


def scope_missing(name: str, scope: str) -> Refusal:
    """A key that is good, and not for this."""
    return Refusal(
        403,
        "scope_missing",
        f"The key {name!r} may not do this: it needs the scope '{scope}'.",
        f"Use a key made with `qa keys add NAME --scope {scope}`.",
    )


def rate_limited(limit: str, seconds: int) -> Refusal:
    """Too many requests of one key or address."""
    return Refusal(
        429,
        "rate_limited",
        f"More requests than the limit of {limit}.",
        f"Try again in {seconds} s.",
        headers={"Retry-After": str(seconds)},
    )


def overloaded(waiting: int) -> Refusal:
    """All places are taken: better told now than answered late."""
    return Refusal(
        503,
        "overloaded",
        f"The service is busy, and {waiting} requests are waiting already.",
        "Try again after the seconds that Retry-After says.",
        headers={"Retry-After": "1"},
    )


def timed_out(seconds: float) -> Refusal:
    """The answer took too long; what was begun is dropped."""
    return Refusal(
        503,
        "timed_out",
        f"The request was not done within {seconds:g} s.",
        "Try again, ask for fewer passages, or raise QA_REQUEST_TIMEOUT_SECONDS.",
        headers={"Retry-After": "5"},
    )


def body_too_slow(seconds: float) -> Refusal:
    """The body did not arrive."""
    return Refusal(
        408,
        "request_timeout",
        f"The body did not arrive within {seconds:g} s.",
        "Send it at once.",
        headers={"Connection": "close"},
    )


def _unauthorized(code: str, message: str, hint: str) -> Refusal:
    return Refusal(401, code, message, hint, headers={"WWW-Authenticate": "Bearer"})


def uploads_off() -> Refusal:
    """The service was not told to change the corpus folder."""
    return Refusal(
        403,
        "uploads_off",
        "This service does not change its corpus.",
        "Whoever runs it can allow that: QA_UPLOADS=true.",
    )


def corpus_read_only(source_id: str, why: str) -> Refusal:
    """The file system does not let the service change a file."""
    return Refusal(
        403,
        "corpus_read_only",
        f"{source_id!r} cannot be changed: {why}.",
        "Give the service the right to write to the corpus folder.",
    )


def bad_source_id(source_id: str, why: str) -> Refusal:
    """An id that names no file the corpus may hold."""
    return Refusal(
        422,
        "invalid_source_id",
        f"{source_id[:80]!r} cannot be the id of a source: {why}.",
        "Send a path such as notes/today.txt.",
        "source_id",
    )


def unsupported_kind(source_id: str, endings: list[str]) -> Refusal:
    """A file that no loader reads."""
    return Refusal(
        415,
        "unsupported_file_type",
        f"Files such as {source_id[-80:]!r} are not read.",
        f"Send one that ends in {', '.join(endings)}.",
        "source_id",
    )


def unreadable_upload(source_id: str, why: str) -> Refusal:
    """A file that is not what its name says."""
    return Refusal(
        422, "unreadable_file", f"{source_id!r} cannot be read: {why}", "Send another file."
    )


def source_exists(source_id: str) -> Refusal:
    """A file of that name is there."""
    return Refusal(
        409,
        "source_exists",
        f"There is a source {source_id!r} already.",
        "Choose another id, or send replace=true.",
    )


def source_busy(source_id: str, task_id: str) -> Refusal:
    """An earlier change of the same file is not in the index yet."""
    return Refusal(
        409,
        "source_busy",
        f"{source_id!r} is being changed by {task_id}.",
        f"Wait until GET /v1/tasks/{task_id} says that it is done.",
        headers={"Retry-After": "2"},
    )


def last_source(source_id: str) -> Refusal:
    """An index without a source could not say what it is an index of."""
    return Refusal(
        409,
        "last_source",
        f"{source_id!r} is the only source of the index.",
        "Add another one first.",
    )


def task_not_found(task_id: str) -> Refusal:
    """No task of that id."""
    return Refusal(
        404,
        "task_not_found",
        f"There is no task {task_id[:80]!r}.",
        "Tasks are kept for some time only; GET /v1/sources tells what is indexed.",
    )


def malformed_upload(why: str) -> Refusal:
    """A form that cannot be read, or has no file in it."""
    return Refusal(
        400,
        "malformed_upload",
        f"The upload cannot be read: {why}.",
        "Send the file's bytes as the body, or a form with one field 'file'.",
    )
