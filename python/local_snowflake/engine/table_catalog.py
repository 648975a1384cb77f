"""What tables, views and columns there are, read from DuckDB's own catalog."""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from local_snowflake.engine.names import TableName, owner, temporary_name

if TYPE_CHECKING:
    from local_snowflake.duck_connection import DuckConnection
    from local_snowflake.sessions import Session

_COLUMNS = """
SELECT c.column_name, c.data_type, c.is_nullable, c.column_default, c.comment,
  list(k.expression) FILTER (k.constraint_type = 'CHECK')
FROM duckdb_columns() c LEFT JOIN duckdb_constraints() k
  ON k.table_oid = c.table_oid AND k.database_oid = c.database_oid
  AND list_contains(k.constraint_column_names, c.column_name)
WHERE c.database_name = $1 AND c.schema_name = $2 AND c.table_name = $3
GROUP BY ALL ORDER BY any_value(c.column_index)
"""
_LENGTH = re.compile(r"length\(.+?\) > (\d+)")
_JSON_KIND = re.compile(r"json_type\(.+?\) = '(ARRAY|OBJECT)'")
_TYPES = {
    "VARCHAR": "TEXT",
    "DOUBLE": "FLOAT",
    "BLOB": "BINARY",
    "JSON": "VARIANT",
    "TIMESTAMP": "TIMESTAMP_NTZ",
    "TIMESTAMP WITH TIME ZONE": "TIMESTAMP_LTZ",
}
_WHOLE = re.compile(r"U?(?:HUGE|BIG|SMALL|TINY|)INT(?:EGER)?")
_DECIMAL = re.compile(r"DECIMAL\((\d+),(\d+)\)")


@dataclass(frozen=True)
class ColumnDefinition:
    """A column of a table or view; `data_type` as the information schema names it (TEXT, NUMBER, …)."""

    name: str
    data_type: str
    nullable: bool
    default: str | None
    comment: str | None
    length: int | None = None
    precision: int | None = None
    scale: int | None = None

    @property
    def declared(self) -> str:
        """The type as DESCRIBE shows it: NUMBER(38,0), VARCHAR(16777216), TIMESTAMP_NTZ(9)."""
        match self.data_type:
            case "NUMBER":
                return f"NUMBER({self.precision},{self.scale})"
            case "TEXT":
                return f"VARCHAR({self.length})"
            case "BINARY":
                return f"BINARY({self.length})"
            case "TIME" | "TIMESTAMP_NTZ" | "TIMESTAMP_LTZ" | "TIMESTAMP_TZ":
                return f"{self.data_type}(9)"
            case _:
                return self.data_type


def column_definition(row: tuple[Any, ...]) -> ColumnDefinition:
    """From DuckDB's column: its type and the checks that carry what DuckDB's type does not say."""
    name, duckdb_type, nullable, default, comment, checks = row
    data_type = _TYPES.get(str(duckdb_type), str(duckdb_type))
    length = precision = scale = None
    decimal = _DECIMAL.fullmatch(duckdb_type)
    text = " ".join(check for check in checks or [] if check)
    if decimal or _WHOLE.fullmatch(duckdb_type):
        data_type = "NUMBER"
        precision, scale = (int(decimal[1]), int(decimal[2])) if decimal else (38, 0)
    elif data_type == "TEXT":
        found = _LENGTH.search(text)
        length = int(found[1]) if found else 16_777_216
    elif data_type == "BINARY":
        length = 8_388_608
    elif data_type == "VARIANT" and (found := _JSON_KIND.search(text)):
        data_type = str(found[1])
    elif data_type == "TIMESTAMP_LTZ" and "typeof(" in text:
        data_type = "TIMESTAMP_TZ"
    return ColumnDefinition(name, data_type, bool(nullable), default, comment, length, precision, scale)


class TableCatalog:
    """Reads definitions; caches columns until the next DDL. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._version = 0
        self._columns: dict[tuple[int, TableName], list[ColumnDefinition]] = {}

    def changed(self) -> None:
        """Forgets what is cached; to be called after every DDL."""
        with self._lock:
            self._version += 1
            self._columns.clear()

    def columns(self, duck: DuckConnection, session: Session, name: TableName) -> list[ColumnDefinition]:
        """A table's or view's columns in order; none when the session sees no such table."""
        if name in owner(session).temporary_tables:
            return _read_columns(duck, ("temp", "main", temporary_name(name)))
        with self._lock:
            key = (self._version, name)
            found = self._columns.get(key)
        if found is None:
            found = _read_columns(duck, name)
            with self._lock:
                if found and self._version == key[0]:
                    self._columns[key] = found
        return found


def _read_columns(duck: DuckConnection, name: TableName) -> list[ColumnDefinition]:
    return [column_definition(row) for row in duck.run(_COLUMNS, name)]
