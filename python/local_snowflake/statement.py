"""The shapes that every part of local Snowflake passes around: a statement that runs, and what it gives."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import pyarrow as pa

    from local_snowflake.sessions import Session


class SnowflakeError(Exception):
    """A failure in Snowflake's own shape; everything the server refuses or cannot do ends as one of these.

    `code` is the six-digit vendor code as text ("002003"), `sqlstate` the five-character SQLSTATE.
    """

    def __init__(self, code: str, sqlstate: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.sqlstate = sqlstate
        self.message = message


def stand_in_limit(what: str) -> SnowflakeError:
    """The refusal for what Snowflake has and this server does not: 000002 / 0A000 (unsupported feature)."""
    return SnowflakeError(
        "000002",
        "0A000",
        f"Unsupported feature '{what}' (a limit of local Snowflake, the stand-in; "
        "a real account may run it).",
    )


@dataclass(frozen=True)
class Column:
    """One result column, typed as Snowflake's wire protocol types it."""

    name: str
    #: FIXED REAL TEXT BOOLEAN DATE TIME TIMESTAMP_NTZ TIMESTAMP_LTZ TIMESTAMP_TZ BINARY VARIANT OBJECT ARRAY
    type: str
    nullable: bool = True
    precision: int | None = None
    scale: int | None = None
    length: int | None = None


@dataclass
class Result:
    """What a statement gives: columns with either rows (Python values) or an Arrow table, never both."""

    columns: list[Column]
    rows: Sequence[Sequence[Any]] | None = None
    table: pa.Table | None = None
    #: Snowflake's statementTypeId; statement_kind.py names them.
    statement_type_id: int = 0x1000
    #: Extra members of the reply's `data` (stageInfo of PUT/GET, and the like), merged as they are.
    extra: dict[str, Any] = field(default_factory=dict)


class CancelToken:
    """Carries a cancellation into a running statement; callbacks run once, at once if already cancelled."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._callbacks: list[Callable[[], None]] = []
        self.cancelled = False

    def on_cancel(self, callback: Callable[[], None]) -> None:
        with self._lock:
            if not self.cancelled:
                self._callbacks.append(callback)
                return
        callback()

    def cancel(self) -> None:
        with self._lock:
            if self.cancelled:
                return
            self.cancelled = True
            callbacks, self._callbacks = self._callbacks, []
        for callback in callbacks:
            callback()


@dataclass
class StatementContext:
    """One statement on its way through the server."""

    session: Session
    query_id: str
    sql: str
    #: Bind values by position, already Python values.
    binds: list[Any]
    cancel: CancelToken


class StatementHandler(Protocol):
    """A kind of statement that the server answers itself instead of the SQL engine."""

    def __call__(self, context: StatementContext) -> Result | None:
        """Runs the statement, or returns None when it is not of this kind. Raises SnowflakeError."""
        ...
