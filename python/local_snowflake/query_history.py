"""The history of statements in the catalog, so that it survives the server, kill -9 included."""

from __future__ import annotations

import time
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import sqlite3

    from local_snowflake.catalog import Catalog

#: Snowflake's INFORMATION_SCHEMA.QUERY_HISTORY reaches back seven days.
KEPT_DAYS = 7
RUNNING, SUCCESS, FAILED = "RUNNING", "SUCCESS", "FAILED_WITH_ERROR"
#: What a statement ends with that ran when the server died.
SERVER_DIED = ("000603", "XX000", "Local Snowflake was stopped while the statement ran.")

_TABLE = """
CREATE TABLE IF NOT EXISTS query_history (
  query_id TEXT PRIMARY KEY, query_text TEXT NOT NULL, query_type TEXT, session_id INTEGER NOT NULL,
  user_name TEXT NOT NULL, role_name TEXT, warehouse_name TEXT, database_name TEXT, schema_name TEXT,
  query_tag TEXT NOT NULL, execution_status TEXT NOT NULL, error_code TEXT, sqlstate TEXT, error_message TEXT,
  start_time REAL NOT NULL, end_time REAL, rows_produced INTEGER
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS query_history_by_time ON query_history (start_time);
"""


@dataclass
class QueryRecord:
    """One statement as the history shows it. Times are seconds since the epoch."""

    query_id: str
    query_text: str
    query_type: str | None
    session_id: int
    user_name: str
    role_name: str | None
    warehouse_name: str | None
    database_name: str | None
    schema_name: str | None
    query_tag: str
    #: RUNNING, SUCCESS or FAILED_WITH_ERROR.
    execution_status: str
    error_code: str | None
    sqlstate: str | None
    error_message: str | None
    start_time: float
    end_time: float | None
    rows_produced: int | None

    @property
    def total_elapsed_time(self) -> int:
        """Milliseconds, up to now for a statement that runs."""
        return int(((self.end_time or time.time()) - self.start_time) * 1000)


_NAMES = [field.name for field in fields(QueryRecord)]
_SELECT = f"SELECT {', '.join(_NAMES)} FROM query_history"
_INSERT = f"INSERT INTO query_history ({', '.join(_NAMES)}) VALUES ({', '.join('?' for _ in _NAMES)})"


class QueryHistory:
    """The records, newest first. Opening it closes what a dead server left running."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        catalog.migrate(_TABLE)
        with catalog.connection() as connection:
            connection.execute(
                "UPDATE query_history SET execution_status = ?, error_code = ?, sqlstate = ?, "
                "error_message = ?, end_time = ? WHERE execution_status = ?",
                (FAILED, *SERVER_DIED, time.time(), RUNNING),
            )
        self.forget_old()

    def forget_old(self) -> None:
        """Deletes what is older than the history reaches back."""
        with self._catalog.connection() as connection:
            oldest = time.time() - KEPT_DAYS * 86_400
            connection.execute("DELETE FROM query_history WHERE start_time < ?", (oldest,))

    def begin(self, record: QueryRecord) -> None:
        """Notes a statement that starts."""
        with self._catalog.connection() as connection:
            connection.execute(_INSERT, [getattr(record, name) for name in _NAMES])

    def end(self, record: QueryRecord) -> None:
        """Notes how it ended."""
        with self._catalog.connection() as connection:
            connection.execute(
                "UPDATE query_history SET query_type = ?, execution_status = ?, error_code = ?, "
                "sqlstate = ?, error_message = ?, end_time = ?, rows_produced = ? WHERE query_id = ?",
                (*_outcome(record), record.query_id),
            )

    def find(self, query_id: str) -> QueryRecord | None:
        """The record of a statement, of an earlier run of the server too."""
        with self._catalog.connection() as connection:
            row = connection.execute(f"{_SELECT} WHERE query_id = ?", (query_id.lower(),)).fetchone()
        return QueryRecord(*row) if row else None

    def latest(self, limit: int) -> list[QueryRecord]:
        """The newest records."""
        with self._catalog.connection() as connection:
            return _records(connection.execute(f"{_SELECT} ORDER BY start_time DESC LIMIT ?", (limit,)))


def _outcome(record: QueryRecord) -> tuple[Any, ...]:
    return (
        record.query_type,
        record.execution_status,
        record.error_code,
        record.sqlstate,
        record.error_message,
        record.end_time,
        record.rows_produced,
    )


def _records(rows: sqlite3.Cursor) -> list[QueryRecord]:
    return [QueryRecord(*row) for row in rows]
