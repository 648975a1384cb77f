"""INSERT, UPDATE, DELETE, MERGE, TRUNCATE."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from local_snowflake.engine.execution import Row
from local_snowflake.engine.names import TableName
from local_snowflake.engine.queries import prepare_calls
from local_snowflake.engine.result_columns import counts, succeeded
from local_snowflake.engine.sql_statement import name_of
from local_snowflake.engine.statements.transactions import commit_before_ddl
from local_snowflake.rewriting.merge import count_name, counted_actions
from local_snowflake.statement import Result
from local_snowflake.statement_kind import DELETE, INSERT, MERGE, UPDATE
from local_snowflake.translation import duckdb_sql, translate

if TYPE_CHECKING:
    from local_snowflake.engine.parts import Parts
    from local_snowflake.engine.sql_statement import SqlStatement


def _target(tree: exp.Expr) -> exp.Table:
    target = tree.this.this if isinstance(tree.this, exp.Schema) else tree.this
    assert isinstance(target, exp.Table)
    return target


def _write(parts: Parts, statement: SqlStatement, locked: list[TableName], first: list[str]) -> list[Row]:
    tree = translate(statement.tree, statement.columns)
    return parts.execution.write(
        statement.context,
        statement.duck,
        [*first, duckdb_sql(tree)],
        locked,
        repeatable=statement.is_repeatable,
        before=lambda: prepare_calls(parts, statement, tree),
    )


def _count(rows: list[Row]) -> int:
    return int(rows[0][0])


def insert(parts: Parts, statement: SqlStatement) -> Result:
    """INSERT waits for nobody; INSERT OVERWRITE replaces all rows."""
    target = _target(statement.tree)
    locked: list[TableName] = []
    first: list[str] = []
    if statement.tree.args.get("overwrite"):
        statement.tree.set("overwrite", None)
        locked = [name_of(target)]
        first = [duckdb_sql(exp.Delete(this=target.copy()))]
    rows = _write(parts, statement, locked, first)
    if first:
        parts.dropped(*name_of(target))
    return counts(INSERT, number_of_rows_inserted=_count(rows))


def update(parts: Parts, statement: SqlStatement) -> Result:
    for assignment in statement.tree.expressions:
        _unqualify(assignment.this)
    rows = _write(parts, statement, [name_of(_target(statement.tree))], [])
    numbers = {"number_of_rows_updated": _count(rows), "number_of_multi-joined_rows_updated": 0}
    return counts(UPDATE, **numbers)


def _unqualify(column: exp.Expr) -> None:
    # DuckDB takes plain names only on the left of SET.
    if isinstance(column, exp.Column):
        for part in ("table", "db", "catalog"):
            column.set(part, None)


def delete(parts: Parts, statement: SqlStatement) -> Result:
    rows = _write(parts, statement, [name_of(_target(statement.tree))], [])
    return counts(DELETE, number_of_rows_deleted=_count(rows))


def merge(parts: Parts, statement: SqlStatement) -> Result:
    """One statement below, so that it happens as a whole or not at all."""
    assert isinstance(statement.tree, exp.Merge)
    actions = counted_actions(statement.tree)
    rows = _write(parts, statement, [name_of(_target(statement.tree))], [])
    met = [row[0] for row in rows]
    names = [count_name(action) for action in actions]
    return counts(MERGE, **{name: met.count(action) for name, action in zip(names, actions, strict=True)})


def truncate(parts: Parts, statement: SqlStatement) -> Result:
    """TRUNCATE [TABLE] [IF EXISTS] name."""
    (table,) = statement.tree.expressions
    name = name_of(table)
    commit_before_ddl(parts, statement.context.session)
    if statement.tree.args.get("exists") and not parts.columns.columns(
        statement.duck, statement.context.session, name
    ):
        return succeeded()
    sql = f"DELETE FROM {table.sql(dialect='duckdb')}"
    parts.execution.write(statement.context, statement.duck, [sql], [name], defines=True)
    parts.dropped(*name)
    return succeeded()
