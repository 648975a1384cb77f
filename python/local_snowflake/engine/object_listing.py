"""All tables and views that a session sees, for SHOW and INFORMATION_SCHEMA."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from local_snowflake.engine.databases import HIDDEN_SCHEMAS
from local_snowflake.engine.names import TableName, owner, temporary_name

if TYPE_CHECKING:
    from local_snowflake.duck_connection import DuckConnection
    from local_snowflake.engine.databases import Databases
    from local_snowflake.engine.object_times import ObjectTimes
    from local_snowflake.sessions import Session

_TABLES = """
SELECT database_name, schema_name, table_name, estimated_size, comment FROM duckdb_tables() WHERE NOT internal
"""
_VIEWS = "SELECT database_name, schema_name, view_name, sql, comment FROM duckdb_views() WHERE NOT internal"


@dataclass(frozen=True)
class ListedObject:
    """A table or view. `kind` is TABLE, TRANSIENT, TEMPORARY or VIEW; `text` is a view's SELECT."""

    name: TableName
    kind: str
    rows: int | None
    comment: str
    created_at: dt.datetime
    text: str | None = None


class ObjectListing:
    """Reads DuckDB's catalog and what stands beside it."""

    def __init__(self, databases: Databases, times: ObjectTimes) -> None:
        self._databases = databases
        self._times = times

    def all(self, duck: DuckConnection, session: Session) -> list[ListedObject]:
        """Every table and view of every database, and the session's temporary tables, by name."""
        times = self._times.all()
        known = frozenset(self._databases.names())
        found = [
            *(self._table(row, times) for row in duck.run(_TABLES) if row[0] in known),
            *(self._view(row, times) for row in duck.run(_VIEWS) if row[0] in known),
        ]
        shown = [item for item in found if item.name[1] not in HIDDEN_SCHEMAS]
        return sorted([*shown, *self._temporary(duck, session)], key=lambda item: (item.name[2], item.name))

    def _table(
        self, row: tuple[str, str, str, int, str | None], times: dict[TableName, tuple[float, bool]]
    ) -> ListedObject:
        name = (row[0], row[1], row[2])
        at, transient = times.get(name, (0.0, False))
        return ListedObject(name, "TRANSIENT" if transient else "TABLE", row[3], row[4] or "", _moment(at))

    def _view(
        self, row: tuple[str, str, str, str, str | None], times: dict[TableName, tuple[float, bool]]
    ) -> ListedObject:
        name = (row[0], row[1], row[2])
        return ListedObject(
            name, "VIEW", None, row[4] or "", _moment(times.get(name, (0.0, False))[0]), row[3]
        )

    def _temporary(self, duck: DuckConnection, session: Session) -> list[ListedObject]:
        root = owner(session)
        if not root.temporary_tables:
            return []
        sizes = {row[2]: row[3] for row in duck.run(_TABLES) if row[0] == "temp"}
        at = _moment(root.created_at)
        return [
            ListedObject(name, "TEMPORARY", sizes.get(temporary_name(name)), "", at)
            for name in root.temporary_tables
        ]


def _moment(seconds: float) -> dt.datetime:
    return dt.datetime.fromtimestamp(seconds, dt.UTC)
