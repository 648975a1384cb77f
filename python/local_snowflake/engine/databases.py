"""The DuckDB files below: one per Snowflake database, attached to one instance that holds the macros."""

from __future__ import annotations

import re
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from local_snowflake.duck_connection import DuckConnection
from local_snowflake.engine.digests import install_digests
from local_snowflake.statement import SnowflakeError
from local_snowflake.translation import DUCKDB_CONFIG, macro_sql

if TYPE_CHECKING:
    from local_snowflake.catalog import Catalog

_TABLES = """
CREATE TABLE IF NOT EXISTS databases (
  name TEXT PRIMARY KEY, file TEXT NOT NULL, comment TEXT NOT NULL, created_at REAL NOT NULL,
  is_transient INTEGER NOT NULL
);
"""
#: DuckDB's own catalogs, in any case.
RESERVED = frozenset({"MEMORY", "SYSTEM", "TEMP"})
#: DuckDB's own schemas, which no Snowflake database shows.
HIDDEN_SCHEMAS = frozenset({"main", "pg_catalog", "information_schema"})


class Databases:
    """Opens, makes and drops databases; gives out connections. Thread-safe."""

    def __init__(self, data_dir: Path, catalog: Catalog) -> None:
        self._folder = data_dir / "databases"
        self._folder.mkdir(parents=True, exist_ok=True)
        self._catalog = catalog
        self._lock = threading.RLock()
        catalog.migrate(_TABLES)
        self.raw = duckdb.connect(":memory:", config=DUCKDB_CONFIG)
        self.raw.execute(macro_sql())
        install_digests(self.raw)
        for name, file in self._rows("SELECT name, file FROM databases"):
            self._attach(name, file)

    def _rows(self, sql: str, *values: object) -> list[tuple[str, ...]]:
        with self._catalog.connection() as connection:
            return connection.execute(sql, values).fetchall()

    def _attach(self, name: str, file: str) -> None:
        path = str(self._folder / file).replace("'", "''")
        self.raw.execute(f"ATTACH '{path}' AS {quoted(name)}")

    def connect(self) -> DuckConnection:
        """A connection of its own, with its own transactions and temporary tables."""
        with self._lock:
            raw = self.raw.cursor()
        raw.execute("SET TimeZone = 'UTC'")
        return DuckConnection(raw)

    def names(self) -> list[str]:
        """All databases, by name."""
        return [row[0] for row in self._rows("SELECT name FROM databases ORDER BY name")]

    def listed(self) -> list[tuple[str, str, float, bool]]:
        """(name, comment, created at, transient) of every database."""
        rows = self._rows("SELECT name, comment, created_at, is_transient FROM databases ORDER BY name")
        return [
            (name, comment, float(created), bool(transient)) for name, comment, created, transient in rows
        ]

    def exists(self, name: str) -> bool:
        return bool(self._rows("SELECT 1 FROM databases WHERE name = ?", name))

    def has_time_zone(self, name: str) -> bool:
        """Whether there is such a time zone."""
        with self._lock:
            return bool(
                self.raw.execute("SELECT 1 FROM pg_timezone_names() WHERE name = $1", [name]).fetchall()
            )

    def schemas(self, name: str) -> list[str]:
        """The schemas of a database, by name."""
        with self._lock:
            return schema_names(self.raw, name)

    def create(self, name: str, comment: str = "", *, transient: bool = False) -> None:
        """Makes a database with its schema PUBLIC. Raises SnowflakeError 002002 when the name is taken."""
        with self._lock:
            if self.exists(name) or name.upper() in RESERVED or self._taken_in_another_case(name):
                raise SnowflakeError(
                    "002002", "42710", f"SQL compilation error:\nObject '{name}' already exists."
                )
            file = f"{_file_name(name)}-{time.time_ns()}.duckdb"
            self._attach(name, file)
            self.raw.execute(f"CREATE SCHEMA {quoted(name, 'PUBLIC')}")
            with self._catalog.connection() as connection:
                connection.execute(
                    "INSERT INTO databases VALUES (?, ?, ?, ?, ?)",
                    (name, file, comment, time.time(), transient),
                )

    def _taken_in_another_case(self, name: str) -> bool:
        # DuckDB's names do not mind the case.
        return name.upper() in (other.upper() for other in self.names())

    def drop(self, name: str) -> None:
        """Forgets a database and deletes its file."""
        with self._lock:
            files = self._rows("SELECT file FROM databases WHERE name = ?", name)
            with self._catalog.connection() as connection:
                connection.execute("DELETE FROM databases WHERE name = ?", (name,))
            self.raw.execute(f"DETACH {quoted(name)}")
            for (file,) in files:
                for path in (self._folder / file, self._folder / f"{file}.wal"):
                    path.unlink(missing_ok=True)

    def rename(self, name: str, new: str) -> None:
        """Gives a database another name."""
        with self._lock:
            if self.exists(new):
                raise SnowflakeError(
                    "002002", "42710", f"SQL compilation error:\nObject '{new}' already exists."
                )
            ((file,),) = self._rows("SELECT file FROM databases WHERE name = ?", name)
            self.raw.execute(f"DETACH {quoted(name)}")
            self._attach(new, file)
            with self._catalog.connection() as connection:
                connection.execute("UPDATE databases SET name = ? WHERE name = ?", (new, name))

    def stop(self) -> None:
        """Closes every file; what was committed is in them."""
        self.raw.close()


def schema_names(raw: duckdb.DuckDBPyConnection, database: str) -> list[str]:
    """The schemas of a database as a connection sees them, by name."""
    sql = "SELECT schema_name FROM duckdb_schemas() WHERE database_name = $1 ORDER BY 1"
    return [row[0] for row in raw.execute(sql, [database]).fetchall() if row[0] not in HIDDEN_SCHEMAS]


def quoted(*parts: str) -> str:
    """A qualified name in double quotes."""
    return ".".join('"' + part.replace('"', '""') + '"' for part in parts)


def _file_name(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9_]", "_", name)[:64]
