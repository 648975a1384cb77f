"""INSERT … VALUES whose binds are columns of values (the drivers' array binding), as one INSERT."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa
from sqlglot import exp

from local_snowflake.engine.binding import Binds, ordered_placeholders
from local_snowflake.guard.reading import read
from local_snowflake.loading.parts import Loading
from local_snowflake.loading.temporary_relation import temporary_relation
from local_snowflake.statement import Result, SnowflakeError, StatementContext, stand_in_limit


def insert_arrays(context: StatementContext, loading: Loading) -> Result | None:
    """Inserts a row for each place in the bound columns; None when no bind is a column of values.

    Raises SnowflakeError for columns of different lengths, and for all but INSERT … VALUES with one row.
    """
    if not any(isinstance(value, list) for value in context.binds):
        return None
    insert = read(context.sql).trees[0].copy()
    row = _only_row(insert)
    columns = _columns(row, context.binds)
    with temporary_relation(context.session, loading.engine, pa.table(columns)) as name:
        insert.set("expression", exp.select(*row.expressions).from_(name, dialect="snowflake"))
        sql = insert.sql(dialect="snowflake")
        return loading.engine.run(context.session, sql, [], context.cancel, context.query_id)


def _only_row(insert: exp.Expr) -> exp.Tuple:
    values = insert.args.get("expression") if isinstance(insert, exp.Insert) else None
    if not isinstance(values, exp.Values) or len(values.expressions) != 1:
        raise stand_in_limit("columns of bind values outside INSERT … VALUES with one row")
    return values.expressions[0]


def _columns(row: exp.Tuple, binds: Sequence[Any]) -> dict[str, pa.Array]:
    """The bound columns by name; the row's placeholders become references to them."""
    lengths = {len(value) for value in binds if isinstance(value, list)}
    if len(lengths) > 1:
        raise SnowflakeError(
            "002099", "42601", f"Bind columns have different numbers of rows: {sorted(lengths)}"
        )
    count = lengths.pop()
    columns: dict[str, pa.Array] = {}
    values = Binds(binds)
    for at, placeholder in enumerate(ordered_placeholders(row)):
        value = values.value(placeholder)
        columns[f"BIND_{at}"] = _array(value if isinstance(value, list) else [value] * count)
        placeholder.replace(exp.column(f"BIND_{at}", quoted=True))
    return columns


def _array(values: list[Any]) -> pa.Array:
    kinds = {type(value) for value in values if value is not None}
    if len(kinds) > 1:
        # A driver names one type for the column, that of its first value; as text each keeps its digits.
        return pa.array([None if value is None else str(value) for value in values], pa.string())
    try:
        return pa.array(values, None if kinds else pa.string())
    except (pa.ArrowInvalid, OverflowError):
        return pa.array([None if value is None else str(value) for value in values], pa.string())
