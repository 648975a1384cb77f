"""ALTER, DROP and COMMENT ON of tables and views."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from sqlglot import exp

from local_snowflake.engine.databases import quoted
from local_snowflake.engine.names import FULL_NAME, TableName, full_name, owner, parts_of, sql_name
from local_snowflake.engine.result_columns import status, succeeded
from local_snowflake.engine.sql_statement import name_of
from local_snowflake.engine.statements.column_checks import column_check
from local_snowflake.engine.statements.transactions import commit_before_ddl
from local_snowflake.rewriting.types import text_length
from local_snowflake.statement import Result, SnowflakeError, stand_in_limit
from local_snowflake.translation import duckdb_sql, translate

if TYPE_CHECKING:
    from local_snowflake.engine.parts import Parts
    from local_snowflake.engine.sql_statement import SqlStatement


def does_not_exist(kind: str, name: str) -> SnowflakeError:
    """Snowflake's refusal of a DROP or ALTER of something that is not there."""
    return SnowflakeError(
        "002003", "42S02", f"SQL compilation error:\n{kind} '{name}' does not exist or not authorized."
    )


def _exists(parts: Parts, statement: SqlStatement, name: TableName) -> bool:
    return bool(parts.columns.columns(statement.duck, statement.context.session, name))


def drop(parts: Parts, statement: SqlStatement) -> Result:
    """DROP TABLE | VIEW | SEQUENCE [IF EXISTS] name."""
    tree = statement.tree
    kind = str(tree.args.get("kind"))
    if kind not in ("TABLE", "VIEW", "SEQUENCE"):
        raise stand_in_limit(f"DROP {kind}")
    (target,) = tree.args.get("tables") or [tree.this]
    name = name_of(target)
    commit_before_ddl(parts, statement.context.session)
    if kind != "SEQUENCE" and not _exists(parts, statement, name):
        if tree.args.get("exists"):
            return status(f"Drop statement executed successfully ({name[2]} already dropped).")
        raise does_not_exist(kind.capitalize(), ".".join(name))
    condition = "IF EXISTS " if tree.args.get("exists") else ""
    sql = f"DROP {kind} {condition}{sql_name(statement.context.session, name)}"
    parts.execution.write(statement.context, statement.duck, [sql], [name], defines=True)
    owner(statement.context.session).temporary_tables.discard(name)
    parts.dropped(*name)
    return status(f"{name[2]} successfully dropped.")


def alter(parts: Parts, statement: SqlStatement) -> Result:
    """ALTER TABLE | VIEW … : rename, swap, columns, comment."""
    tree = statement.tree
    if tree.args.get("kind") not in ("TABLE", "VIEW"):
        raise stand_in_limit(f"ALTER {tree.args.get('kind')}")
    name = name_of(tree.this)
    commit_before_ddl(parts, statement.context.session)
    if not _exists(parts, statement, name):
        if tree.args.get("exists"):
            return succeeded()
        raise does_not_exist(str(tree.args["kind"]).capitalize(), ".".join(name))
    for action in tree.args.get("actions") or []:
        _act(parts, statement, name, action)
    parts.columns.changed()
    return succeeded()


def _act(parts: Parts, statement: SqlStatement, name: TableName, action: exp.Expr) -> None:
    kind = str(statement.tree.args["kind"])
    table = f"ALTER {kind} {sql_name(statement.context.session, name)}"
    match action:
        case exp.AlterRename():
            _rename(parts, statement, name, _other_name(statement, action.this))
        case exp.SwapTable():
            _swap(parts, statement, name, _other_name(statement, action.this))
        case exp.ColumnDef():
            _run(parts, statement, name, _added(statement, table, action))
        case exp.RenameColumn():
            old, new = (part.name for part in (action.this, action.args["to"]))
            _run(parts, statement, name, [f"{table} RENAME COLUMN {quoted(old)} TO {quoted(new)}"])
        case exp.Drop():
            _run(parts, statement, name, _dropped_columns(table, action))
        case exp.AlterColumn():
            _run(parts, statement, name, [_altered(statement, table, action)])
        case exp.AlterSet():
            _run(parts, statement, name, [_set(statement, name, kind, action)])
        case _:
            raise stand_in_limit(action.sql(dialect="snowflake"))


def _run(parts: Parts, statement: SqlStatement, name: TableName, sqls: list[str]) -> None:
    parts.execution.write(statement.context, statement.duck, sqls, [name], defines=True)


def _other_name(statement: SqlStatement, table: exp.Table) -> TableName:
    return table.meta.get(FULL_NAME) or full_name(statement.context.session, parts_of(table))


def _rename(parts: Parts, statement: SqlStatement, name: TableName, new: TableName) -> None:
    session = statement.context.session
    if _exists(parts, statement, new):
        raise SnowflakeError(
            "002002", "42710", f"SQL compilation error:\nObject '{'.'.join(new)}' already exists."
        )
    if name in owner(session).temporary_tables or new[:2] != name[:2]:
        raise stand_in_limit("renaming a temporary table, or into another schema")
    kind = statement.tree.args["kind"]
    _run(parts, statement, name, [f"ALTER {kind} {quoted(*name)} RENAME TO {quoted(new[2])}"])
    parts.times.renamed(name, new)
    parts.dropped(*name)


