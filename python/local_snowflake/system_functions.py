"""SYSTEM$CANCEL_QUERY, SYSTEM$CANCEL_ALL_QUERIES and SYSTEM$WAIT, selected or called by themselves."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from local_snowflake.duck_connection import cancelled_error
from local_snowflake.statement import Column, Result, SnowflakeError, StatementContext, StatementHandler

if TYPE_CHECKING:
    from local_snowflake.queries import Queries

_CALL = re.compile(
    r"\s*(?:SELECT|CALL)\s+(SYSTEM\$(?:CANCEL_QUERY|CANCEL_ALL_QUERIES|WAIT))\s*\((.*)\)"
    r"\s*(?:(?:AS\s+)?(?:\"([^\"]+)\"|(\w+)))?\s*;?\s*$",
    re.IGNORECASE | re.DOTALL,
)
_ARGUMENT = re.compile(r"\s*(?:'([^']*)'|(\?)|:(\d+)|(\d+(?:\.\d+)?))\s*(?:,|$)")
_SECONDS = {"DAYS": 86_400, "HOURS": 3600, "MINUTES": 60, "SECONDS": 1, "MILLISECONDS": 0.001}


def system_functions(
    queries: Queries, first_row: Callable[[StatementContext, str], list[Any]]
) -> StatementHandler:
    """The handler. `first_row(context, sql)` evaluates arguments that are more than literals and binds."""
    functions: dict[str, Callable[[StatementContext, list[Any]], str]] = {
        "SYSTEM$CANCEL_QUERY": lambda _, arguments: _cancel_query(queries, *arguments),
        "SYSTEM$CANCEL_ALL_QUERIES": lambda _, arguments: _cancel_all(queries, *arguments),
        "SYSTEM$WAIT": lambda context, arguments: _wait(context, *arguments),
    }

    def answer(context: StatementContext) -> Result | None:
        found = _CALL.match(context.sql) if "$" in context.sql else None
        if found is None:
            return None
        name = found[1].upper()
        arguments = _literals(found[2], context.binds)
        if arguments is None:
            arguments = first_row(context, f"SELECT {found[2]}")
        try:
            text = functions[name](context, arguments)
        except (TypeError, ValueError):
            raise _wrong_arguments(name, found[2]) from None
        title = found[3] or (found[4] or f"{name}({found[2]})").upper()
        return Result([Column(title, "TEXT")], rows=[[text]])

    return answer


def _literals(text: str, binds: list[Any]) -> list[Any] | None:
    """The arguments when all are literals and binds; None otherwise."""
    values: list[Any] = []
    position = 0
    while position < len(text):
        found = _ARGUMENT.match(text, position)
        if found is None:
            return None
        literal, mark, number, digits = found.groups()
        at = len(values) if mark else int(number or 0) - 1
        values.append(binds[at] if mark or number else literal if literal is not None else digits)
        position = found.end()
    return values


def _cancel_query(queries: Queries, query_id: Any) -> str:
    if queries.cancel(str(query_id)):
        return f"query [{query_id}] terminated."
    return "Identified SQL statement is not currently executing."


def _cancel_all(queries: Queries, session_id: Any) -> str:
    return f"{queries.cancel_all(int(session_id))} cancelled"


def _wait(context: StatementContext, amount: Any, unit: Any = "SECONDS") -> str:
    if str(unit).upper() not in _SECONDS:
        raise ValueError(unit)
    cancelled = threading.Event()
    context.cancel.on_cancel(cancelled.set)
    if cancelled.wait(float(amount) * _SECONDS[str(unit).upper()]):
        raise cancelled_error()
    return f"waited {amount} {str(unit).lower()}"


def _wrong_arguments(name: str, arguments: str) -> SnowflakeError:
    return SnowflakeError(
        "001044",
        "42P13",
        "SQL compilation error: error line 1 at position 7\n"
        f"Invalid argument types for function '{name}': ({arguments})",
    )
