"""Which DuckDB connection a session's statement runs on."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from local_snowflake.engine.names import owner

if TYPE_CHECKING:
    from local_snowflake.duck_connection import DuckConnection
    from local_snowflake.engine.databases import Databases
    from local_snowflake.sessions import Session


class SessionConnections:
    """One connection a session, made on first use; spare ones for statements that run beside each other."""

    def __init__(self, databases: Databases) -> None:
        self._databases = databases

    def of(self, session: Session) -> DuckConnection:
        """The session's own connection; a procedure's session has its caller's."""
        root = owner(session)
        with root.lock:
            if root.connection is None:
                root.connection = self._databases.connect()
            return root.connection

    @contextmanager
    def use(self, session: Session) -> Generator[DuckConnection]:
        """A connection that nobody else uses meanwhile: the session's own, or a spare one while that is busy.

        A session with a transaction, temporary tables or passing relations waits for the one that has them.
        """
        own = self.of(session)
        if own.lock.acquire(blocking=_needs_its_own(session, own)):
            try:
                yield own
            finally:
                own.lock.release()
            return
        spare = self._databases.connect()
        try:
            yield spare
        finally:
            spare.close()

    def close(self, session: Session) -> None:
        """Closes the connection of a session that owns one."""
        with session.lock:
            connection, session.connection = session.connection, None
        if connection is not None:
            with connection.lock:
                connection.close()


def _needs_its_own(session: Session, own: DuckConnection) -> bool:
    root = owner(session)
    return root.transaction is not None or bool(root.temporary_tables) or bool(own.relations)


class PassingRelations:
    """Registers Arrow rows under a name on a session's connection, for statements of that session."""

    def __init__(self, connection: DuckConnection) -> None:
        self._connection = connection

    def register(self, name: str, rows: Any) -> None:
        with self._connection.lock:
            self._connection.raw.register(name, rows)
            self._connection.relations.add(name)

    def unregister(self, name: str) -> None:
        with self._connection.lock:
            self._connection.relations.discard(name)
            self._connection.raw.unregister(name)
