"""CREATE TABLE … USING TEMPLATE (query): a table from a query that gives an array of column descriptions."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from local_snowflake.loading.parts import Loading
from local_snowflake.loading.stage_query import query_stages
from local_snowflake.loading.target_table import quoted
from local_snowflake.stages.lexer import leading_words
from local_snowflake.stages.reader import StatementReader
from local_snowflake.statement import Result, SnowflakeError, StatementContext

_MODIFIERS = {"OR", "REPLACE", "TRANSIENT", "TEMPORARY", "TEMP", "VOLATILE", "LOCAL", "GLOBAL", "SCOPED"}


def create_using_template(context: StatementContext, loading: Loading) -> Result | None:
    """Runs the query and creates the table; None for a statement that is none of these."""
    words = leading_words(context.sql, 6)
    if words[:1] != ("CREATE",) or "TEMPLATE" not in context.sql.upper():
        return None
    reader = StatementReader(context.sql, context.binds)
    reader.expect("CREATE")
    while reader.peek().upper in _MODIFIERS:
        reader.next()
    if not reader.accept("TABLE"):
        return None
    reader.accept("IF", "NOT", "EXISTS")
    reader.name()
    head = context.sql[: reader.peek(-1).end]
    if not reader.accept("USING", "TEMPLATE"):
        return None
    query = reader.parenthesized()
    rest = context.sql[reader.peek(-1).end :].rstrip().rstrip(";")
    inner = replace(context, sql=query)
    result = query_stages(inner, loading) or loading.engine.run(context.session, query, context.binds)
    columns = _columns(result)
    return loading.engine.run(context.session, f"{head} ({columns}){rest}")


def _columns(result: Result) -> str:
    cell = _only_cell(result)
    described: Any = json.loads(cell) if isinstance(cell, str) else cell
    if not isinstance(described, list) or not described:
        found = repr(described) if described else "an empty one (are there files at the location?)"
        raise SnowflakeError(
            "002028",
            "42601",
            "SQL compilation error:\nUSING TEMPLATE needs a query that gives an array of column "
            f"descriptions; it gave {found}.",
        )
    return ", ".join(
        _column({str(key).upper(): value for key, value in entry.items()}) for entry in described
    )


def _column(entry: dict[str, Any]) -> str:
    required = "" if entry.get("NULLABLE", True) in (True, "true", "TRUE") else " NOT NULL"
    try:
        return f"{quoted(entry['COLUMN_NAME'])} {entry['TYPE']}{required}"
    except KeyError as missing:
        raise SnowflakeError(
            "002028",
            "42601",
            f"SQL compilation error:\nUSING TEMPLATE: a column description has no {missing}.",
        ) from None


def _only_cell(result: Result) -> Any:
    if result.table is not None:
        rows = [tuple(row.values()) for row in result.table.slice(0, 2).to_pylist()]
    else:
        rows = [tuple(row) for row in result.rows or []]
    if len(rows) != 1 or len(rows[0]) != 1:
        raise SnowflakeError(
            "002028",
            "42601",
            "SQL compilation error:\nUSING TEMPLATE needs a query that gives one row of one column.",
        )
    return rows[0][0]
