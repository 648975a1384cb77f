"""Which files were loaded into which table, so that COPY INTO loads a file once.

A file counts as the same while its path and its content are, as in Snowflake (which forgets after 64 days).
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from local_snowflake.stages.stages import StagePlace, Stages
from local_snowflake.stages.store import StoredFile

if TYPE_CHECKING:
    from local_snowflake.catalog import Catalog

TableKey = tuple[str, str, str]
_TABLES = """
CREATE TABLE IF NOT EXISTS load_history (
  database TEXT NOT NULL, schema TEXT NOT NULL, table_name TEXT NOT NULL, stage_id TEXT NOT NULL,
  path TEXT NOT NULL, md5 TEXT NOT NULL, loaded_at REAL NOT NULL,
  PRIMARY KEY (database, schema, table_name, stage_id, path)
);
"""


class LoadHistory:
    """Rows of loads, by table. A table that is dropped, replaced or truncated has none."""

    def __init__(self, catalog: Catalog, stages: Stages) -> None:
        self._catalog = catalog
        self._stages = stages
        catalog.migrate(_TABLES)

    def loaded(self, table: TableKey, place: StagePlace, files: list[StoredFile]) -> set[str]:
        """The paths of those files that the table has, with the content that they have now."""
        with self._catalog.connection() as connection:
            rows = connection.execute(
                "SELECT path, md5 FROM load_history WHERE database = ? AND schema = ? AND table_name = ? "
                "AND stage_id = ?",
                (*table, place.stage_id),
            )
            known = {str(path): str(md5) for path, md5 in rows}
        return {f.path for f in files if f.path in known and known[f.path] == self._stages.store.md5(f)}

    def record(self, table: TableKey, place: StagePlace, files: list[StoredFile]) -> None:
        """Notes that the table has these files."""
        rows = [(*table, place.stage_id, f.path, self._stages.store.md5(f), time.time()) for f in files]
        with self._catalog.connection() as connection:
            connection.executemany("INSERT OR REPLACE INTO load_history VALUES (?, ?, ?, ?, ?, ?, ?)", rows)

    def forget(self, database: str, schema: str | None = None, table: str | None = None) -> None:
        """Forgets the loads of a table, a schema or a database that is gone."""
        names = [("database", database), ("schema", schema), ("table_name", table)]
        given = [(column, value) for column, value in names if value is not None]
        condition = " AND ".join(f"{column} = ?" for column, _ in given)
        with self._catalog.connection() as connection:
            connection.execute(f"DELETE FROM load_history WHERE {condition}", [value for _, value in given])
