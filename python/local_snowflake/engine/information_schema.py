"""The views of INFORMATION_SCHEMA over tables, columns, schemas and databases."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from local_snowflake.engine.table_catalog import ColumnDefinition, TableCatalog
from local_snowflake.statement import Column, Result, SnowflakeError, stand_in_limit

if TYPE_CHECKING:
    from local_snowflake.duck_connection import DuckConnection
    from local_snowflake.engine.databases import Databases
    from local_snowflake.engine.object_listing import ListedObject, ObjectListing
    from local_snowflake.sessions import Session

_OWNER = "ACCOUNTADMIN"
_MAX_LENGTH = 16_777_216
_NUMBERS = frozenset(
    [
        "ORDINAL_POSITION",
        "CHARACTER_MAXIMUM_LENGTH",
        "CHARACTER_OCTET_LENGTH",
        "NUMERIC_PRECISION",
        "NUMERIC_PRECISION_RADIX",
        "NUMERIC_SCALE",
        "DATETIME_PRECISION",
        "ROW_COUNT",
        "BYTES",
        "RETENTION_TIME",
    ]
)
_TIMES = frozenset({"CREATED", "LAST_ALTERED"})
_COLUMNS = {
    "TABLES": """TABLE_CATALOG TABLE_SCHEMA TABLE_NAME TABLE_OWNER TABLE_TYPE IS_TRANSIENT CLUSTERING_KEY
    ROW_COUNT BYTES RETENTION_TIME CREATED LAST_ALTERED IS_TEMPORARY COMMENT""",
    "VIEWS": """TABLE_CATALOG TABLE_SCHEMA TABLE_NAME TABLE_OWNER VIEW_DEFINITION CHECK_OPTION IS_UPDATABLE
    INSERTABLE_INTO IS_SECURE CREATED LAST_ALTERED COMMENT""",
    "COLUMNS": """TABLE_CATALOG TABLE_SCHEMA TABLE_NAME COLUMN_NAME ORDINAL_POSITION COLUMN_DEFAULT
    IS_NULLABLE DATA_TYPE
    CHARACTER_MAXIMUM_LENGTH CHARACTER_OCTET_LENGTH NUMERIC_PRECISION NUMERIC_PRECISION_RADIX NUMERIC_SCALE
    DATETIME_PRECISION IS_IDENTITY COMMENT""",
    "SCHEMATA": """CATALOG_NAME SCHEMA_NAME SCHEMA_OWNER IS_TRANSIENT IS_MANAGED_ACCESS RETENTION_TIME
    CREATED COMMENT""",
    "DATABASES": "DATABASE_NAME DATABASE_OWNER IS_TRANSIENT COMMENT CREATED LAST_ALTERED RETENTION_TIME TYPE",
}


class InformationSchema:
    """Gives the rows of a view as they are now."""

    def __init__(self, databases: Databases, catalog: TableCatalog, listing: ObjectListing) -> None:
        self._databases = databases
        self._catalog = catalog
        self._listing = listing
        self._views: dict[str, Callable[[str, Session, DuckConnection], list[list[Any]]]] = {
            "TABLES": self._tables,
            "VIEWS": self._view_rows,
            "COLUMNS": self._column_rows,
            "SCHEMATA": self._schemata,
            "DATABASES": lambda _database, _session, _duck: self._database_rows(),
        }

    def rows(self, view: str, database: str, session: Session, duck: DuckConnection) -> Result:
        """Raises SnowflakeError 002003 for an unknown database, the stand-in's limit for other views."""
        name = next((item for item in self._databases.names() if item.upper() == database.upper()), None)
        if name is None:
            raise SnowflakeError(
                "002003",
                "02000",
                f"SQL compilation error:\nDatabase '{database}' does not exist or not authorized.",
            )
        if view not in self._views:
            raise stand_in_limit(f"INFORMATION_SCHEMA.{view}")
        return Result(_typed(_COLUMNS[view].split()), rows=self._views[view](name, session, duck))

    def _objects(self, database: str, session: Session, duck: DuckConnection) -> list[ListedObject]:
        return [item for item in self._listing.all(duck, session) if item.name[0] == database]

    def _tables(self, database: str, session: Session, duck: DuckConnection) -> list[list[Any]]:
        return [_table_row(item) for item in self._objects(database, session, duck)]

    def _view_rows(self, database: str, session: Session, duck: DuckConnection) -> list[list[Any]]:
        return [
            [
                *item.name,
                _OWNER,
                item.text,
                "NONE",
                "NO",
                "NO",
                "NO",
                item.created_at,
                item.created_at,
                item.comment or None,
            ]
            for item in self._objects(database, session, duck)
            if item.kind == "VIEW"
        ]

    def _column_rows(self, database: str, session: Session, duck: DuckConnection) -> list[list[Any]]:
        return [
            [*item.name, *_column_row(at, column)]
            for item in self._objects(database, session, duck)
            for at, column in enumerate(self._catalog.columns(duck, session, item.name), 1)
        ]

    def _schemata(self, database: str, _session: Session, _duck: DuckConnection) -> list[list[Any]]:
        created = dict((name, at) for name, _, at, _ in self._databases.listed())[database]
        names = sorted([*self._databases.schemas(database), "INFORMATION_SCHEMA"])
        return [[database, name, _OWNER, "NO", "NO", 1, _moment(created), None] for name in names]

    def _database_rows(self) -> list[list[Any]]:
        return [
            [
                name,
                _OWNER,
                "YES" if transient else "NO",
                comment or None,
                _moment(at),
                _moment(at),
                1,
                "STANDARD",
            ]
            for name, comment, at, transient in self._databases.listed()
        ]


def _table_row(item: ListedObject) -> list[Any]:
    type_ = {"VIEW": "VIEW", "TEMPORARY": "LOCAL TEMPORARY"}.get(item.kind, "BASE TABLE")
    flags = ["YES" if item.kind == kind else "NO" for kind in ("TRANSIENT", "TEMPORARY")]
    at = item.created_at
    return [
        *item.name,
        _OWNER,
        type_,
        flags[0],
        None,
        item.rows,
        None,
        1,
        at,
        at,
        flags[1],
        item.comment or None,
    ]


def _column_row(at: int, column: ColumnDefinition) -> list[Any]:
    is_number = column.data_type == "NUMBER"
    octets = None
    if column.length is not None:
        octets = min(column.length * 4, _MAX_LENGTH) if column.data_type == "TEXT" else column.length
    return [
        column.name,
        at,
        column.default,
        "YES" if column.nullable else "NO",
        column.data_type,
        column.length,
        octets,
        column.precision if is_number else None,
        10 if is_number else None,
        column.scale if is_number else None,
        9 if column.data_type.startswith("TIME") else None,
        "NO",
        column.comment,
    ]


def _typed(names: Sequence[str]) -> list[Column]:
    return [_column(name) for name in names]


def _column(name: str) -> Column:
    if name in _NUMBERS:
        return Column(name, "FIXED", precision=38, scale=0)
    if name in _TIMES:
        return Column(name, "TIMESTAMP_LTZ", precision=0, scale=9)
    return Column(name, "TEXT", length=_MAX_LENGTH)


def _moment(seconds: float) -> dt.datetime:
    return dt.datetime.fromtimestamp(seconds, dt.UTC)
