"""What the rest of the server needs of Python procedures and functions, in one object."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from local_snowflake.python_runtime.call_rewriting import CallRewriting
from local_snowflake.python_runtime.fork_client import ForkClient
from local_snowflake.python_runtime.grants import RoutineGrants
from local_snowflake.python_runtime.import_snapshot import ImportSnapshots
from local_snowflake.python_runtime.information_schema import with_routine_views
from local_snowflake.python_runtime.native_calls import NativeCalls, StatementCalls
from local_snowflake.python_runtime.recording_pass import run_recording_pass
from local_snowflake.python_runtime.routine import Routine
from local_snowflake.python_runtime.routine_store import RoutineStore
from local_snowflake.python_runtime.worker_pool import WORKERS_PER_FUNCTION, WorkerPool

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection
    from sqlglot import exp

    from local_snowflake.catalog import Catalog
    from local_snowflake.sessions import Session
    from local_snowflake.statement import CancelToken


class PythonRuntime:
    """Definitions, imports and processes; the engine asks it about every statement's function calls."""

    def __init__(self, catalog: Catalog, data_dir: Path) -> None:
        self.store = RoutineStore(catalog)
        self.grants = RoutineGrants(catalog)
        self.snapshots = ImportSnapshots(data_dir / "python-imports", data_dir / "python-files")
        self.snapshots.keep_only(self.store.versions())
        self.forks = ForkClient(data_dir / "python-bytecode")
        self.pool = WorkerPool(self.forks, self.snapshots.path)
        self._executor = ThreadPoolExecutor(2 * WORKERS_PER_FUNCTION, thread_name_prefix="function-batch")
        self.native = NativeCalls(self.store, self.pool, self._executor)
        self.store.on_retired = self._retired

    def start(self, connection: DuckDBPyConnection) -> None:
        """Registers the native functions on the database of this connection and warms the fork server up."""
        self.native.install(connection)
        self.forks.warm_up()

    def stop(self) -> None:
        """Ends all Python processes."""
        self.pool.stop()
        self.forks.stop()
        self._executor.shutdown(wait=False, cancel_futures=True)

    def calls(self, cancel: CancelToken) -> StatementCalls:
        """The context in which a statement's calls run; use `with`, around translation and execution."""
        return StatementCalls(self.native, cancel)

    def rewrite(self, session: Session, statement: exp.Expr, calls: StatementCalls) -> exp.Expr:
        """The statement, in Snowflake's dialect, with user-defined functions as native calls."""
        statement = with_routine_views(statement, session, self.store)
        return CallRewriting(session, calls).rewrite(statement)

    def prepare(
        self,
        connection: DuckDBPyConnection,
        statement: exp.Expr,
        calls: StatementCalls,
        *,
        in_transaction: bool,
    ) -> None:
        """Lets the calls of a statement, now in DuckDB's dialect, compute ahead in large batches.

        Not in an explicit transaction: a query that DuckDB cannot bind would abort it.
        """
        if not in_transaction:
            run_recording_pass(connection, statement, None, calls)

    def is_function(self, name: str) -> bool:
        """Whether any schema has a user-defined function of this (unqualified) name."""
        return self.store.has_function(name)

    def session_ended(self, session: Session) -> None:
        """Drops the temporary functions and procedures of a closed session."""
        if session.share_of is None:
            self.store.drop_temporary(str(session.id))

    def dropped(self, database: str, schema: str | None) -> None:
        """Drops the functions and procedures of a schema that was dropped, or of a whole database (None)."""
        self.store.drop_within(database, schema)

    def _retired(self, routine: Routine) -> None:
        self.pool.retire(routine.version)
        self.snapshots.remove(routine.version)
