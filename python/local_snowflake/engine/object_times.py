"""When tables and views were created, and which are transient: DuckDB does not keep it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from local_snowflake.engine.names import TableName

if TYPE_CHECKING:
    from local_snowflake.catalog import Catalog

_TABLES = """
CREATE TABLE IF NOT EXISTS object_times (
  database_name TEXT NOT NULL, schema_name TEXT NOT NULL, name TEXT NOT NULL, created_at REAL NOT NULL,
  is_transient INTEGER NOT NULL, PRIMARY KEY (database_name, schema_name, name)
) WITHOUT ROWID;
"""
_OF = "database_name = ? AND schema_name = ? AND name = ?"


class ObjectTimes:
    """By full name; an object that is not known is as old as the epoch."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        catalog.migrate(_TABLES)

    def created(self, name: TableName, *, transient: bool = False) -> None:
        with self._catalog.connection() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO object_times VALUES (?, ?, ?, ?, ?)", (*name, time.time(), transient)
            )

    def renamed(self, name: TableName, new: TableName) -> None:
        with self._catalog.connection() as connection:
            connection.execute(f"DELETE FROM object_times WHERE {_OF}", new)
            connection.execute(
                f"UPDATE object_times SET database_name = ?, schema_name = ?, name = ? WHERE {_OF}",
                (*new, *name),
            )

    def all(self) -> dict[TableName, tuple[float, bool]]:
        """(created at, transient) by name."""
        with self._catalog.connection() as connection:
            rows = connection.execute("SELECT * FROM object_times").fetchall()
        return {(row[0], row[1], row[2]): (row[3], bool(row[4])) for row in rows}
