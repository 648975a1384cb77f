"""Transactions: BEGIN, COMMIT, ROLLBACK and AUTOCOMMIT as Snowflake has them (READ COMMITTED, writers wait)."""

from __future__ import annotations

import itertools
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from local_snowflake.locks import LockOwner

if TYPE_CHECKING:
    from local_snowflake.duck_connection import DuckConnection

_ids = itertools.count(time.time_ns())


@dataclass(eq=False)
class Transaction:
    """An open transaction of a session.

    DuckDB's own transaction starts only with the first write, after that write got its table's lock: DuckDB reads
    from a snapshot, so one taken before the lock would conflict with whoever held it.
    """

    owner: LockOwner
    id: int = field(default_factory=lambda: next(_ids))
    begun: bool = False

    def begin(self, duck: DuckConnection) -> None:
        """Starts DuckDB's transaction, once."""
        if not self.begun:
            duck.raw.execute("BEGIN TRANSACTION")
            self.begun = True

    def end(self, duck: DuckConnection, keep: bool) -> None:
        """Commits (`keep`) or rolls back."""
        if self.begun:
            self.begun = False
            duck.raw.execute("COMMIT" if keep else "ROLLBACK")