def _swap(parts: Parts, statement: SqlStatement, name: TableName, other: TableName) -> None:
    """Both names change in one transaction, so that each always means a table."""
    if not _exists(parts, statement, other):
        raise does_not_exist("Table", ".".join(other))
    if other[:2] != name[:2] or {name, other} & owner(statement.context.session).temporary_tables:
        raise stand_in_limit("SWAP WITH a table of another schema, or a temporary one")
    aside = f"SWAP_{secrets.token_hex(6).upper()}"
    sqls = [
        f"ALTER TABLE {quoted(*name)} RENAME TO {quoted(aside)}",
        f"ALTER TABLE {quoted(*other)} RENAME TO {quoted(name[2])}",
        f"ALTER TABLE {quoted(*name[:2], aside)} RENAME TO {quoted(other[2])}",
    ]
    parts.execution.write(statement.context, statement.duck, sqls, [name, other], defines=True)
    parts.dropped(*name)
    parts.dropped(*other)


def _added(statement: SqlStatement, table: str, column: exp.ColumnDef) -> list[str]:
    kind = column.kind
    if isinstance(kind, exp.DataType) and column_check(column.name, kind) is not None:
        # DuckDB cannot add a check to a table; the stand-in would forget what the column may hold.
        raise stand_in_limit(f"ADD COLUMN of the type {kind.sql(dialect='snowflake')}")
    exists = "IF NOT EXISTS " if column.args.get("exists") else ""
    column.set("exists", None)
    required = [
        item for item in column.constraints if isinstance(item.args.get("kind"), exp.NotNullColumnConstraint)
    ]
    column.set("constraints", [item for item in column.constraints if item not in required])
    added = [f"{table} ADD COLUMN {exists}{duckdb_sql(translate(column, statement.columns))}"]
    return added + [f"{table} ALTER COLUMN {quoted(column.name)} SET NOT NULL" for _ in required]


def _dropped_columns(table: str, action: exp.Drop) -> list[str]:
    exists = "IF EXISTS " if action.args.get("exists") else ""
    columns = action.args.get("tables") or [action.this, *action.expressions]
    return [
        f"{table} DROP COLUMN {exists}{quoted(column.name)}"
        for column in columns
        if isinstance(column, exp.Expr)
    ]


def _altered(statement: SqlStatement, table: str, action: exp.AlterColumn) -> str:
    column = f"{table} ALTER COLUMN {quoted(action.this.name)}"
    type_ = action.args.get("dtype")
    if isinstance(type_, exp.DataType):
        if text_length(type_) is not None:
            raise stand_in_limit("ALTER COLUMN … SET DATA TYPE of a text")
        return f"{column} TYPE {duckdb_sql(translate(type_, statement.columns))}"
    if action.args.get("allow_null") is not None:
        return f"{column} {'DROP' if action.args['allow_null'] else 'SET'} NOT NULL"
    if action.args.get("drop"):
        return f"{column} DROP DEFAULT"
    if isinstance(default := action.args.get("default"), exp.Expr):
        return f"{column} SET DEFAULT {duckdb_sql(translate(default, statement.columns))}"
    if isinstance(comment := action.args.get("comment"), exp.Literal):
        target = table.removeprefix("ALTER TABLE ")
        return f"COMMENT ON COLUMN {target}.{quoted(action.this.name)} IS {comment.sql(dialect='duckdb')}"
    raise stand_in_limit(action.sql(dialect="snowflake"))


def _set(statement: SqlStatement, name: TableName, kind: str, action: exp.AlterSet) -> str:
    comment = action.find(exp.SchemaCommentProperty)
    if comment is None or len(action.expressions) != 1:
        raise stand_in_limit(f"ALTER {kind} … {action.sql(dialect='snowflake')}")
    text = comment.this.sql(dialect="duckdb")
    return f"COMMENT ON {kind} {sql_name(statement.context.session, name)} IS {text}"


def comment_on(parts: Parts, statement: SqlStatement) -> Result:
    """COMMENT [IF EXISTS] ON TABLE | VIEW | COLUMN name IS 'text'."""
    tree = statement.tree
    kind = str(tree.args.get("kind"))
    session = statement.context.session
    text = tree.expression.sql(dialect="duckdb")
    commit_before_ddl(parts, session)
    if kind in ("TABLE", "VIEW"):
        name, what = name_of(tree.this), ""
    elif kind == "COLUMN" and isinstance(tree.this, exp.Column):
        column = tree.this
        place = [
            part.name
            for part in (column.args.get("catalog"), column.args.get("db"), column.args.get("table"))
            if part
        ]
        name, what = full_name(session, place), f".{quoted(column.name)}"
    else:
        raise stand_in_limit(f"COMMENT ON {kind}")
    if not _exists(parts, statement, name):
        if tree.args.get("exists"):
            return succeeded()
        raise does_not_exist("Table", ".".join(name))
    sql = f"COMMENT ON {kind} {sql_name(session, name)}{what} IS {text}"
    parts.execution.write(statement.context, statement.duck, [sql], [name], defines=True)
    parts.columns.changed()
    return succeeded()
