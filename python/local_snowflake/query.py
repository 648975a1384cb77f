"""One statement from its submission to its end."""

from __future__ import annotations

import logging
import secrets
import time
import uuid
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from local_snowflake.duck_connection import cancelled_error
from local_snowflake.error_mapping import as_snowflake
from local_snowflake.query_history import FAILED, RUNNING, SUCCESS, QueryRecord
from local_snowflake.sessions import Session
from local_snowflake.stages.lexer import leading_words
from local_snowflake.statement import CancelToken, Result, SnowflakeError, StatementContext
from local_snowflake.statement_kind import DML_IDS
from local_snowflake.wire.table import as_table

_INTERNAL_ERROR = "000603"
_TYPES = {
    "WITH": "SELECT",
    "PUT": "PUT_FILES",
    "GET": "GET_FILES",
    "LIST": "LIST_FILES",
    "LS": "LIST_FILES",
    "REMOVE": "REMOVE_FILES",
    "RM": "REMOVE_FILES",
    "DESC": "DESCRIBE",
}
_log = logging.getLogger("local_snowflake")


@dataclass(frozen=True)
class Submission:
    """A statement as a driver sent it."""

    session: Session
    sql: str
    binds: list[Any]
    query_tag: str = ""
    #: Seconds until it is cancelled with 000630; 0 is never.
    timeout_s: int = 0
    #: Equal for repeated deliveries of one request.
    request_id: str | None = None
    describe_only: bool = False


@dataclass(eq=False)
class Query:
    """A statement that runs or has finished; `outcome` holds the result or a SnowflakeError."""

    submission: Submission
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    cancel: CancelToken = field(default_factory=CancelToken)
    outcome: Future[Result] = field(default_factory=Future[Result])
    timed_out: bool = False
    #: The rows of a finished query.
    table: pa.Table | None = None
    #: Whoever knows it may fetch the result's chunks, as with a presigned address.
    chunk_key: str = field(default_factory=lambda: secrets.token_urlsafe(24))

    def __post_init__(self) -> None:
        self.record = _record(self)

    @property
    def context(self) -> StatementContext:
        sent = self.submission
        return StatementContext(sent.session, self.id, sent.sql, sent.binds, self.cancel)

    @property
    def size(self) -> int:
        """Bytes of the rows that it holds."""
        return 0 if self.table is None else self.table.nbytes

    def time_out(self) -> None:
        """Cancels it because its time is up."""
        self.timed_out = True
        self.cancel.cancel()

    def run(self, execute: Callable[[StatementContext], Result]) -> Result | SnowflakeError:
        """Runs the statement and completes the record; never raises, and does not set `outcome`."""
        try:
            result = execute(self.context)
            self.table = as_table(result)
        except BaseException as error:
            failure = self._failure(error)
            self._complete(FAILED, error_code=failure.code, sqlstate=failure.sqlstate)
            self.record.error_message = failure.message
            return failure
        self._complete(SUCCESS, rows_produced=_rows_produced(result, self.table))
        return result

    def _complete(self, status: str, **members: Any) -> None:
        self.record.execution_status = status
        self.record.end_time = time.time()
        for name, value in members.items():
            setattr(self.record, name, value)

    def _failure(self, error: BaseException) -> SnowflakeError:
        if self.timed_out:
            seconds = self.submission.timeout_s
            return SnowflakeError(
                "000630",
                "57014",
                f"Statement reached its statement or warehouse timeout of {seconds} second(s) "
                "and was canceled.",
            )
        if self.cancel.cancelled:
            return cancelled_error()
        known = as_snowflake(error)
        return known if known.code != _INTERNAL_ERROR else internal_error(error)


def internal_error(error: BaseException) -> SnowflakeError:
    """000603 for what no part of the server foresaw; the log has the traceback."""
    _log.error("internal error", exc_info=error)
    text = f"{type(error).__name__}: {error}"
    return SnowflakeError(
        _INTERNAL_ERROR,
        "XX000",
        f"Processing aborted by an internal error of local Snowflake, the stand-in: {text}",
    )


def _record(query: Query) -> QueryRecord:
    sent, session = query.submission, query.submission.session
    return QueryRecord(
        query_id=query.id,
        query_text=sent.sql,
        query_type=_query_type(sent.sql),
        session_id=session.id,
        user_name=session.user,
        role_name=session.role,
        warehouse_name=session.warehouse,
        database_name=session.database,
        schema_name=session.schema,
        query_tag=sent.query_tag,
        execution_status=RUNNING,
        error_code=None,
        sqlstate=None,
        error_message=None,
        start_time=time.time(),
        end_time=None,
        rows_produced=None,
    )


def _query_type(sql: str) -> str:
    words = leading_words(sql, 1)
    word = words[0] if words else "UNKNOWN"
    return _TYPES.get(word, word)


def _rows_produced(result: Result, table: pa.Table) -> int:
    """Rows that came out or, for DML, rows that were changed: the sum of what the statement tells."""
    if result.statement_type_id not in DML_IDS or table.num_rows != 1:
        return table.num_rows
    return sum(int(column[0].as_py() or 0) for column in table.columns)
