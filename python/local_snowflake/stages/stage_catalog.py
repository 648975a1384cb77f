"""Which stages and file formats there are, kept in the server's catalog."""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from local_snowflake.stages.file_format import FileFormat
from local_snowflake.statement import SnowflakeError

if TYPE_CHECKING:
    from local_snowflake.catalog import Catalog

ObjectKind = Literal["Stage", "File format"]
#: The owner of what every session sees; temporary objects belong to a session's id instead.
EVERYONE = ""

_TABLES = """
CREATE TABLE IF NOT EXISTS stages (
  id TEXT PRIMARY KEY, database TEXT NOT NULL, schema TEXT NOT NULL, name TEXT NOT NULL,
  session TEXT NOT NULL,
  comment TEXT NOT NULL, file_format TEXT, created_at REAL NOT NULL, owner TEXT NOT NULL,
  UNIQUE (database, schema, name, session)
);
CREATE TABLE IF NOT EXISTS file_formats (
  id TEXT PRIMARY KEY, database TEXT NOT NULL, schema TEXT NOT NULL, name TEXT NOT NULL,
  session TEXT NOT NULL,
  comment TEXT NOT NULL, definition TEXT NOT NULL, created_at REAL NOT NULL, owner TEXT NOT NULL,
  UNIQUE (database, schema, name, session)
);
"""


@dataclass(frozen=True)
class StageRecord:
    """A named internal stage; `file_format` is its default as JSON, `session` empty unless temporary."""

    id: str
    database: str
    schema: str
    name: str
    session: str
    comment: str
    file_format: str | None
    created_at: float
    owner: str


@dataclass(frozen=True)
class FileFormatRecord:
    """A named file format; `definition` is JSON."""

    id: str
    database: str
    schema: str
    name: str
    session: str
    comment: str
    definition: str
    created_at: float
    owner: str

    @property
    def format(self) -> FileFormat:
        return FileFormat.from_json(self.definition)


Record = StageRecord | FileFormatRecord
_STAGE_COLUMNS = "id, database, schema, name, session, comment, file_format, created_at, owner"
_FORMAT_COLUMNS = "id, database, schema, name, session, comment, definition, created_at, owner"


def does_not_exist(kind: str, name: str) -> SnowflakeError:
    """Snowflake's error for a name that leads nowhere."""
    return SnowflakeError(
        "002003", "02000", f"SQL compilation error:\n{kind} '{name}' does not exist or not authorized."
    )


def already_exists(name: str) -> SnowflakeError:
    """Snowflake's error for a name that is taken."""
    return SnowflakeError("002002", "42710", f"SQL compilation error:\nObject '{name}' already exists.")


class StageCatalog:
    """Rows of stages and file formats. All names are exact (upper case when they were not quoted)."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        with catalog.connection() as connection:
            connection.executescript(_TABLES)

    def find_stage(self, database: str, schema: str, name: str, session: str) -> StageRecord | None:
        """The session's temporary stage of this name, or the one that everyone sees."""
        row = self._find("stages", _STAGE_COLUMNS, (database, schema, name, session))
        return StageRecord(*row) if row else None

    def find_format(self, database: str, schema: str, name: str, session: str) -> FileFormatRecord | None:
        """The session's temporary file format of this name, or the one that everyone sees."""
        row = self._find("file_formats", _FORMAT_COLUMNS, (database, schema, name, session))
        return FileFormatRecord(*row) if row else None

    def _find(self, table: str, columns: str, key: tuple[str, str, str, str]) -> tuple[Any, ...] | None:
        with self._catalog.connection() as connection:
            row = connection.execute(
                f"SELECT {columns} FROM {table} WHERE database = ? AND schema = ? AND name = ? "
                "AND session IN (?, '') ORDER BY session DESC LIMIT 1",
                key,
            ).fetchone()
        return tuple(row) if row else None

    def create_stage(
        self, key: tuple[str, str, str], session: str, comment: str, file_format: str | None, owner: str
    ) -> None:
        """Raises SnowflakeError 002002 when the name is taken."""
        values = (uuid.uuid4().hex, *key, session, comment, file_format, time.time(), owner)
        self._insert(
            f"INSERT OR IGNORE INTO stages ({_STAGE_COLUMNS}) VALUES (?,?,?,?,?,?,?,?,?)", values, key
        )

    def create_format(
        self, key: tuple[str, str, str], session: str, comment: str, definition: str, owner: str
    ) -> None:
        """Raises SnowflakeError 002002 when the name is taken."""
        values = (uuid.uuid4().hex, *key, session, comment, definition, time.time(), owner)
        self._insert(
            f"INSERT OR IGNORE INTO file_formats ({_FORMAT_COLUMNS}) VALUES (?,?,?,?,?,?,?,?,?)", values, key
        )

    def _insert(self, statement: str, values: tuple[object, ...], key: tuple[str, str, str]) -> None:
        with self._catalog.connection() as connection:
            if connection.execute(statement, values).rowcount == 0:
                raise already_exists(key[2])

    def drop(self, record: Record) -> None:
        """Forgets a stage or file format; the stage's files are the store's business."""
        table = "stages" if isinstance(record, StageRecord) else "file_formats"
        with self._catalog.connection() as connection:
            connection.execute(f"DELETE FROM {table} WHERE id = ?", (record.id,))

    def drop_temporary(self, session: str | None) -> list[str]:
        """Drops the temporary objects of a session, or of all; gives the ids of the stages among them."""
        return self._drop_all("session = ?", session) if session else self._drop_all("session <> ''")

    def drop_within(self, database: str, schema: str | None) -> list[str]:
        """Drops what is in a schema, or in a whole database; gives the ids of the stages among it."""
        if schema is None:
            return self._drop_all("database = ?", database)
        return self._drop_all("database = ? AND schema = ?", database, schema)

    def _drop_all(self, which: str, *values: str) -> list[str]:
        with self._catalog.connection() as connection:
            ids = [row[0] for row in connection.execute(f"SELECT id FROM stages WHERE {which}", values)]
            for table in ("stages", "file_formats"):
                connection.execute(f"DELETE FROM {table} WHERE {which}", values)
        return ids

    def stages(self, session: str) -> list[StageRecord]:
        """All stages that a session sees, by name."""
        return [StageRecord(*row) for row in self._all("stages", _STAGE_COLUMNS, session)]

    def formats(self, session: str) -> list[FileFormatRecord]:
        """All file formats that a session sees, by name."""
        return [FileFormatRecord(*row) for row in self._all("file_formats", _FORMAT_COLUMNS, session)]

    def _all(self, table: str, columns: str, session: str) -> list[tuple[Any, ...]]:
        with self._catalog.connection() as connection:
            query = f"SELECT {columns} FROM {table} WHERE session IN (?, '') ORDER BY name, database, schema"
            return [tuple(row) for row in connection.execute(query, (session,))]
