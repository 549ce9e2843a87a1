"""The process in which files are parsed: `python -m qa.ingest.worker MEGABYTES SECONDS`.

It reads requests from standard input and writes replies to what was its standard output; see
`qa.ingest.parsing` for their form. It holds nothing between two files.
"""

import contextlib
import json
import os
import signal
import struct
import sys
from collections.abc import Iterator
from typing import IO

from qa.ingest.reading import reply_about

_LENGTH = struct.Struct("!Q")
_GRACE_SECONDS = 5  # past the parent's limit: then the parent is gone, and so shall we be


def main(megabytes: int, seconds: int) -> None:
    """Answer requests until standard input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's; it closes our input
    requests, replies = sys.stdin.buffer, _replies()
    _limit_memory(megabytes)
    while (head := read_frame(requests)) is not None:
        request = json.loads(head)
        data, sidecar = read_frame(requests), read_frame(requests)
        with _deadline(seconds + _GRACE_SECONDS):
            reply = reply_about(request, data or b"", sidecar or b"")
        write_frame(replies, json.dumps(reply).encode("ascii"))
        replies.flush()
        if reply.get("is_exhausted"):
            return  # after a failed allocation nothing is certain; the parent starts another one


def read_frame(stream: IO[bytes]) -> bytes | None:
    """The next frame: its length as eight bytes, then its content. None where the stream ends."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    length = _LENGTH.unpack(head)[0]
    content = stream.read(length)
    return content if len(content) == length else None


def write_frame(stream: IO[bytes], content: bytes) -> None:
    """Write one frame; the caller flushes."""
    stream.write(_LENGTH.pack(len(content)))
    stream.write(content)


def _replies() -> IO[bytes]:
    """Where replies go; what libraries print goes nowhere instead of in between."""
    replies = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.dup2(nowhere, sys.stderr.fileno())
    return replies


def _limit_memory(megabytes: int) -> None:
    """Let allocations beyond the limit fail. Systems without such limits go without."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        limit = megabytes * 1_000_000
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


@contextlib.contextmanager
def _deadline(seconds: int) -> Iterator[None]:
    """End this process where it hangs and nobody is left to end it."""
    if hasattr(signal, "alarm"):  # not on Windows
        signal.alarm(seconds)
    yield
    if hasattr(signal, "alarm"):
        signal.alarm(0)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
