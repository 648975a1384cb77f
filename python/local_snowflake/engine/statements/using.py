"""USE: which database, schema, role and warehouse the session works with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from local_snowflake.engine.result_columns import succeeded
from local_snowflake.engine.statements.namespace_names import (
    identifier_of,
    missing,
    schema_exists,
    schema_name,
)
from local_snowflake.python_runtime.tokens import TokenCursor
from local_snowflake.statement_kind import USE

if TYPE_CHECKING:
    from local_snowflake.engine.parts import Parts
    from local_snowflake.sessions import Session
    from local_snowflake.statement import Result, StatementContext


def use(parts: Parts, context: StatementContext) -> Result | None:
    """USE [DATABASE | SCHEMA | ROLE | WAREHOUSE | SECONDARY ROLES] name."""
    cursor = TokenCursor(context.sql)
    cursor.expect("USE")
    session = context.session
    if cursor.accept("SECONDARY"):
        return succeeded(USE)
    kind = cursor.accept_any("DATABASE", "SCHEMA", "ROLE", "WAREHOUSE")
    name = identifier_of(cursor, context)
    last = name[len(name) - 1]
    cursor.end()
    if kind == "ROLE":
        session.role = last
    elif kind == "WAREHOUSE":
        session.warehouse = last
    elif kind == "SCHEMA" or (kind is None and len(name) > 1):
        _enter_schema(parts, session, name)
    else:
        _enter_database(parts, session, last)
    return succeeded(USE)


def _enter_database(parts: Parts, session: Session, name: str) -> None:
    if not parts.databases.exists(name):
        raise missing("Database", name, "002043")
    session.database = name
    session.schema = "PUBLIC" if schema_exists(parts, name, "PUBLIC") else None


def _enter_schema(parts: Parts, session: Session, name: tuple[str, ...]) -> None:
    database, schema = schema_name(session, name)
    if not schema_exists(parts, database, schema):
        raise missing("Schema", ".".join((database, schema)), "002043")
    session.database, session.schema = database, schema
