"""GRANT and REVOKE on functions and procedures. They are recorded, not enforced: the server has one user."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from local_snowflake.python_runtime.routine import Routine

if TYPE_CHECKING:
    from local_snowflake.catalog import Catalog

_TABLE = """CREATE TABLE IF NOT EXISTS python_routine_grants (
  kind TEXT NOT NULL, database_name TEXT NOT NULL, schema_name TEXT NOT NULL, name TEXT NOT NULL,
  signature TEXT NOT NULL, privilege TEXT NOT NULL, role TEXT NOT NULL, grant_option INTEGER NOT NULL,
  granted_by TEXT NOT NULL, created_on REAL NOT NULL,
  PRIMARY KEY (kind, database_name, schema_name, name, signature, privilege, role))"""
_OF = "kind = ? AND database_name = ? AND schema_name = ? AND name = ? AND signature = ?"


class RoutineGrants:
    """Privileges by routine, persistent."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        with catalog.connection() as connection:
            connection.execute(_TABLE)

    def grant(self, routine: Routine, privilege: str, role: str, *, option: bool, by: str) -> None:
        with self._catalog.connection() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO python_routine_grants VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (*routine.key, routine.signature, privilege, role, option, by, time.time()),
            )

    def revoke(self, routine: Routine, privilege: str | None = None, role: str | None = None) -> None:
        """Takes back one privilege of a role, or all of them."""
        with self._catalog.connection() as connection:
            connection.execute(
                f"DELETE FROM python_routine_grants WHERE {_OF} AND privilege = COALESCE(?, privilege) "
                "AND role = COALESCE(?, role)",
                (*routine.key, routine.signature, privilege, role),
            )

    def move(self, routine: Routine, renamed: Routine) -> None:
        """Keeps the privileges of a renamed routine."""
        with self._catalog.connection() as connection:
            connection.execute(
                f"UPDATE python_routine_grants SET database_name = ?, schema_name = ?, name = ? WHERE {_OF}",
                (*renamed.key[1:], *routine.key, routine.signature),
            )

    def of(self, routine: Routine) -> list[tuple[str, str, bool, str, float]]:
        """Privilege, role, grant option, granted by, Unix time."""
        with self._catalog.connection() as connection:
            return connection.execute(
                "SELECT privilege, role, grant_option, granted_by, created_on FROM python_routine_grants "
                f"WHERE {_OF} ORDER BY privilege, role",
                (*routine.key, routine.signature),
            ).fetchall()
