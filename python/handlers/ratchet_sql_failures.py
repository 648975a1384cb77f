"""A statement that fails within one of Ratchet's own procedures is told by its code, not by a traceback."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from typing import TYPE_CHECKING

from snowflake.snowpark.exceptions import SnowparkSQLException

if TYPE_CHECKING:
    from snowflake.snowpark import Session

Handler = Callable[["Session", str], str]


def telling_sql_failures(handler: Handler) -> Handler:
    """
    Marks a handler whose failed statement becomes an answer, with code and SQLSTATE: a lock that was waited
    for in vain is worth another attempt, a missing privilege is not, and as 100357 both would look alike.
    Only for handlers that run no code of a model, whose messages may tell rows.
    """

    @functools.wraps(handler)
    def telling(session: Session, request_text: str) -> str:
        try:
            return handler(session, request_text)
        except SnowparkSQLException as error:
            return json.dumps({"failedStatement": _told(error)})

    return telling


def _told(error: SnowparkSQLException) -> dict[str, str | None]:
    code = error.sql_error_code
    return {
        "code": None if code is None else f"{code:06d}",
        "sqlState": getattr(error.conn_error, "sqlstate", None),
        "message": error.raw_message or error.message,
        "queryId": error.sfqid,
    }
