"""Requests counted by all workers of a service together."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from math import floor
from pathlib import Path

from limits.storage.base import SlidingWindowCounterSupport, Storage, TimestampedSlidingWindow

from qa.sqlite import write_ahead

_PATIENCE_SECONDS = 5.0  # for another worker's transaction; one takes tens of microseconds

Window = tuple[int, float, int, float]  # count and seconds left, of the window before and of this


class RateFile(Storage, SlidingWindowCounterSupport, TimestampedSlidingWindow):
    """A storage for `limits` in an SQLite file, which every worker opens for itself.

    `limits` has none that processes of one machine share without a server. The file lives as long
    as the service: nothing of it must survive, so nothing waits for the disk. For one thread.
    """

    STORAGE_SCHEME = None  # it is made here, not by an address

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(
            path, timeout=_PATIENCE_SECONDS, isolation_level=None, check_same_thread=False
        )
        write_ahead(self._connection, _PATIENCE_SECONDS)
        self._connection.execute("PRAGMA synchronous=OFF")
        self._connection.execute(
            "CREATE TABLE IF NOT EXISTS counts (key TEXT PRIMARY KEY, count INTEGER, expires REAL)"
        )
        self._connection.execute("CREATE INDEX IF NOT EXISTS ends ON counts (expires)")
        super().__init__()

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    @property
    def base_exceptions(self) -> type[Exception]:
        """What goes wrong below."""
        return sqlite3.Error

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        """The count of a key, raised by `amount`; a new one ends after `expiry` seconds."""
        now = time.time()
        self._connection.execute("DELETE FROM counts WHERE expires <= ?", (now,))
        row = self._connection.execute(
            "INSERT INTO counts VALUES (?, ?, ?)"
            " ON CONFLICT (key) DO UPDATE SET count = count + excluded.count RETURNING count",
            (key, amount, now + expiry),
        ).fetchone()
        return int(row[0])

    def get(self, key: str) -> int:
        """The count of a key; 0 where it has ended."""
        return int(self._read(key)[0])

    def get_expiry(self, key: str) -> float:
        """When the count of a key ends, in seconds of the epoch; now where it has none."""
        return self._read(key)[1]

    def check(self) -> bool:
        """Whether the file can be read."""
        return self.get("") == 0

    def reset(self) -> int | None:
        """Forget all counts; how many there were."""
        return self._connection.execute("DELETE FROM counts").rowcount

    def clear(self, key: str) -> None:
        """Forget one count."""
        self._connection.execute("DELETE FROM counts WHERE key = ?", (key,))

    def acquire_sliding_window_entry(
        self, key: str, limit: int, expiry: int, amount: int = 1
    ) -> bool:
        """Whether `amount` more fit below `limit`; they are counted then, all or none."""
        now = time.time()
        with self._transaction():
            before, left, current, _ = self._window(key, expiry, now)
            if floor(before * left / expiry + current) + amount > limit:
                return False
            self.incr(self.sliding_window_keys(key, expiry, now)[1], 2 * expiry, amount)
            return True

    def get_sliding_window(self, key: str, expiry: int) -> Window:
        """Count and seconds left of the window before, then of the current one."""
        return self._window(key, expiry, time.time())

    def clear_sliding_window(self, key: str, expiry: int) -> None:
        """Forget both windows of a key."""
        for each in self.sliding_window_keys(key, expiry, time.time()):
            self.clear(each)

    def _window(self, key: str, expiry: int, now: float) -> Window:
        before, current = map(self.get, self.sliding_window_keys(key, expiry, now))
        left = expiry - now % expiry  # windows begin at multiples of their length
        return before, left if before else 0.0, current, left + expiry

    def _read(self, key: str) -> tuple[int, float]:
        now = time.time()
        query = "SELECT count, expires FROM counts WHERE key = ? AND expires > ?"
        with closing(self._connection.execute(query, (key, now))) as found:
            row = found.fetchone()
        return (int(row[0]), float(row[1])) if row else (0, now)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """No other worker counts meanwhile."""
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            self._connection.execute("COMMIT")
