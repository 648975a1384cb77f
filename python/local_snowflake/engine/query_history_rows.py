"""INFORMATION_SCHEMA.QUERY_HISTORY, QUERY_HISTORY_BY_SESSION and QUERY_HISTORY_BY_USER as rows."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from local_snowflake.engine.names import owner
from local_snowflake.query_history import KEPT_DAYS
from local_snowflake.statement import Column, Result, stand_in_limit

if TYPE_CHECKING:
    from local_snowflake.query_history import QueryRecord
    from local_snowflake.sessions import Session

_DEFAULT_LIMIT = 100
_TEXTS = (
    "QUERY_ID",
    "QUERY_TEXT",
    "DATABASE_NAME",
    "SCHEMA_NAME",
    "QUERY_TYPE",
    "USER_NAME",
    "ROLE_NAME",
    "WAREHOUSE_NAME",
    "QUERY_TAG",
    "EXECUTION_STATUS",
    "ERROR_CODE",
    "ERROR_MESSAGE",
)
_NUMBERS = ("SESSION_ID", "TOTAL_ELAPSED_TIME", "EXECUTION_TIME", "COMPILATION_TIME", "ROWS_PRODUCED")
_TIMES = ("START_TIME", "END_TIME")


def query_history_result(
    records: Sequence[QueryRecord],
    function: str,
    arguments: Sequence[exp.Expr],
    session: Session,
    moment_of: Callable[[exp.Expr], float],
) -> Result:
    """The records that the arguments choose, newest first. Raises the stand-in's limit for unknown ones.

    `moment_of` evaluates a constant TIMESTAMP_LTZ to seconds since the epoch.
    """
    options = {
        argument.this.name.upper(): argument.expression
        for argument in arguments
        if isinstance(argument, exp.Kwarg)
    }
    limit = int(options.pop("RESULT_LIMIT", exp.Literal.number(_DEFAULT_LIMIT)).name)
    session_id = options.pop("SESSION_ID", None)
    user = options.pop("USER_NAME", None)
    since = options.pop("END_TIME_RANGE_START", None)
    if options:
        raise stand_in_limit(f"{function} with {', '.join(options)}")
    chosen = list(records) if since is None else _running_or_ended_since(records, moment_of(since))
    if function.endswith("BY_SESSION"):
        wanted = _plain(session_id) or str(owner(session).id)
        chosen = [record for record in chosen if str(record.session_id) == wanted]
    if function.endswith("BY_USER"):
        wanted = _plain(user) or session.user
        chosen = [record for record in chosen if record.user_name == wanted]
    columns = [
        *[Column(name, "TEXT", length=16_777_216) for name in _TEXTS],
        *[Column(name, "FIXED", precision=38, scale=0) for name in _NUMBERS],
        *[Column(name, "TIMESTAMP_LTZ", precision=0, scale=9) for name in _TIMES],
    ]
    return Result(columns, rows=[_row(record) for record in chosen[:limit]])


def _running_or_ended_since(records: Sequence[QueryRecord], since: float) -> list[QueryRecord]:
    if since < time.time() - KEPT_DAYS * 86_400:
        raise stand_in_limit(
            f"END_TIME_RANGE_START of more than {KEPT_DAYS} days ago, which Snowflake refuses"
        )
    return [record for record in records if record.end_time is None or record.end_time >= since]


def _plain(argument: exp.Expr | None) -> str | None:
    while isinstance(argument, exp.Cast):
        argument = argument.this
    return argument.name if isinstance(argument, exp.Literal) else None


def _row(record: QueryRecord) -> list[Any]:
    texts = [getattr(record, name.lower()) for name in _TEXTS]
    elapsed = record.total_elapsed_time
    numbers = [record.session_id, elapsed, elapsed, 0, record.rows_produced]
    return [*texts, *numbers, _moment(record.start_time), _moment(record.end_time)]


def _moment(seconds: float | None) -> dt.datetime | None:
    return None if seconds is None else dt.datetime.fromtimestamp(seconds, dt.UTC)
