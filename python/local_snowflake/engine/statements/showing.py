"""SHOW: databases, schemas, tables, views, columns, and what an account has besides."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from local_snowflake.engine.account import ROLES, account_rows
from local_snowflake.engine.names import full_name, owner
from local_snowflake.engine.result_columns import text_columns
from local_snowflake.engine.statements.grants import granted_rows
from local_snowflake.engine.statements.listing_scope import Scope, read_scope
from local_snowflake.parameters import DEFAULTS
from local_snowflake.python_runtime.tokens import TokenCursor
from local_snowflake.statement import Column, Result, SnowflakeError, stand_in_limit
from local_snowflake.statement_kind import SHOW

if TYPE_CHECKING:
    from local_snowflake.engine.object_listing import ListedObject
    from local_snowflake.engine.parts import Parts
    from local_snowflake.engine.table_catalog import ColumnDefinition
    from local_snowflake.sessions import Session
    from local_snowflake.statement import StatementContext

_OWNER = "ACCOUNTADMIN"
_TIMES = frozenset({"created_on", "dropped_on", "started_on"})
_NUMBERS = frozenset({"rows", "bytes"})
_Show = Callable[["Parts", "StatementContext", Scope], Result]


def columns_named(text: str) -> list[Column]:
    """Columns by name; times and counts have types of their own."""
    return [_column(name) for name in text.split()]


def _column(name: str) -> Column:
    name = name.replace("?", " ")
    if name in _TIMES:
        return Column(name, "TIMESTAMP_LTZ", precision=0, scale=9)
    if name in _NUMBERS:
        return Column(name, "FIXED", precision=38, scale=0)
    return text_columns(name)[0]


def shown(columns: str, rows: Sequence[Sequence[Any]], scope: Scope | None = None) -> Result:
    """The answer of a SHOW."""
    limited = rows[: scope.limit] if scope else rows
    return Result(columns_named(columns), rows=list(limited), statement_type_id=SHOW)


def show(parts: Parts, context: StatementContext) -> Result | None:
    """SHOW [TERSE] kind …; raises the stand-in's limit for kinds that it does not have."""
    cursor = TokenCursor(context.sql)
    cursor.expect("SHOW")
    cursor.accept("TERSE")
    if cursor.accept("GRANTS"):
        return _grants(parts, cursor)
    for words, answer in _KINDS.items():
        if cursor.accept(*words.split()):
            cursor.accept("HISTORY")
            return answer(parts, context, read_scope(cursor))
    raise stand_in_limit(f"SHOW {cursor.peek.text.upper() if cursor.peek else ''}")


def _databases(parts: Parts, context: StatementContext, scope: Scope) -> Result:
    rows = [
        [_moment(at), name, "N", "Y" if name == context.session.database else "N", "", _OWNER, comment,
         "TRANSIENT" if transient else "", "1", "STANDARD"]
        for name, comment, at, transient in parts.databases.listed()
        if scope.chooses(name)
    ]  # fmt: skip
    columns = "created_on name is_default is_current origin owner comment options retention_time kind"
    return shown(columns, rows, scope)


def _schemas(parts: Parts, context: StatementContext, scope: Scope) -> Result:
    session = context.session
    database = scope.name[-1] if scope.name else (None if scope.kind == "ACCOUNT" else session.database)
    times = {name: at for name, _, at, _ in parts.databases.listed()}
    if database is not None and database not in times:
        raise SnowflakeError(
            "002043",
            "02000",
            "SQL compilation error:\nObject does not exist, or operation cannot be performed.",
        )
    rows = [
        [_moment(times[name]), schema, "N", "Y" if (name, schema) == (session.database, session.schema) else "N", name,
         _OWNER, "", "", "1", "ROLE"]
        for name in sorted(times)
        if database in (None, name)
        for schema in sorted([*parts.databases.schemas(name), "INFORMATION_SCHEMA"])
        if scope.chooses(schema)
    ]  # fmt: skip
    columns = "created_on name is_default is_current database_name owner comment options retention_time owner_role_type"
    return shown(columns, rows, scope)


