"""The SQL engine: runs Snowflake's statements on DuckDB files that survive kill -9."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from local_snowflake.statement import CancelToken, Result

if TYPE_CHECKING:
    import duckdb

    from local_snowflake.catalog import Catalog
    from local_snowflake.python_runtime.runtime import PythonRuntime
    from local_snowflake.sessions import Session


class QueryLog(Protocol):
    """What the engine asks of the server's query registry."""

    def history(self) -> Sequence[Any]:
        """The records of INFORMATION_SCHEMA.QUERY_HISTORY, newest first."""
        ...

    def result_of(self, session: Session, query_id: str) -> Result:
        """The kept result of a query. Raises SnowflakeError 000709 when there is none."""
        ...


class Engine:
    """All databases of the server; safe for many threads. One statement at a time runs on a session."""

    def __init__(self, data_dir: Path, catalog: Catalog) -> None:
        """Opens the database files under `data_dir` and creates what a new account has."""
        raise NotImplementedError

    @property
    def raw(self) -> duckdb.DuckDBPyConnection:
        """A connection to register native functions on (`PythonRuntime.start`)."""
        raise NotImplementedError

    def connect(self, runtime: PythonRuntime, queries: QueryLog) -> None:
        """Gives the engine the user-defined functions and the query history; before the first statement."""
        raise NotImplementedError

    def on_dropped(self, listener: Callable[[str, str | None, str | None], None]) -> None:
        """`listener(database, schema, table)` hears of what is dropped or replaced; None stands for all of it."""
        raise NotImplementedError

    def run(
        self,
        session: Session,
        sql: str,
        binds: Sequence[Any] = (),
        cancel: CancelToken | None = None,
        query_id: str | None = None,
    ) -> Result:
        """Runs one statement. A bind that is a list is a column of values of an array INSERT.

        Raises SnowflakeError for whatever goes wrong.
        """
        raise NotImplementedError

    def describe(self, session: Session, sql: str, binds: Sequence[Any] = ()) -> Result:
        """The columns that a statement would give, with no rows; nothing is run."""
        raise NotImplementedError

    def cursor(self, session: Session) -> Any:
        """The session's connection, for `register(name, arrow)` and `unregister(name)` of passing relations."""
        raise NotImplementedError

    def table_exists(self, session: Session, database: str, schema: str, table: str) -> bool:
        """Whether the session sees such a table (Stages asks for @%table)."""
        raise NotImplementedError

    def close_session(self, session: Session) -> None:
        """Rolls back what is open and drops temporary tables; a procedure's session leaves its caller's alone."""
        raise NotImplementedError

    def stop(self) -> None:
        """Closes all files."""
        raise NotImplementedError
