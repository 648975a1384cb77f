"""One DuckDB connection of the server: remembers the last result's column types, can be interrupted."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import duckdb
import pyarrow as pa

from local_snowflake.statement import CancelToken, SnowflakeError

CANCELLED = ("000604", "57014", "SQL execution canceled")


def cancelled_error() -> SnowflakeError:
    """What a cancelled statement fails with."""
    return SnowflakeError(*CANCELLED)


class DuckConnection:
    """Stands in for a duckdb connection towards the translation library, which calls only these methods."""

    def __init__(self, raw: duckdb.DuckDBPyConnection) -> None:
        self.raw = raw
        #: Held by whoever runs a statement on this connection.
        self.lock = threading.RLock()
        #: (name, DuckDB type) of the last result's columns.
        self.description: list[tuple[str, str]] = []
        self.namespace: tuple[str | None, str | None] | None = None
        self._cancel: CancelToken | None = None

    def execute(self, sql: str, parameters: Any = None) -> DuckConnection:
        if self._cancel is not None and self._cancel.cancelled:
            raise cancelled_error()
        self.raw.execute(sql, parameters) if parameters else self.raw.execute(sql)
        return self

    def fetchall(self) -> list[Any]:
        return self.raw.fetchall()

    def fetchone(self) -> Any:
        return self.raw.fetchone()

    def to_arrow_table(self) -> pa.Table:
        """The last statement's rows; its columns' DuckDB types are in `description` afterwards."""
        self.description = [(column[0], str(column[1])) for column in self.raw.description or []]
        return self.raw.to_arrow_table()

    def commit(self) -> None:
        self.raw.commit()

    def enter(self, database: str | None, schema: str | None) -> None:
        """Makes unqualified names resolve in this database and schema."""
        if self.namespace == (database, schema):
            return
        place = f'"{database}"."{schema or "main"}"' if database else "memory.main"
        self.raw.execute(f"SET schema = '{place}'")
        self.namespace = (database, schema)

    @contextmanager
    def cancellable(self, cancel: CancelToken) -> Iterator[None]:
        """While the block runs, a cancellation interrupts whatever DuckDB is doing on this connection."""
        finished = threading.Event()

        def interrupt() -> None:
            # interrupt() does nothing between two statements, so it is repeated until the block has ended.
            def repeat() -> None:
                while not finished.wait(0.02):
                    self.raw.interrupt()

            threading.Thread(target=repeat, name="interrupt", daemon=True).start()

        self._cancel = cancel
        cancel.on_cancel(interrupt)
        try:
            yield
        finally:
            finished.set()
            self._cancel = None

    def close(self) -> None:
        self.raw.close()