def _objects(parts: Parts, context: StatementContext, scope: Scope) -> list[ListedObject]:
    database, schema = scope.place(context.session)
    with parts.connections.use(context.session) as duck:
        listed = parts.listing.all(duck, context.session)
    return [
        item
        for item in listed
        if scope.chooses(item.name[2]) and database in (None, item.name[0]) and schema in (None, item.name[1])
    ]


def _tables(parts: Parts, context: StatementContext, scope: Scope) -> Result:
    rows = [
        [item.created_at, item.name[2], item.name[0], item.name[1], item.kind, item.comment, "", item.rows, None, _OWNER,
         "1", "OFF", "ROLE", "N", "N"]
        for item in _objects(parts, context, scope)
        if item.kind != "VIEW"
    ]  # fmt: skip
    columns = """created_on name database_name schema_name kind comment cluster_by rows bytes owner retention_time
    automatic_clustering owner_role_type is_external is_iceberg"""
    return shown(columns, rows, scope)


def _views(parts: Parts, context: StatementContext, scope: Scope) -> Result:
    rows = [
        [item.created_at, item.name[2], "", item.name[0], item.name[1], _OWNER, item.comment, item.text, "false", "false",
         "ROLE"]
        for item in _objects(parts, context, scope)
        if item.kind == "VIEW"
    ]  # fmt: skip
    columns = "created_on name reserved database_name schema_name owner comment text is_secure is_materialized owner_role_type"
    return shown(columns, rows, scope)


def _all_objects(parts: Parts, context: StatementContext, scope: Scope) -> Result:
    rows = [
        [item.created_at, item.name[2], item.name[0], item.name[1], item.kind, item.comment, "", item.rows, None, _OWNER, "1",
         "ROLE"]
        for item in _objects(parts, context, scope)
    ]  # fmt: skip
    columns = "created_on name database_name schema_name kind comment cluster_by rows bytes owner retention_time owner_role_type"
    return shown(columns, rows, scope)


def _columns(parts: Parts, context: StatementContext, scope: Scope) -> Result:
    session = context.session
    wanted = full_name(session, list(scope.name)) if scope.kind in ("TABLE", "VIEW") and scope.name else None
    everything = Scope(kind="SCHEMA" if wanted else scope.kind, name=wanted[:2] if wanted else scope.name)
    objects = [item for item in _objects(parts, context, everything) if wanted in (None, item.name)]
    if wanted and not objects:
        raise SnowflakeError(
            "002003",
            "02000",
            f"SQL compilation error:\nTable '{'.'.join(wanted)}' does not exist or not authorized.",
        )
    with parts.connections.use(session) as duck:
        rows = [
            [item.name[2], item.name[1], column.name, json.dumps(_json_type(column)), "true" if column.nullable else "false",
             column.default or "", "COLUMN", "", column.comment or "", item.name[0], ""]
            for item in objects
            for column in parts.columns.columns(duck, session, item.name)
            if scope.chooses(column.name)
        ]  # fmt: skip
    columns = "table_name schema_name column_name data_type null? default kind expression comment database_name autoincrement"
    result = shown(columns, rows, scope)
    result.columns[4] = text_columns("null?")[0]
    return result


def _json_type(column: ColumnDefinition) -> dict[str, Any]:
    kind = (
        "FIXED"
        if column.data_type == "NUMBER"
        else "REAL"
        if column.data_type == "FLOAT"
        else column.data_type
    )
    described: dict[str, Any] = {"type": kind}
    if kind == "FIXED":
        described |= {"precision": column.precision, "scale": column.scale}
    if kind == "TEXT":
        described |= {"length": column.length, "byteLength": column.length, "fixed": False}
    return {**described, "nullable": column.nullable}


