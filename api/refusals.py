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
