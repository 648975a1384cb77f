"""Sessions: who is connected, where unqualified names lead, and the session's parameters."""

from __future__ import annotations

import itertools
import secrets
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from local_snowflake.parameters import DEFAULTS
from local_snowflake.statement import SnowflakeError

if TYPE_CHECKING:
    from local_snowflake.transactions import Transaction

#: Seconds that a session token and its master token are good for, as Snowflake's defaults (1 hour, 4 hours).
SESSION_VALIDITY_S = 3600
MASTER_VALIDITY_S = 14400


@dataclass(eq=False)
class Session:
    """One login. `database`, `schema`, `role` and `warehouse` are exact names (upper case unless quoted)."""

    id: int
    token: str
    master_token: str
    user: str
    #: CLIENT_APP_ID of the login: "JavaScript", "PythonConnector", ...
    client: str
    database: str | None = None
    schema: str | None = None
    role: str = "ACCOUNTADMIN"
    warehouse: str | None = "COMPUTE_WH"
    parameters: dict[str, Any] = field(default_factory=dict[str, Any])
    variables: dict[str, Any] = field(default_factory=dict[str, Any])
    #: The session whose connection and transaction this one uses (a procedure's process, connected back).
    share_of: Session | None = None
    transaction: Transaction | None = None
    last_query_id: str | None = None
    #: Temporary tables, dropped when the session ends.
    temporary_tables: set[tuple[str, str, str]] = field(default_factory=set[tuple[str, str, str]])
    #: The engine's connection; the engine makes it on first use.
    connection: Any = None
    created_at: float = field(default_factory=time.time)
    expires_at: float = 0.0
    master_expires_at: float = 0.0
    lock: threading.RLock = field(default_factory=threading.RLock, repr=False)

    def parameter(self, name: str) -> Any:
        """The session's value of a parameter, or the account's default; None when there is no such parameter."""
        return self.parameters.get(name, DEFAULTS.get(name))

    @property
    def is_node(self) -> bool:
        return self.client == "JavaScript"


class Sessions:
    """All sessions by token. Thread-safe."""

    def __init__(self, validity_s: float = SESSION_VALIDITY_S) -> None:
        self._lock = threading.Lock()
        self._by_token: dict[str, Session] = {}
        self._by_master: dict[str, Session] = {}
        # Unique across restarts too, so that the query history never mixes two sessions.
        self._ids = itertools.count(int(time.time() * 1000))
        self.validity_s = validity_s

    def open(self, user: str, client: str, **members: Any) -> Session:
        """A new session for a user who has been let in."""
        token, master = _token(), _token()
        session = Session(next(self._ids), token, master, user, client, **members)
        self._extend(session)
        with self._lock:
            self._by_token[token] = session
            self._by_master[master] = session
        return session

    def _extend(self, session: Session) -> None:
        session.expires_at = time.time() + self.validity_s
        session.master_expires_at = time.time() + MASTER_VALIDITY_S

    def of(self, token: str | None) -> Session:
        """The session of a token.

        Raises SnowflakeError 390104 for an unknown token and 390112 for one that must be renewed.
        """
        session = self._by_token.get(token or "")
        if session is None:
            raise SnowflakeError("390104", "08001", "Session no longer exists. New login required to access the service.")
        if session.expires_at < time.time():
            raise SnowflakeError("390112", "08001", "Your session has expired. Please login again.")
        return session

    def renew(self, master_token: str | None) -> Session:
        """Gives the master token's session new tokens. Raises SnowflakeError 390114 when it is not known."""
        with self._lock:
            session = self._by_master.pop(master_token or "", None)
            if session is None or session.master_expires_at < time.time():
                raise SnowflakeError("390114", "08001", "Authentication token has expired. The user must authenticate again.")
            self._by_token.pop(session.token, None)
            session.token, session.master_token = _token(), _token()
            self._extend(session)
            self._by_token[session.token] = session
            self._by_master[session.master_token] = session
        return session

    def by_id(self, session_id: int) -> Session | None:
        """The open session with this id."""
        with self._lock:
            return next((s for s in self._by_token.values() if s.id == session_id), None)

    def close(self, session: Session) -> None:
        """Forgets a session; its tokens no longer work."""
        with self._lock:
            self._by_token.pop(session.token, None)
            self._by_master.pop(session.master_token, None)

    def all(self) -> list[Session]:
        with self._lock:
            return list(self._by_token.values())


def _token() -> str:
    return "ver:1-hint:1-" + secrets.token_urlsafe(48)
