"""Tables that are none: RESULT_SCAN, QUERY_HISTORY, INFORMATION_SCHEMA, as the rows they have now."""

from __future__ import annotations

import uuid
from contextlib import ExitStack
from functools import partial
from typing import TYPE_CHECKING

import pyarrow as pa
from sqlglot import exp

from local_snowflake.engine.information_schema import InformationSchema
from local_snowflake.engine.names import no_current
from local_snowflake.engine.query_history_rows import query_history_result
from local_snowflake.rewriting.kinds import SEMI_STRUCTURED
from local_snowflake.rewriting.tree_pass import TableColumns
from local_snowflake.statement import Result, SnowflakeError, stand_in_limit
from local_snowflake.translation import duckdb_sql, translate
from local_snowflake.wire.table import as_table

if TYPE_CHECKING:
    from local_snowflake.duck_connection import DuckConnection
    from local_snowflake.engine import QueryLog
    from local_snowflake.sessions import Session

_OWN = frozenset({"FUNCTIONS", "PROCEDURES", "PACKAGES"})  # the Python runtime's


class TableFunctions:
    """Replaces calls and views in a tree by relations that are registered while the statement runs."""

    def __init__(self, queries: QueryLog, views: InformationSchema) -> None:
        self._queries = queries
        self._views = views

    def replace(self, tree: exp.Expr, session: Session, duck: DuckConnection, stack: ExitStack) -> None:
        """Does so in place; `stack` takes the relations away again. Raises SnowflakeError."""
        for call in list(tree.find_all(exp.TableFromRows)):
            result = self._called(call, session, duck)
            if result is not None:
                _put(call, "T", result, duck, stack)
        for table in list(tree.find_all(exp.Table)):
            if table.db.upper() == "INFORMATION_SCHEMA" and table.name.upper() not in _OWN:
                database = table.catalog or session.database
                if not database:
                    raise no_current("database")
                result = self._views.rows(table.name.upper(), database, session, duck)
                _put(table, table.name, result, duck, stack)

    def _called(self, call: exp.TableFromRows, session: Session, duck: DuckConnection) -> Result | None:
        function = call.this
        while isinstance(function, exp.Dot):
            function = function.expression
        if isinstance(function, (exp.Explode, exp.Generator)):
            return None
        if not isinstance(function, exp.Anonymous):
            raise stand_in_limit(f"the table function {function.key.upper()}")
        name = str(function.this).upper()
        if name == "RESULT_SCAN":
            return self._queries.result_of(session, _query_id(function))
        if name.startswith("QUERY_HISTORY"):
            records = self._queries.history()
            arguments = function.expressions
            return query_history_result(records, name, arguments, session, partial(_moment_of, duck))
        if name in ("GENERATOR", "FLATTEN"):
            return None
        raise stand_in_limit(f"the table function {name}")


def _moment_of(duck: DuckConnection, constant: exp.Expr) -> float:
    moment = exp.cast(constant.copy(), exp.DType.TIMESTAMPLTZ)
    seconds = exp.select(exp.func("EPOCH", translate(moment, TableColumns())))
    return float(duck.run(duckdb_sql(seconds))[0][0])


def _query_id(function: exp.Anonymous) -> str:
    argument = function.expressions[0] if function.expressions else None
    while isinstance(argument, exp.Cast):
        argument = argument.this
    if isinstance(argument, exp.Literal) and argument.is_string:
        return argument.name
    if isinstance(argument, exp.Null):
        raise SnowflakeError("000709", "02000", "Statement not found: the session has run none before")
    raise stand_in_limit("RESULT_SCAN of anything but a query id or LAST_QUERY_ID()")


def _put(node: exp.Expr, name: str, result: Result, duck: DuckConnection, stack: ExitStack) -> None:
    relation = f"ROWS_{uuid.uuid4().hex.upper()}"
    duck.raw.register(relation, _distinct_names(as_table(result)))
    stack.callback(duck.raw.unregister, relation)
    node.replace(relation_query(relation, result, name, node.args.get("alias")))


def relation_query(relation: str, result: Result, name: str, alias: exp.TableAlias | None) -> exp.Subquery:
    """A derived table over a registered relation, with the result's names and its semi-structured types."""
    columns: list[exp.Expr] = []
    for at, column in enumerate(result.columns):
        value: exp.Expr = exp.column(exp.to_identifier(f"C{at}", quoted=True))
        if column.type in SEMI_STRUCTURED:
            value = exp.Cast(this=value, to=exp.DataType.build("VARIANT", dialect="snowflake"))
            value = exp.ParseJSON(this=value.this)
        columns.append(exp.Alias(this=value, alias=exp.to_identifier(column.name, quoted=True)))
    source = exp.Table(this=exp.to_identifier(relation, quoted=True))
    query = exp.Select(expressions=columns).from_(source)
    return exp.Subquery(this=query, alias=alias or exp.TableAlias(this=exp.to_identifier(name, quoted=True)))


def _distinct_names(table: pa.Table) -> pa.Table:
    return table.rename_columns([f"C{at}" for at in range(table.num_columns)])
