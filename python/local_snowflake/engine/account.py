"""Warehouses, roles, users and grants: kept by name, without effect, for the server has one user."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from local_snowflake.catalog import Catalog

#: The roles that every account has.
ROLES = ("ACCOUNTADMIN", "ORGADMIN", "PUBLIC", "SECURITYADMIN", "SYSADMIN", "USERADMIN")
_TABLES = """
CREATE TABLE IF NOT EXISTS account_objects (
  kind TEXT NOT NULL, name TEXT NOT NULL, PRIMARY KEY (kind, name)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS object_grants (
  privilege TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL, grantee_kind TEXT NOT NULL,
  grantee TEXT NOT NULL, created_at REAL NOT NULL,
  PRIMARY KEY (privilege, kind, name, grantee_kind, grantee)
) WITHOUT ROWID;
"""
_GRANT = "privilege = ? AND kind = ? AND name = ? AND grantee_kind = ? AND grantee = ?"


@dataclass(frozen=True)
class Grant:
    """A privilege on an object (`kind` and `name`) that a role or user has."""

    privilege: str
    kind: str
    name: str
    grantee_kind: str
    grantee: str
    created_at: float


class Account:
    """Names and grants in the catalog."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        catalog.migrate(_TABLES)

    def names(self, kind: str) -> list[str]:
        """The names of the warehouses, roles or users that were created."""
        with self._catalog.connection() as connection:
            rows = connection.execute(
                "SELECT name FROM account_objects WHERE kind = ? ORDER BY name", (kind,)
            )
            return [row[0] for row in rows]

    def add(self, kind: str, name: str) -> bool:
        """False when it is there already."""
        sql = "INSERT OR IGNORE INTO account_objects VALUES (?, ?)"
        with self._catalog.connection() as connection:
            return connection.execute(sql, (kind, name)).rowcount > 0

    def remove(self, kind: str, name: str) -> bool:
        """False when it is not there."""
        sql = "DELETE FROM account_objects WHERE kind = ? AND name = ?"
        with self._catalog.connection() as connection:
            return connection.execute(sql, (kind, name)).rowcount > 0

    def grant(self, key: tuple[str, str, str, str, str]) -> None:
        """Notes a grant: privilege, kind, name, grantee's kind, grantee."""
        with self._catalog.connection() as connection:
            connection.execute(
                "INSERT OR IGNORE INTO object_grants VALUES (?, ?, ?, ?, ?, ?)", (*key, time.time())
            )

    def revoke(self, key: tuple[str, str, str, str, str]) -> None:
        """Forgets a grant."""
        with self._catalog.connection() as connection:
            connection.execute(f"DELETE FROM object_grants WHERE {_GRANT}", key)

    def grants_to(self, grantee: str) -> list[Grant]:
        return self._grants("grantee = ?", (grantee,))

    def grants_on(self, kind: str, name: str) -> list[Grant]:
        return self._grants("kind = ? AND name = ?", (kind, name))

    def _grants(self, condition: str, values: Sequence[str]) -> list[Grant]:
        sql = f"SELECT * FROM object_grants WHERE {condition} ORDER BY created_at"
        with self._catalog.connection() as connection:
            return [Grant(*row) for row in connection.execute(sql, values)]
