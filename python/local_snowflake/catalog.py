"""What the server remembers besides table data: one SQLite file, in which each part owns tables."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path


class Catalog:
    """A SQLite file behind one lock. Each part creates and reads its own tables through `connection()`."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.RLock()
        self._connection = sqlite3.connect(path, check_same_thread=False)
        # WAL without a flush per commit survives kill -9 of this process; only a power cut can lose the tail.
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = NORMAL")

    @contextmanager
    def connection(self) -> Generator[sqlite3.Connection]:
        """The connection, for one unit of work: committed at the end, rolled back when it raises."""
        with self._lock:
            try:
                yield self._connection
            except BaseException:
                self._connection.rollback()
                raise
            self._connection.commit()

    def migrate(self, script: str) -> None:
        """Runs a script of `CREATE ... IF NOT EXISTS` statements."""
        with self.connection() as connection:
            connection.executescript(script)

    def close(self) -> None:
        with self._lock:
            self._connection.close()
