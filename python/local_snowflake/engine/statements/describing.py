"""DESCRIBE TABLE | VIEW | RESULT."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from local_snowflake.engine.names import full_name
from local_snowflake.engine.result_columns import text_columns
from local_snowflake.python_runtime.tokens import TokenCursor
from local_snowflake.statement import Column, Result, SnowflakeError, stand_in_limit
from local_snowflake.statement_kind import DESCRIBE

if TYPE_CHECKING:
    from local_snowflake.engine.parts import Parts
    from local_snowflake.engine.table_catalog import ColumnDefinition
    from local_snowflake.statement import StatementContext

_NAMES = (
    "name",
    "type",
    "kind",
    "null?",
    "default",
    "primary key",
    "unique key",
    "check",
    "expression",
    "comment",
    "policy name",
    "privacy domain",
)


def describe(parts: Parts, context: StatementContext) -> Result | None:
    """DESCRIBE | DESC TABLE | VIEW name, DESCRIBE RESULT 'query id'."""
    cursor = TokenCursor(context.sql)
    cursor.accept_any("DESCRIBE", "DESC")
    if cursor.accept("RESULT"):
        return _described_result(parts, context, cursor)
    kind = cursor.accept_any("TABLE", "VIEW")
    if kind is None:
        name = cursor.peek.text.upper() if cursor.peek else ""
        raise stand_in_limit(f"DESCRIBE {name}")
    parts_of_name = cursor.qualified_name()
    if cursor.accept("TYPE", "=", "COLUMNS") or cursor.done:
        return _described_table(parts, context, kind, parts_of_name)
    raise stand_in_limit("DESCRIBE TABLE with anything but TYPE = COLUMNS")


def _described_table(parts: Parts, context: StatementContext, kind: str, name: tuple[str, ...]) -> Result:
    session = context.session
    full = full_name(session, list(name))
    with parts.connections.use(session) as duck:
        columns = parts.columns.columns(duck, session, full)
    if not columns:
        shown = f"{kind.capitalize()} '{'.'.join(name)}'"
        text = f"SQL compilation error:\n{shown} does not exist or not authorized."
        raise SnowflakeError("002003", "02000", text)
    return _answer([_row(column) for column in columns])


def _row(column: ColumnDefinition) -> list[Any]:
    nullable = "Y" if column.nullable else "N"
    rest = [None, None, column.comment, None, None]
    return [column.name, column.declared, "COLUMN", nullable, column.default, "N", "N", *rest]


def _described_result(parts: Parts, context: StatementContext, cursor: TokenCursor) -> Result:
    if cursor.accept("LAST_QUERY_ID", "("):
        cursor.expect(")")
        query_id = context.session.last_query_id or ""
    else:
        query_id = cursor.text()
    cursor.end()
    result = parts.queries.result_of(context.session, query_id)
    return _answer([_result_row(column) for column in result.columns])


def _result_row(column: Column) -> list[Any]:
    nullable = "Y" if column.nullable else "N"
    return [column.name, _declared(column), "COLUMN", nullable, None, "N", "N", None, None, None, None, None]


def _declared(column: Column) -> str:
    match column.type:
        case "FIXED":
            return f"NUMBER({column.precision or 38},{column.scale or 0})"
        case "TEXT":
            return f"VARCHAR({column.length or 16_777_216})"
        case "REAL":
            return "FLOAT"
        case "BINARY":
            return f"BINARY({column.length or 8_388_608})"
        case "TIME" | "TIMESTAMP_NTZ" | "TIMESTAMP_LTZ" | "TIMESTAMP_TZ":
            return f"{column.type}(9)"
        case _:
            return column.type


def _answer(rows: list[list[Any]]) -> Result:
    return Result(text_columns(*_NAMES), rows=rows, statement_type_id=DESCRIBE)
