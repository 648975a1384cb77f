"""SHOW DATABASES, SCHEMAS, TABLES, VIEWS, OBJECTS, COLUMNS."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from local_snowflake.engine.names import full_name
from local_snowflake.engine.statements.listing_scope import Scope
from local_snowflake.engine.statements.show_rows import OWNER, moment, shown, yes
from local_snowflake.statement import Result, SnowflakeError

if TYPE_CHECKING:
    from local_snowflake.engine.object_listing import ListedObject
    from local_snowflake.engine.parts import Parts
    from local_snowflake.engine.table_catalog import ColumnDefinition
    from local_snowflake.statement import StatementContext


def databases(parts: Parts, context: StatementContext, scope: Scope) -> Result:
    """SHOW DATABASES."""
    rows = [
        {
            "created_on": moment(at),
            "name": name,
            "is_default": "N",
            "is_current": yes(name == context.session.database),
            "owner": OWNER,
            "comment": comment,
            "options": "TRANSIENT" if transient else "",
            "retention_time": "1",
            "kind": "STANDARD",
        }
        for name, comment, at, transient in parts.databases.listed()
        if scope.chooses(name)
    ]
    columns = "created_on name is_default is_current origin owner comment options retention_time kind"
    return shown(columns, rows, scope)


def schemas(parts: Parts, context: StatementContext, scope: Scope) -> Result:
    """SHOW SCHEMAS. Raises SnowflakeError 002043 for a database that is not there."""
    session = context.session
    times = {name: at for name, _, at, _ in parts.databases.listed()}
    database = scope.name[len(scope.name) - 1] if scope.name else session.database
    if scope.kind == "ACCOUNT":
        database = None
    if database is not None and database not in times:
        text = "SQL compilation error:\nObject does not exist, or operation cannot be performed."
        raise SnowflakeError("002043", "02000", text)
    rows = [
        {
            "created_on": moment(times[name]),
            "name": schema,
            "is_default": "N",
            "is_current": yes((name, schema) == (session.database, session.schema)),
            "database_name": name,
            "owner": OWNER,
            "retention_time": "1",
            "owner_role_type": "ROLE",
        }
        for name in sorted(times)
        if database in (None, name)
        for schema in sorted([*parts.databases.schemas(name), "INFORMATION_SCHEMA"])
        if scope.chooses(schema)
    ]
    names = """created_on name is_default is_current database_name owner comment options retention_time
    owner_role_type"""
    return shown(names, rows, scope)


def _chosen(parts: Parts, context: StatementContext, scope: Scope) -> list[ListedObject]:
    database, schema = scope.place(context.session)
    with parts.connections.use(context.session) as duck:
        listed = parts.listing.all(duck, context.session)
    return [
        item
        for item in listed
        if scope.chooses(item.name[2]) and database in (None, item.name[0]) and schema in (None, item.name[1])
    ]


def _object_row(item: ListedObject) -> dict[str, Any]:
    return {
        "created_on": item.created_at,
        "name": item.name[2],
        "database_name": item.name[0],
        "schema_name": item.name[1],
        "kind": item.kind,
        "comment": item.comment,
        "rows": item.rows,
        "owner": OWNER,
        "retention_time": "1",
        "owner_role_type": "ROLE",
        "text": item.text,
        "is_secure": "false",
        "is_materialized": "false",
        "automatic_clustering": "OFF",
        "is_external": "N",
        "is_iceberg": "N",
    }


def tables(parts: Parts, context: StatementContext, scope: Scope) -> Result:
    """SHOW TABLES."""
    rows = [_object_row(item) for item in _chosen(parts, context, scope) if item.kind != "VIEW"]
    columns = """created_on name database_name schema_name kind comment cluster_by rows bytes owner
    retention_time automatic_clustering owner_role_type is_external is_iceberg"""
    return shown(columns, rows, scope)


def views(parts: Parts, context: StatementContext, scope: Scope) -> Result:
    """SHOW VIEWS."""
    rows = [_object_row(item) for item in _chosen(parts, context, scope) if item.kind == "VIEW"]
    columns = """created_on name reserved database_name schema_name owner comment text is_secure
    is_materialized owner_role_type"""
    return shown(columns, rows, scope)


def objects(parts: Parts, context: StatementContext, scope: Scope) -> Result:
    """SHOW OBJECTS: tables and views."""
    rows = [_object_row(item) for item in _chosen(parts, context, scope)]
    columns = """created_on name database_name schema_name kind comment cluster_by rows bytes owner
    retention_time owner_role_type"""
    return shown(columns, rows, scope)


def columns(parts: Parts, context: StatementContext, scope: Scope) -> Result:
    """SHOW COLUMNS IN TABLE name, or of a whole schema or database."""
    session = context.session
    wanted = full_name(session, list(scope.name)) if scope.kind in ("TABLE", "VIEW") and scope.name else None
    place = Scope(kind="SCHEMA", name=wanted[:2]) if wanted else Scope(kind=scope.kind, name=scope.name)
    found = [item for item in _chosen(parts, context, place) if wanted in (None, item.name)]
    if wanted and not found:
        name = ".".join(wanted)
        text = f"SQL compilation error:\nTable '{name}' does not exist or not authorized."
        raise SnowflakeError("002003", "02000", text)
    with parts.connections.use(session) as duck:
        rows = [
            _column_row(item, column)
            for item in found
            for column in parts.columns.columns(duck, session, item.name)
            if scope.chooses(column.name)
        ]
    names = """table_name schema_name column_name data_type null? default kind expression comment
    database_name autoincrement"""
    return shown(names, rows, scope)


def _column_row(item: ListedObject, column: ColumnDefinition) -> dict[str, Any]:
    return {
        "table_name": item.name[2],
        "schema_name": item.name[1],
        "column_name": column.name,
        "data_type": json.dumps(_json_type(column)),
        "null?": "true" if column.nullable else "false",
        "default": column.default or "",
        "kind": "COLUMN",
        "comment": column.comment or "",
        "database_name": item.name[0],
    }


def _json_type(column: ColumnDefinition) -> dict[str, Any]:
    kind = {"NUMBER": "FIXED", "FLOAT": "REAL"}.get(column.data_type, column.data_type)
    described: dict[str, Any] = {"type": kind}
    if kind == "FIXED":
        described |= {"precision": column.precision, "scale": column.scale}
    if kind == "TEXT":
        described |= {"length": column.length, "byteLength": column.length, "fixed": False}
    return {**described, "nullable": column.nullable}
