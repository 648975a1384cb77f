"""Objects of an account that have no effect here: warehouses, roles, users. Their names are kept, nothing is enforced."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from local_snowflake.catalog import Catalog

ROLES = ("ACCOUNTADMIN", "ORGADMIN", "PUBLIC", "SECURITYADMIN", "SYSADMIN", "USERADMIN")
_TABLES = """
CREATE TABLE IF NOT EXISTS account_objects (kind TEXT NOT NULL, name TEXT NOT NULL, PRIMARY KEY (kind, name)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS object_grants (
  privilege TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL, grantee_kind TEXT NOT NULL, grantee TEXT NOT NULL,
  created_at REAL NOT NULL, PRIMARY KEY (privilege, kind, name, grantee_kind, grantee)
) WITHOUT ROWID;
"""


class Account:
    """Names and grants in the catalog."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        catalog.migrate(_TABLES)

    def add(self, kind: str, name: str) -> bool:
        """False when it is there already."""
        with self.catalog.connection() as connection:
            cursor = connection.execute("INSERT OR IGNORE INTO account_objects VALUES (?, ?)", (kind, name))
            return cursor.rowcount > 0

    def remove(self, kind: str, name: str) -> bool:
        """False when it is not there."""
        with self.catalog.connection() as connection:
            return (
                connection.execute(
                    "DELETE FROM account_objects WHERE kind = ? AND name = ?", (kind, name)
                ).rowcount
                > 0
            )


def account_rows(account: Account, kind: str) -> list[str]:
    """The names of one kind."""
    with account.catalog.connection() as connection:
        rows = connection.execute(
            "SELECT name FROM account_objects WHERE kind = ? ORDER BY name", (kind,)
        ).fetchall()
    return [row[0] for row in rows]
