"""Databases and schemas: CREATE, DROP, ALTER, COMMENT ON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from local_snowflake.engine.databases import HIDDEN_SCHEMAS, quoted
from local_snowflake.engine.result_columns import status, succeeded
from local_snowflake.engine.statements.namespace_names import (
    identifier_of,
    missing,
    schema_exists,
    schema_name,
)
from local_snowflake.engine.statements.transactions import commit_before_ddl
from local_snowflake.python_runtime.tokens import TokenCursor
from local_snowflake.statement import SnowflakeError, stand_in_limit

if TYPE_CHECKING:
    from local_snowflake.engine.parts import Parts
    from local_snowflake.sessions import Session
    from local_snowflake.statement import Result, StatementContext

_KINDS = ("DATABASE", "SCHEMA")


def create(parts: Parts, context: StatementContext) -> Result | None:
    """CREATE [OR REPLACE] [TRANSIENT] DATABASE | SCHEMA [IF NOT EXISTS] name [COMMENT = 'text'] …"""
    cursor = TokenCursor(context.sql)
    cursor.expect("CREATE")
    replace = cursor.accept("OR", "REPLACE")
    transient = cursor.accept("TRANSIENT")
    kind = cursor.accept_any(*_KINDS)
    if kind is None:
        return None
    if_not_exists = cursor.accept("IF", "NOT", "EXISTS")
    name = identifier_of(cursor, context)
    if cursor.accept("CLONE"):
        raise stand_in_limit(f"CREATE {kind} … CLONE")
    comment = _comment(cursor)
    commit_before_ddl(parts, context.session)
    make = _create_database if kind == "DATABASE" else _create_schema
    return make(parts, context, name, comment, replace, if_not_exists, transient)


def _comment(cursor: TokenCursor) -> str:
    """The COMMENT among a definition's options; options about storage have no counterpart here."""
    comment = ""
    while not cursor.done:
        if cursor.accept("COMMENT"):
            cursor.expect("=")
            comment = cursor.text()
        else:
            cursor.next()
    return comment


def _create_database(
    parts: Parts,
    context: StatementContext,
    name: tuple[str, ...],
    comment: str,
    replace: bool,
    quiet: bool,
    transient: bool,
) -> Result:
    (database,) = name
    if parts.databases.exists(database):
        if quiet:
            return status(f"{database} already exists, statement succeeded.")
        if replace:
            _drop_database(parts, context.session, database)
    parts.databases.create(database, comment, transient=transient)
    context.session.database, context.session.schema = database, "PUBLIC"
    return status(f"Database {database} successfully created.")


def _create_schema(
    parts: Parts,
    context: StatementContext,
    name: tuple[str, ...],
    comment: str,
    replace: bool,
    quiet: bool,
    _transient: bool,
) -> Result:
    database, schema = schema_name(context.session, name)
    if not parts.databases.exists(database):
        raise missing("Database", database, "002043")
    exists = schema_exists(parts, database, schema) or schema.lower() in HIDDEN_SCHEMAS
    if exists and quiet:
        return status(f"{schema} already exists, statement succeeded.")
    if exists and not replace:
        raise SnowflakeError(
            "002002", "42710", f"SQL compilation error:\nObject '{database}.{schema}' already exists."
        )
    if exists:
        _drop_schema(parts, context.session, database, schema)
    with parts.connections.use(context.session) as duck:
        duck.run(f"CREATE SCHEMA {quoted(database, schema)}")
        if comment:
            duck.run(f"COMMENT ON SCHEMA {quoted(database, schema)} IS {_text(comment)}")
    context.session.database, context.session.schema = database, schema
    return status(f"Schema {schema} successfully created.")


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def drop(parts: Parts, context: StatementContext) -> Result | None:
    """DROP DATABASE | SCHEMA [IF EXISTS] name [CASCADE | RESTRICT]."""
    cursor = TokenCursor(context.sql)
    cursor.expect("DROP")
    kind = cursor.accept_any(*_KINDS)
    if kind is None:
        return None
    if_exists = cursor.accept("IF", "EXISTS")
    name = identifier_of(cursor, context)
    cursor.accept_any("CASCADE", "RESTRICT")
    cursor.end()
    commit_before_ddl(parts, context.session)
    session = context.session
    place = (name[-1],) if kind == "DATABASE" else schema_name(session, name)
    exists = (
        parts.databases.exists(place[0]) if kind == "DATABASE" else schema_exists(parts, place[0], place[-1])
    )
    if not exists:
        if if_exists:
            return status(f"Drop statement executed successfully ({place[-1]} already dropped).")
        raise missing(kind.capitalize(), ".".join(place))
    if kind == "DATABASE":
        _drop_database(parts, session, place[0])
    else:
        _drop_schema(parts, session, place[0], place[-1])
    return status(f"{place[-1]} successfully dropped.")


def _drop_database(parts: Parts, session: Session, database: str) -> None:
    parts.databases.drop(database)
    parts.dropped(database)
    if session.database == database:
        session.database = session.schema = None


def _drop_schema(parts: Parts, session: Session, database: str, schema: str) -> None:
    with parts.connections.use(session) as duck:
        duck.run(f"DROP SCHEMA {quoted(database, schema)} CASCADE")
    parts.dropped(database, schema)
    if (session.database, session.schema) == (database, schema):
        session.schema = None


def alter(parts: Parts, context: StatementContext) -> Result | None:
    """ALTER DATABASE name RENAME TO new."""
    cursor = TokenCursor(context.sql)
    cursor.expect("ALTER")
    kind = cursor.accept_any(*_KINDS)
    if kind is None:
        return None
    cursor.accept("IF", "EXISTS")
    name = identifier_of(cursor, context)
    if kind == "DATABASE" and cursor.accept("RENAME", "TO"):
        new = cursor.identifier()
        parts.databases.rename(name[-1], new)
        parts.columns.changed()
        return succeeded()
    raise stand_in_limit(f"ALTER {kind} with anything but RENAME TO of a database")


def comment_on(parts: Parts, context: StatementContext) -> Result | None:
    """COMMENT ON SCHEMA name IS 'text'."""
    cursor = TokenCursor(context.sql)
    cursor.expect("COMMENT")
    cursor.accept("IF", "EXISTS")
    if not cursor.accept("ON", "SCHEMA"):
        return None
    database, schema = schema_name(context.session, cursor.qualified_name())
    cursor.expect("IS")
    text = cursor.text()
    if not schema_exists(parts, database, schema):
        raise missing("Schema", f"{database}.{schema}")
    with parts.connections.use(context.session) as duck:
        duck.run(f"COMMENT ON SCHEMA {quoted(database, schema)} IS {_text(text)}")
    return succeeded()
