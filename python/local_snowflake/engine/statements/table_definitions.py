"""CREATE TABLE, CREATE VIEW, CREATE SEQUENCE."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb
from sqlglot import exp

from local_snowflake.engine.databases import quoted
from local_snowflake.engine.names import TableName, owner, point_at, sql_name
from local_snowflake.engine.queries import prepare_calls
from local_snowflake.engine.result_columns import status
from local_snowflake.engine.sql_statement import name_of
from local_snowflake.engine.statements.definition_options import Options, take_options
from local_snowflake.engine.statements.namespace_names import missing
from local_snowflake.engine.statements.table_sql import table_sql
from local_snowflake.engine.statements.transactions import commit_before_ddl
from local_snowflake.statement import Result, SnowflakeError, stand_in_limit
from local_snowflake.translation import duckdb_sql, translate

if TYPE_CHECKING:
    from local_snowflake.engine.parts import Parts
    from local_snowflake.engine.sql_statement import SqlStatement


def create(parts: Parts, statement: SqlStatement) -> Result:
    """CREATE [OR REPLACE] [TEMPORARY | TRANSIENT] TABLE | VIEW | SEQUENCE [IF NOT EXISTS] …"""
    tree = statement.tree
    assert isinstance(tree, exp.Create)
    if tree.kind not in ("TABLE", "VIEW", "SEQUENCE"):
        raise stand_in_limit(f"CREATE {tree.kind}")
    commit_before_ddl(parts, statement.context.session)
    target = tree.this.this if isinstance(tree.this, exp.Schema) else tree.this
    name = name_of(target)
    _check_place(parts, name)
    options = take_options(tree)
    if tree.kind != "SEQUENCE" and (taken := _taken(parts, statement, name, options)):
        return taken
    point_at(target, statement.context.session, name)
    if options.temporary:
        _make_temporary(statement, target, name)
    sqls = (
        table_sql(parts, statement, tree, name, options) if tree.kind == "TABLE" else _other(statement, tree)
    )
    try:
        parts.execution.write(
            statement.context,
            statement.duck,
            [*sqls, *_comments(statement, tree, name, options)],
            [name],
            defines=True,
            before=lambda: prepare_calls(parts, statement, tree),
        )
    except duckdb.CatalogException:
        # Another session may have made it after the look at the names.
        if tree.kind != "SEQUENCE" and (taken := _taken(parts, statement, name, options)):
            return taken
        raise
    if tree.kind != "SEQUENCE" and not options.temporary:
        parts.times.created(name, transient=options.transient)
    parts.dropped(*name)
    return status(f"{tree.kind.capitalize()} {name[2]} successfully created.")


def _check_place(parts: Parts, name: TableName) -> None:
    database, schema, _ = name
    if not parts.databases.exists(database):
        raise missing("Database", database)
    if schema not in parts.databases.schemas(database):
        raise missing("Schema", f"{database}.{schema}")


def _taken(parts: Parts, statement: SqlStatement, name: TableName, options: Options) -> Result | None:
    """Answers for a name that exists; a temporary table may hide another one."""
    session = statement.context.session
    is_temporary = name in owner(session).temporary_tables
    if options.temporary:
        exists = is_temporary
    else:
        exists = is_temporary or bool(parts.columns.columns(statement.duck, session, name))
    if not exists or options.replace:
        return None
    if options.if_not_exists:
        return status(f"{name[2]} already exists, statement succeeded.")
    raise SnowflakeError(
        "002002", "42710", f"SQL compilation error:\nObject '{'.'.join(name)}' already exists."
    )


def _make_temporary(statement: SqlStatement, target: exp.Table, name: TableName) -> None:
    root = owner(statement.context.session)
    fresh = name not in root.temporary_tables
    root.temporary_tables.add(name)
    point_at(target, statement.context.session, name)
    target.set("alias", None)
    statement.tree.set("properties", exp.Properties(expressions=[exp.TemporaryProperty()]))
    if fresh:
        statement.stack.callback(_forget_unless_made, statement, name)


def _forget_unless_made(statement: SqlStatement, name: TableName) -> None:
    """At the statement's end: without its table the name means what it meant before."""
    sql = sql_name(statement.context.session, name)
    try:
        statement.duck.run(f"SELECT 1 FROM {sql} LIMIT 0")
    except duckdb.Error:
        owner(statement.context.session).temporary_tables.discard(name)


def _other(statement: SqlStatement, tree: exp.Create) -> list[str]:
    return [duckdb_sql(translate(tree, statement.columns))]


def _comments(statement: SqlStatement, tree: exp.Create, name: TableName, options: Options) -> list[str]:
    if tree.kind == "SEQUENCE":
        return []
    target = sql_name(statement.context.session, name)
    found = [f"COMMENT ON {tree.kind} {target} IS {_text(options.comment)}"] if options.comment else []
    return found + [
        f"COMMENT ON COLUMN {target}.{quoted(column)} IS {_text(text)}"
        for column, text in options.column_comments.items()
    ]


def _text(value: str) -> str:
    return exp.Literal.string(value).sql(dialect="duckdb")
