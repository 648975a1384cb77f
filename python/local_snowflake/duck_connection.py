"""One DuckDB connection of the server: can be interrupted, knows what is registered on it."""

from __future__ import annotations

import threading
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from typing import Any

import duckdb

from local_snowflake.statement import CancelToken, SnowflakeError

CANCELLED = ("000604", "57014", "SQL execution canceled")


def cancelled_error() -> SnowflakeError:
    """What a cancelled statement fails with."""
    return SnowflakeError(*CANCELLED)


class DuckConnection:
    """A duckdb connection with its lock and its passing relations."""

    def __init__(self, raw: duckdb.DuckDBPyConnection) -> None:
        self.raw = raw
        #: Held by whoever runs a statement on this connection.
        self.lock = threading.RLock()
        #: Names of Arrow tables that are registered for a moment.
        self.relations: set[str] = set()
        #: DuckDB's time zone on this connection.
        self.time_zone = "UTC"

    def run(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Runs DuckDB's SQL and takes all rows: DuckDB wants them taken before the next statement."""
        return self.raw.execute(sql, list(values)).fetchall() if values else self.raw.execute(sql).fetchall()

    def enter_time_zone(self, name: str) -> None:
        """Makes TIMESTAMP_LTZ values show in the session's time zone."""
        if name != self.time_zone:
            self.run("SET TimeZone = ?", [name])
            self.time_zone = name

    @contextmanager
    def cancellable(self, cancel: CancelToken) -> Generator[None]:
        """While the block runs, a cancellation interrupts whatever DuckDB is doing on this connection."""
        finished = threading.Event()
        turn = threading.Lock()

        def repeat() -> None:
            # interrupt() does nothing between two statements, so it is repeated until the block has ended.
            while not finished.wait(0.02):
                with turn:
                    if not finished.is_set():
                        self.raw.interrupt()

        cancel.on_cancel(lambda: threading.Thread(target=repeat, name="interrupt", daemon=True).start())
        try:
            yield
        finally:
            with turn:
                finished.set()

    def close(self) -> None:
        self.raw.close()
