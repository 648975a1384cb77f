"""The parts of local Snowflake, put together: the way of a statement, the life of a session."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from local_snowflake.catalog import Catalog
from local_snowflake.engine import Engine
from local_snowflake.loading.load_history import LoadHistory
from local_snowflake.loading.parts import Loading
from local_snowflake.loading.statement_handlers import loading_handlers
from local_snowflake.login import Logins
from local_snowflake.parameters import from_client
from local_snowflake.python_runtime import PythonRuntime
from local_snowflake.python_runtime import handlers as python_handlers
from local_snowflake.python_runtime.procedures import first_row
from local_snowflake.queries import Queries
from local_snowflake.query_history import QueryHistory
from local_snowflake.result_store import Retention
from local_snowflake.sessions import SESSION_VALIDITY_S, Session, Sessions
from local_snowflake.stages.stage_catalog import StageCatalog
from local_snowflake.stages.stages import Stages
from local_snowflake.stages.statement_handlers import stage_handlers
from local_snowflake.statement import Result, SnowflakeError, StatementContext, StatementHandler
from local_snowflake.statement_columns import describe
from local_snowflake.system_functions import system_functions


class Server:
    """Everything behind the HTTP routes. `base_url` is where drivers and procedures reach it."""

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
        history = QueryHistory(self.catalog)
        self.queries = Queries(self.run, self.describe, history, retention or Retention())
        self.engine = Engine(data_dir, self.catalog)
        self.stages = Stages(StageCatalog(self.catalog), data_dir, base_url, self.engine.table_exists)
        self.python_runtime = PythonRuntime(self.catalog, data_dir)
        self._connect()

    def _connect(self) -> None:
        load_history = LoadHistory(self.catalog, self.stages)
        self.engine.connect(self.python_runtime, self.queries)
        self.engine.on_dropped(load_history.forget)
        self.engine.on_dropped(self._dropped)
        self.python_runtime.start(self.engine.raw)
        self.stages.forget_sessions()
        self._handlers: list[StatementHandler] = [
            system_functions(self.queries, self._first_row),
            *stage_handlers(self.stages),
            *loading_handlers(Loading(self.engine, self.stages, load_history)),
            *python_handlers(self),
        ]

    def open_session(self, login: dict[str, Any], place: dict[str, str | None]) -> Session:
        """Lets a driver in: `login` is the `data` of its request, `place` the database, schema, … of its URL.

        A database or schema that does not exist is not made current. Raises SnowflakeError 390100 or 390144.
        """
        user = self.logins.check(login)
        session = self.sessions.open(
            user,
            str(login.get("CLIENT_APP_ID") or ""),
            parameters=from_client(login.get("SESSION_PARAMETERS") or {}),
        )
        session.role = _exact(place.get("role")) or session.role
        session.warehouse = _exact(place.get("warehouse")) or session.warehouse
        self._enter(session, place.get("database"), place.get("schema"))
        return session

    def _enter(self, session: Session, database: str | None, schema: str | None) -> None:
        for kind, name in (("DATABASE", _exact(database)), ("SCHEMA", _exact(schema))):
            if not name:
                continue
            quoted = name.replace('"', '""')
            try:
                self.engine.run(session, f'USE {kind} "{quoted}"')
            except SnowflakeError:
                return

    def run(self, context: StatementContext) -> Result:
        """Runs one statement to its end. Raises SnowflakeError, or what no part of the server foresaw."""
        for handle in self._handlers:
            if (result := handle(context)) is not None:
                return result
        return self.engine.run(context.session, context.sql, context.binds, context.cancel, context.query_id)

    def describe(self, context: StatementContext) -> Result:
        """The columns that a statement would give, with no rows; changes nothing. Raises SnowflakeError."""
        return describe(self, context)

    def cancel_statements(self, session: Session) -> None:
        """Cancels what the session has running, and waits for nothing."""
        self.queries.cancel_all(session.id)

    def close_session(self, session: Session) -> None:
        """Ends a session, once: its tokens, its statements, its transaction, its temporary objects."""
        if not self.sessions.close(session):
            return
        self.cancel_statements(session)
        self.engine.close_session(session)
        self.stages.session_ended(session)
        self.python_runtime.session_ended(session)

    def close_idle_sessions(self) -> None:
        """Ends the sessions whose tokens can no longer be renewed, so that their temporary objects go."""
        for session in self.sessions.expired():
            if not self.queries.is_busy(session):
                self.close_session(session)

    def stop(self) -> None:
        """Cancels what runs, ends the Python processes and closes the files."""
        self.queries.stop()
        self.python_runtime.stop()
        self.engine.stop()
        self.catalog.close()

    def _first_row(self, context: StatementContext, sql: str) -> list[Any]:
        return first_row(self.engine.run(context.session, sql, context.binds))

    def _dropped(self, database: str, schema: str | None, table: str | None) -> None:
        if table is None:
            self.python_runtime.dropped(database, schema)
            self.stages.dropped(database, schema)


def _exact(name: str | None) -> str | None:
    """The exact name that the login's URL means: upper case, unless the user wrote it in quotes."""
    if name is not None and len(name) > 1 and name.startswith('"') and name.endswith('"'):
        return name[1:-1].replace('""', '"')
    return name.upper() if name else None
