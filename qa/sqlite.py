"""What every SQLite file that several processes open needs."""

import sqlite3
import time
from pathlib import Path

_AGAIN_SECONDS = 0.01
_BUSY = 0xFF  # the part of an extended error code that says 'busy', whatever the reason


def write_ahead(connection: sqlite3.Connection, patience_seconds: float) -> None:
    """Let readers go on beside a writer; waits while another connection switches the file to that.

    SQLite's own timeout does not cover the switch.

    Raises:
        sqlite3.OperationalError: the file is still busy after that time, or cannot be written.
    """
    until = time.monotonic() + patience_seconds
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            is_busy = error.sqlite_errorcode & _BUSY == sqlite3.SQLITE_BUSY
            if not is_busy or time.monotonic() > until:
                raise
            time.sleep(_AGAIN_SECONDS)
        else:
            return


def identity_of(path: Path) -> tuple[int, int] | None:
    """What tells a file from another one put in its place; None where there is none."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino
