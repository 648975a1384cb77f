"""ALTER SESSION, and session variables: SET and UNSET."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from local_snowflake.engine.queries import run_text
from local_snowflake.engine.result_columns import succeeded
from local_snowflake.engine.statements.transactions import end_transaction
from local_snowflake.parameters import check_has_meaning, check_known, typed
from local_snowflake.python_runtime.tokens import TokenCursor, syntax_error
from local_snowflake.statement import SnowflakeError, stand_in_limit
from local_snowflake.statement_kind import ALTER_SESSION

if TYPE_CHECKING:
    from local_snowflake.engine.parts import Parts
    from local_snowflake.statement import Result, StatementContext


def alter_session(parts: Parts, context: StatementContext) -> Result | None:
    """ALTER SESSION SET name = value [,] … and ALTER SESSION UNSET name, … ; all or none."""
    cursor = TokenCursor(context.sql)
    cursor.expect("ALTER")
    if not cursor.accept("SESSION"):
        return None
    session = context.session
    if cursor.accept("UNSET"):
        names = [cursor.identifier()]
        while cursor.accept(","):
            names.append(cursor.identifier())
        cursor.end()
        for name in names:
            check_known(name)
        for name in names:
            session.parameters.pop(name, None)
        return succeeded(ALTER_SESSION)
    cursor.expect("SET")
    values: dict[str, Any] = {}
    while not cursor.done:
        name = cursor.identifier()
        cursor.expect("=")
        check_known(name)
        values[name] = typed(name, _value(cursor))
        check_has_meaning(name, values[name])
        cursor.accept(",")
    if values.get("AUTOCOMMIT") is True:
        end_transaction(parts, session, keep=True)
    _check_time_zone(parts, values)
    session.parameters.update(values)
    return succeeded(ALTER_SESSION)


def _value(cursor: TokenCursor) -> str:
    sign = "-" if cursor.accept("-") else ""
    return sign + cursor.next().text


def _check_time_zone(parts: Parts, values: dict[str, Any]) -> None:
    zone = values.get("TIMEZONE")
    if zone is not None and not parts.databases.has_time_zone(zone):
        raise SnowflakeError(
            "001008", "22023", f"SQL compilation error:\ninvalid value [{zone}] for parameter 'TIMEZONE'"
        )


def set_variable(parts: Parts, context: StatementContext) -> Result | None:
    """SET name = expression and SET (a, b) = (1, 2)."""
    cursor = TokenCursor(context.sql)
    cursor.expect("SET")
    names = _names(cursor)
    cursor.expect("=")
    if cursor.done:
        raise syntax_error(None)
    start = cursor.next().start
    text = context.sql[start:].rstrip().rstrip(";")
    values = run_text(parts, context, f"SELECT {_unwrapped(text) if len(names) > 1 else text}")
    if len(values) != len(names):
        raise SnowflakeError(
            "002052", "42601", f"SQL compilation error:\nSET needs {len(names)} values, found {len(values)}."
        )
    context.session.variables.update(zip(names, values, strict=True))
    return succeeded(ALTER_SESSION)


def _names(cursor: TokenCursor) -> list[str]:
    if not cursor.accept("("):
        return [cursor.identifier()]
    names = [cursor.identifier()]
    while cursor.accept(","):
        names.append(cursor.identifier())
    cursor.expect(")")
    return names


def _unwrapped(text: str) -> str:
    if not (text.startswith("(") and text.endswith(")")):
        raise stand_in_limit("SET of several variables to anything but a list of expressions")
    return text[1:-1]


def unset_variable(parts: Parts, context: StatementContext) -> Result | None:
    """UNSET name and UNSET (a, b)."""
    cursor = TokenCursor(context.sql)
    cursor.expect("UNSET")
    names = _names(cursor)
    cursor.end()
    for name in names:
        context.session.variables.pop(name, None)
    return succeeded(ALTER_SESSION)
