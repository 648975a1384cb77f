"""The parts of local Snowflake, put together: what a statement passes on its way, what a session leaves behind."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from local_snowflake.catalog import Catalog
from local_snowflake.engine import Engine
from local_snowflake.guard import check
from local_snowflake.loading.load_history import LoadHistory
from local_snowflake.loading.parts import Loading
from local_snowflake.loading.statement_handlers import loading_handlers
from local_snowflake.login import Logins
from local_snowflake.python_runtime import PythonRuntime
from local_snowflake.python_runtime import handlers as python_handlers
from local_snowflake.queries import Queries
from local_snowflake.query_history import QueryHistory
from local_snowflake.result_store import Retention
from local_snowflake.sessions import SESSION_VALIDITY_S, Session, Sessions
from local_snowflake.stages.stage_catalog import StageCatalog
from local_snowflake.stages.stages import Stages
from local_snowflake.stages.statement_handlers import stage_handlers
from local_snowflake.statement import Column, Result, StatementContext, StatementHandler
from local_snowflake.system_functions import system_functions


class Server:
    """Everything behind the HTTP routes. `base_url` is where the server's own processes reach it."""

    def __init__(
        self,
        data_dir: Path,
        base_url: str,
        logins: Logins,
        *,
        session_validity_s: float = SESSION_VALIDITY_S,
        retention: Retention | None = None,
    ) -> None:
        self.base_url = base_url
        self.logins = logins
        self.catalog = Catalog(data_dir / "catalog.sqlite")
        self.sessions = Sessions(session_validity_s)
        self.queries = Queries(self.run, self.describe, QueryHistory(self.catalog), retention or Retention())
        self.stages = Stages(StageCatalog(self.catalog), data_dir, base_url, self._table_exists)
        self.python_runtime = PythonRuntime(self.catalog, data_dir)
        self.load_history = LoadHistory(self.catalog, self.stages)
        self.engine = Engine(
            data_dir,
            self.catalog,
            python_runtime=self.python_runtime,
            stages=self.stages,
            load_history=self.load_history,
            queries=self.queries,
        )
        self._handlers: list[StatementHandler] = [
            system_functions(self.queries, self.sessions),
            *stage_handlers(self.stages),
            *loading_handlers(Loading(self.engine, self.stages, self.load_history)),
            *python_handlers(self),
        ]

    def run(self, context: StatementContext) -> Result:
        """Runs one statement to its end. Raises SnowflakeError, or whatever a part of the server did not foresee."""
        check(context.sql, self.python_runtime.is_function)
        for handle in self._handlers:
            if (result := handle(context)) is not None:
                return result
        return self.engine.run(context.session, context.sql, context.binds, context.cancel, context.query_id)

    def describe(self, context: StatementContext) -> list[Column]:
        """The columns that a query would give, without running it. Raises SnowflakeError."""
        check(context.sql, self.python_runtime.is_function)
        return self.engine.describe(context.session, context.sql, context.binds)

    def cancel_statements(self, session: Session) -> None:
        """Cancels what the session has running, and waits for nothing."""
        self.queries.cancel_all(session.id)

    def close_session(self, session: Session) -> None:
        """Ends a session: its tokens, its temporary objects, its open transaction, what it has running."""
        self.cancel_statements(session)
        self.sessions.close(session)
        for end in self._session_ends():
            end(session)

    def _session_ends(self) -> list[Callable[[Session], None]]:
        return [self.engine.close_session, self.stages.session_ended, self.python_runtime.session_ended]

    def stop(self) -> None:
        """Cancels what runs, ends the Python processes and closes the files."""
        self.queries.stop()
        self.python_runtime.stop()
        self.engine.stop()
        self.catalog.close()

    def _table_exists(self, session: Session, database: str, schema: str, table: str) -> bool:
        return self.engine.table_exists(session, database, schema, table)
