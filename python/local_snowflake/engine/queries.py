"""Queries: SELECT and whatever else gives rows."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from local_snowflake import guard
from local_snowflake.engine.execution import described
from local_snowflake.engine.names import owner
from local_snowflake.engine.result_columns import ResultKinds, counts, query_result, succeeded
from local_snowflake.guard.reading import read
from local_snowflake.rewriting.merge import count_name, counted_actions
from local_snowflake.statement import Column, Result, StatementContext, stand_in_limit
from local_snowflake.statement_kind import statement_type_id
from local_snowflake.translation import duckdb_sql, translate

if TYPE_CHECKING:
    from local_snowflake.engine.parts import Parts
    from local_snowflake.engine.sql_statement import SqlStatement

_ROWS = (exp.Select, exp.SetOperation, exp.Subquery, exp.Values)


def run_query(parts: Parts, statement: SqlStatement) -> Result:
    """Translates and runs. Raises the stand-in's limit for a kind of statement that is not known."""
    if not isinstance(statement.tree, _ROWS):
        raise stand_in_limit(f"the statement {statement.tree.key.upper()}")
    kinds, sql = translated_query(parts, statement)
    rows = parts.execution.read(statement.context, statement.duck, sql)
    return query_result(rows.table, rows.described, kinds)


def translated_query(parts: Parts, statement: SqlStatement) -> tuple[ResultKinds, str]:
    """The kinds of the result's columns and DuckDB's SQL, its Python functions ready to be called."""
    kinds = statement.kinds
    tree = translate(statement.tree, statement.columns)
    prepare_calls(parts, statement, tree)
    return kinds, duckdb_sql(tree)


def prepare_calls(parts: Parts, statement: SqlStatement, translated: exp.Expr) -> None:
    """Right before the statement runs: seeds RANDOM, lets Python functions compute ahead in large batches."""
    for select in translated.find_all(exp.Select):
        if seed := select.args.get("seed"):
            statement.duck.run(f"SELECT setseed({seed})")
    transaction = owner(statement.context.session).transaction
    if statement.calls.calls:
        with statement.duck.cancellable(statement.context.cancel):
            parts.runtime.prepare(
                statement.duck.raw,
                translated,
                statement.calls,
                in_transaction=transaction is not None and transaction.begun,
            )


def describe_query(parts: Parts, context: StatementContext) -> Result:
    """The columns that a statement would give; a query is bound by DuckDB, not run."""
    guard.check(context.sql, parts.runtime.is_function)
    reading = read(context.sql)
    tree = reading.trees[0]
    if not isinstance(tree, _ROWS):
        return Result(_described_columns(tree), rows=[], statement_type_id=statement_type_id(tree))
    if not context.binds:
        # Drivers describe a statement before they bind it.
        context.binds = [None] * sum(token.text == "?" for token in reading.tokens)
    with parts.connections.use(context.session) as duck, ExitStack() as stack:
        calls = stack.enter_context(parts.runtime.calls(context.cancel))
        duck.enter_time_zone(str(context.session.parameter("TIMEZONE")))
        statement = parts.preparation.prepare(context, duck, reading, calls, stack)
        kinds = statement.kinds
        sql = duckdb_sql(translate(statement.tree, statement.columns))
        return Result(kinds.columns(described(duck, sql)), rows=[])


def _described_columns(tree: exp.Expr) -> list[Column]:
    match tree:
        case exp.Insert():
            return counts(0, number_of_rows_inserted=0).columns
        case exp.Update():
            return counts(0, number_of_rows_updated=0, number_of_multi_joined_rows_updated=0).columns
        case exp.Delete():
            return counts(0, number_of_rows_deleted=0).columns
        case exp.Merge():
            return [
                Column(count_name(action), "FIXED", precision=38, scale=0) for action in counted_actions(tree)
            ]
        case _:
            return succeeded().columns


def run_text(parts: Parts, context: StatementContext, sql: str) -> list[Any]:
    """The values of the only row of a query that a statement has inside it."""
    inner = StatementContext(context.session, context.query_id, sql, context.binds, context.cancel)
    guard.check(sql, parts.runtime.is_function)
    with parts.connections.use(context.session) as duck, ExitStack() as stack:
        calls = stack.enter_context(parts.runtime.calls(context.cancel))
        statement = parts.preparation.prepare(inner, duck, read(sql), calls, stack)
        table = run_query(parts, statement).table
        assert table is not None
        return [column[0].as_py() for column in table.columns]
