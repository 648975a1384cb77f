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
        """The session's value of a parameter, or the account's default; None when there is no such one."""
        return self.parameters.get(name, DEFAULTS.get(name))

    @property
    def is_node(self) -> bool:
        return self.client == "JavaScript"


class Sessions:
    """All sessions by their tokens. Thread-safe."""

    def __init__(self, validity_s: float = SESSION_VALIDITY_S) -> None:
        self._lock = threading.Lock()
        self._by_token: dict[str, Session] = {}
        self._by_master: dict[str, Session] = {}
        # Unique across restarts too, so that the query history never mixes two sessions.
        self._ids = itertools.count(int(time.time() * 1000))
        self.validity_s = validity_s

    def open(self, user: str, client: str, **members: Any) -> Session:
        """A new session for a user who has been let in."""
        session = Session(next(self._ids), _token(), _token(), user, client, **members)
        self._extend(session)
        with self._lock:
            self._by_token[session.token] = session
            self._by_master[session.master_token] = session
        return session

    def of(self, token: str | None) -> Session:
        """The session of a token, which counts as used from now on.

        Raises SnowflakeError 390104 for an unknown token and 390112 for one that must be renewed.
        """
        session = self._by_token.get(token or "")
        if session is None:
            raise SnowflakeError(
                "390104", "08001", "Session no longer exists. New login required to access the service."
            )
        now = time.time()
        # A request that was under way during a renewal has the token before: it only must be sent again.
        if session.expires_at < now or session.token != token:
            raise SnowflakeError("390112", "08001", "Your session has expired. Please login again.")
        session.master_expires_at = now + MASTER_VALIDITY_S
        return session

    def renew(self, master_token: str | None) -> Session:
        """Gives the master token's session a new token; the master token stays, so a renewal can be repeated.

        Raises SnowflakeError 390114 when it is not known or has expired.
        """
        with self._lock:
            session = self._by_master.get(master_token or "")
            if session is None or session.master_expires_at < time.time():
                raise SnowflakeError(
                    "390114", "08001", "Authentication token has expired. The user must authenticate again."
                )
            for token in self._tokens(session):
                if token != session.token:
                    del self._by_token[token]
            session.token = _token()
            self._extend(session)
            self._by_token[session.token] = session
        return session

    def by_id(self, session_id: int) -> Session | None:
        """The open session with this id."""
        return next((session for session in self.all() if session.id == session_id), None)

    def close(self, session: Session) -> bool:
        """Forgets a session, whose tokens no longer work; False when it was forgotten already."""
        with self._lock:
            for token in self._tokens(session):
                del self._by_token[token]
            return self._by_master.pop(session.master_token, None) is not None

    def all(self) -> list[Session]:
        """The open sessions."""
        with self._lock:
            return list(self._by_master.values())

    def expired(self) -> list[Session]:
        """The sessions that can no longer be renewed."""
        now = time.time()
        return [session for session in self.all() if session.master_expires_at < now]

    def _tokens(self, session: Session) -> list[str]:
        return [token for token, owner in self._by_token.items() if owner is session]

    def _extend(self, session: Session) -> None:
        session.expires_at = time.time() + self.validity_s
        session.master_expires_at = time.time() + MASTER_VALIDITY_S


def _token() -> str:
    return "ver:1-hint:1-" + secrets.token_urlsafe(48)