def _parameters(parts: Parts, context: StatementContext, scope: Scope) -> Result:
    session = context.session
    rows = [
        [name, _written(session.parameter(name)), _written(default), "SESSION" if name in session.parameters else "", "",
         "BOOLEAN" if isinstance(default, bool) else "NUMBER" if isinstance(default, int) else "STRING"]
        for name, default in sorted(DEFAULTS.items())
        if scope.chooses(name)
    ]  # fmt: skip
    return shown("key value default level description type", rows, scope)


def _written(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _variables(parts: Parts, context: StatementContext, scope: Scope) -> Result:
    session = context.session
    rows = [
        [str(session.id), name, str(value)]
        for name, value in sorted(session.variables.items())
        if scope.chooses(name)
    ]
    return shown("session_id name value", rows, scope)


def _warehouses(parts: Parts, context: StatementContext, scope: Scope) -> Result:
    current = context.session.warehouse
    names = sorted({*account_rows(parts.account, "WAREHOUSE"), *([current] if current else [])})
    rows = [
        [
            name,
            "STARTED",
            "STANDARD",
            "X-Small",
            "N",
            "Y" if name == current else "N",
            "600",
            "true",
            _OWNER,
            "",
        ]
        for name in names
        if scope.chooses(name)
    ]
    return shown(
        "name state type size is_default is_current auto_suspend auto_resume owner comment", rows, scope
    )


def _roles(parts: Parts, context: StatementContext, scope: Scope) -> Result:
    current = context.session.role
    names = sorted({*ROLES, *account_rows(parts.account, "ROLE"), current})
    rows = [
        [_moment(0), name, "N", "Y" if name == current else "N", "N", "1", "0", "0", _OWNER, ""]
        for name in names
        if scope.chooses(name)
    ]
    columns = "created_on name is_default is_current is_inherited assigned_to_users granted_to_roles granted_roles owner comment"
    return shown(columns, rows, scope)


def _users(parts: Parts, context: StatementContext, scope: Scope) -> Result:
    names = sorted({*account_rows(parts.account, "USER"), context.session.user})
    rows = [
        [name, _moment(0), name, name, "", "false", "ACCOUNTADMIN", _OWNER]
        for name in names
        if scope.chooses(name)
    ]
    return shown("name created_on login_name display_name comment disabled default_role owner", rows, scope)


def _grants(parts: Parts, cursor: TokenCursor) -> Result:
    """SHOW GRANTS ON kind name, SHOW GRANTS TO ROLE | USER name."""
    if cursor.accept("TO"):
        cursor.accept_any("ROLE", "USER")
        rows = granted_rows(parts, "grantee", cursor.identifier())
    elif cursor.accept("ON"):
        kind = cursor.next().text.upper()
        rows = granted_rows(parts, "kind || ' ' || name", f"{kind} {'.'.join(cursor.qualified_name())}")
    else:
        raise stand_in_limit("SHOW GRANTS without ON or TO")
    cursor.end()
    return shown("created_on privilege granted_on name granted_to grantee_name grant_option granted_by", rows)


def _transactions(parts: Parts, context: StatementContext, scope: Scope) -> Result:
    session: Session = owner(context.session)
    open_one = session.transaction
    rows = (
        [[str(open_one.id), session.user, str(session.id), "", _moment(0), "running", ""]] if open_one else []
    )
    return shown("id user session name started_on state scope", rows, scope)


def _moment(seconds: float) -> dt.datetime:
    return dt.datetime.fromtimestamp(seconds, dt.UTC)


_KINDS: dict[str, _Show] = {
    "DATABASES": _databases,
    "SCHEMAS": _schemas,
    "TABLES": _tables,
    "VIEWS": _views,
    "OBJECTS": _all_objects,
    "COLUMNS": _columns,
    "PARAMETERS": _parameters,
    "VARIABLES": _variables,
    "WAREHOUSES": _warehouses,
    "ROLES": _roles,
    "USERS": _users,
    "TRANSACTIONS": _transactions,
}
