"""The engine as the server sees it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from local_snowflake import guard
from local_snowflake.engine.account import Account
from local_snowflake.engine.databases import Databases
from local_snowflake.engine.execution import Execution
from local_snowflake.engine.information_schema import InformationSchema
from local_snowflake.engine.names import TableName, owner
from local_snowflake.engine.object_listing import ObjectListing
from local_snowflake.engine.object_times import ObjectTimes
from local_snowflake.engine.parts import Parts
from local_snowflake.engine.queries import describe_query, run_query
from local_snowflake.engine.session_connections import PassingRelations, SessionConnections
from local_snowflake.engine.sql_statement import Preparation
from local_snowflake.engine.statements import sql_handler, text_handler
from local_snowflake.engine.statements.transactions import end_transaction
from local_snowflake.engine.table_catalog import TableCatalog
from local_snowflake.engine.table_functions import TableFunctions
from local_snowflake.error_mapping import as_snowflake
from local_snowflake.guard.reading import read
from local_snowflake.statement import CancelToken, Result, SnowflakeError, StatementContext

if TYPE_CHECKING:
    import duckdb

    from local_snowflake.catalog import Catalog
    from local_snowflake.python_runtime.runtime import PythonRuntime
    from local_snowflake.query_history import QueryRecord
    from local_snowflake.sessions import Session
    from local_snowflake.transactions import Transaction


class QueryLog(Protocol):
    """What the engine asks of the server's query registry."""

    def history(self) -> Sequence[QueryRecord]:
        """The records of INFORMATION_SCHEMA.QUERY_HISTORY, newest first."""
        ...

    def result_of(self, session: Session, query_id: str) -> Result:
        """The kept result of a query. Raises SnowflakeError 000709 when there is none."""
        ...


class Engine:
    """All databases of the server; safe for many threads."""

    def __init__(self, data_dir: Path, catalog: Catalog) -> None:
        """Opens the database files under `data_dir`."""
        databases = Databases(data_dir, catalog)
        times = ObjectTimes(catalog)
        columns = TableCatalog()
        listing = ObjectListing(databases, times)
        connections = SessionConnections(databases)
        self._parts = Parts(databases, connections, Execution(), columns, listing, times, Account(catalog))
        self._views = InformationSchema(databases, columns, listing)

    @property
    def raw(self) -> duckdb.DuckDBPyConnection:
        """A connection to register native functions on (`PythonRuntime.start`)."""
        return self._parts.databases.raw

    def connect(self, runtime: PythonRuntime, queries: QueryLog) -> None:
        """Gives the engine the user-defined functions and the query history; before the first statement."""
        functions = TableFunctions(queries, self._views)
        self._parts.runtime = runtime
        self._parts.queries = queries
        self._parts.preparation = Preparation(self._parts.databases, self._parts.columns, runtime, functions)

    def on_dropped(self, listener: Callable[[str, str | None, str | None], None]) -> None:
        """`listener(database, schema, table)` hears of what is dropped or replaced; None means all."""
        self._parts.drop_listeners.append(listener)

    def run(
        self,
        session: Session,
        sql: str,
        binds: Sequence[Any] = (),
        cancel: CancelToken | None = None,
        query_id: str | None = None,
    ) -> Result:
        """Runs one statement. Raises SnowflakeError for whatever goes wrong."""
        context = StatementContext(session, query_id or "", sql, list(binds), cancel or CancelToken())
        return self._mapped(lambda: self._run(context))

    def _run(self, context: StatementContext) -> Result:
        answer = text_handler(context.sql)
        if answer is not None and (result := answer(self._parts, context)) is not None:
            return result
        guard.check(context.sql, self._parts.runtime.is_function)
        reading = read(context.sql)
        handler = sql_handler(reading.trees[0]) or run_query
        with self._parts.connections.use(context.session) as duck, ExitStack() as stack:
            calls = stack.enter_context(self._parts.runtime.calls(context.cancel))
            duck.enter_time_zone(str(context.session.parameter("TIMEZONE")))
            statement = self._parts.preparation.prepare(context, duck, reading, calls, stack)
            return handler(self._parts, statement)

    def describe(self, session: Session, sql: str, binds: Sequence[Any] = ()) -> Result:
        """The columns that a statement would give, with no rows; nothing is run."""
        context = StatementContext(session, "", sql, list(binds), CancelToken())
        return self._mapped(lambda: describe_query(self._parts, context))

    def _mapped(self, work: Callable[[], Result]) -> Result:
        try:
            return work()
        except SnowflakeError:
            raise
        except Exception as error:
            raise as_snowflake(error) from error

    def cursor(self, session: Session) -> PassingRelations:
        """Where Arrow rows pass to the session's statements: `register(name, rows)`, `unregister(name)`."""
        return PassingRelations(self._parts.connections.of(session))

    def table_exists(self, session: Session, database: str, schema: str, table: str) -> bool:
        """Whether the session sees such a table (Stages asks for @%table)."""
        name: TableName = (database, schema, table)
        with self._parts.connections.use(session) as duck:
            return bool(self._parts.columns.columns(duck, session, name))

    def end_procedure(self, caller: Session, outer: Transaction | None) -> None:
        """Rolls back what a procedure has begun and left open; `outer` was open when it was called."""
        if owner(caller).transaction is not outer:
            end_transaction(self._parts, caller, keep=False)

    def close_session(self, session: Session) -> None:
        """Rolls back and drops temporary tables; a procedure's session leaves its caller's alone."""
        if owner(session) is not session:
            return
        end_transaction(self._parts, session, keep=False)
        self._parts.connections.close(session)

    def stop(self) -> None:
        """Closes all files."""
        self._parts.databases.stop()
