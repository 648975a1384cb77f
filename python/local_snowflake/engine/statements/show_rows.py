"""Answers of SHOW: columns by name, rows as what is known of each object."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from local_snowflake.engine.result_columns import text_columns
from local_snowflake.statement import Column, Result
from local_snowflake.statement_kind import SHOW

if TYPE_CHECKING:
    from local_snowflake.engine.statements.listing_scope import Scope

#: Who owns everything here.
OWNER = "ACCOUNTADMIN"
_TIMES = frozenset({"created_on", "started_on"})
_NUMBERS = frozenset({"rows", "bytes"})


def shown(columns: str, rows: Sequence[Mapping[str, Any]], scope: Scope | None = None) -> Result:
    """The answer with these columns; what a row does not tell is an empty text, or NULL for a number."""
    names = columns.split()
    limited = rows[: scope.limit] if scope else rows
    values = [[row.get(name, None if name in _NUMBERS else "") for name in names] for row in limited]
    return Result([_column(name) for name in names], rows=values, statement_type_id=SHOW)


def _column(name: str) -> Column:
    if name in _TIMES:
        return Column(name, "TIMESTAMP_LTZ", precision=0, scale=9)
    if name in _NUMBERS:
        return Column(name, "FIXED", precision=38, scale=0)
    return text_columns(name)[0]


def moment(seconds: float) -> dt.datetime:
    """Seconds since the epoch as a time."""
    return dt.datetime.fromtimestamp(seconds, dt.UTC)


def yes(condition: bool) -> str:
    """Y or N, as SHOW writes it."""
    return "Y" if condition else "N"
