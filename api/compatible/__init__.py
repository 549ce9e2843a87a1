"""The routes that clients of the OpenAI API know, over the same pipeline as `/v1/ask`."""

MODEL = "corpus-qa"  # the one model these routes offer

PATHS = ("/v1/chat/completions", "/v1/responses", "/v1/models")


def is_compatible(path: str) -> bool:
    """Whether a path is one of these routes: then its errors have OpenAI's shape too."""
    return any(path == route or path.startswith(f"{route}/") for route in PATHS)
