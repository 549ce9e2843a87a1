"""Freed memory is used again or goes back, so that a sync does not swell with its length."""

import ctypes
import sys
from collections.abc import Callable
from functools import cache

_M_ARENA_MAX = -8  # glibc's malloc.h


def give_back() -> None:
    """Let the C library return what it keeps of freed memory; does nothing where it is not glibc.

    Chroma, Tantivy and the embedder free in one thread what another one asked for, and glibc keeps
    a store of freed pieces for each thread: 25 MB more with every 1,000 passages, 5 MB with one
    store for all of the threads that start after the first call (`man mallopt`).
    """
    _trim()(0)


@cache
def _trim() -> Callable[[int], object]:
    if sys.platform != "linux":
        return lambda _keep: None
    library = ctypes.CDLL(None)
    trim: Callable[[int], object] | None = getattr(library, "malloc_trim", None)
    if trim is None:
        return lambda _keep: None
    library.mallopt(_M_ARENA_MAX, 1)
    return trim
