"""After a load failed: which rows do not fit the table, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from local_snowflake.loading.load_errors import not_recognized, null_in_required_column
from local_snowflake.loading.projection import SEMI_STRUCTURED, Projected, located
from local_snowflake.loading.source_file import SourceFile
from local_snowflake.loading.target_table import TargetColumn, TargetTable, quoted
from local_snowflake.loading.temporary_relation import temporary_relation
from local_snowflake.statement import Result, StatementContext

if TYPE_CHECKING:
    from local_snowflake.engine import Engine

ROW = "RATCHET_ROW"


def find_misfits(
    context: StatementContext,
    engine: Engine,
    target: TargetTable,
    columns: list[TargetColumn],
    source: SourceFile,
    rows: Projected,
) -> None:
    """Adds to `rows.bad` every row with a value that its column cannot hold."""
    numbered = rows.table.append_column(ROW, pa.array(range(rows.table.num_rows), pa.int64()))
    with temporary_relation(context.session, engine, numbered) as relation:
        for place, column in enumerate(columns):
            if column.name not in rows.table.column_names:
                continue
            condition = _misfit(column)
            if condition is None:
                continue
            name = quoted(column.name)
            query = f'SELECT "{ROW}", CAST({name} AS VARCHAR) FROM {relation} WHERE {condition} ORDER BY 1'
            for row, value in _pairs(engine.run(context.session, query)):
                error = null_in_required_column() if value is None else not_recognized(column.type, value)
                error.column = target.place_of(column)
                rows.bad.setdefault(row, located(error, source, row, place))


def _misfit(column: TargetColumn) -> str | None:
    name = quoted(column.name)
    conditions: list[str] = []
    if not column.nullable:
        conditions.append(f"{name} IS NULL")
    if column.type in SEMI_STRUCTURED:
        conditions.append(f"({name} IS NOT NULL AND TRY_PARSE_JSON({name}) IS NULL)")
    elif column.type != "VARCHAR":
        converted = f"TRY_CAST(CAST({name} AS VARCHAR) AS {column.declared})"
        conditions.append(f"({name} IS NOT NULL AND {converted} IS NULL)")
    return " OR ".join(conditions) or None


def _pairs(result: Result) -> list[tuple[int, str | None]]:
    if result.table is not None:
        first, second = (result.table.column(i).to_pylist() for i in range(2))
        return [(int(row), value) for row, value in zip(first, second, strict=True)]
    return [(int(row[0]), row[1]) for row in result.rows or []]
