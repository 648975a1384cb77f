"""Transactions as Snowflake has them: writers wait, a statement that fails is undone alone."""

from __future__ import annotations

import itertools
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from local_snowflake.locks import LockOwner
from local_snowflake.statement import SnowflakeError

if TYPE_CHECKING:
    from local_snowflake.duck_connection import DuckConnection

_ids = itertools.count(time.time_ns())


@dataclass(eq=False)
class Transaction:
    """An open transaction of a session.

    DuckDB's own transaction starts only with the first write, after that write got its table's lock: DuckDB
    reads from a snapshot, so one taken before the lock would conflict with whoever held it. DuckDB also gives
    a transaction up at the first statement that fails in it, and Snowflake does not: `restore` runs the
    writes before it again.
    """

    owner: LockOwner
    id: int = field(default_factory=lambda: next(_ids))
    begun: bool = False
    #: The writes so far, in DuckDB's SQL; None once one of them cannot be run again.
    writes: list[str] | None = field(default_factory=list[str])
    lost: bool = False

    def begin(self, duck: DuckConnection) -> None:
        """Starts DuckDB's transaction, once. Raises SnowflakeError when it could not be restored."""
        if self.lost:
            raise transaction_lost()
        if not self.begun:
            duck.run("BEGIN TRANSACTION")
            self.begun = True

    def wrote(self, sqls: list[str], *, repeatable: bool) -> None:
        """Notes what a successful write ran."""
        if self.writes is not None:
            self.writes = [*self.writes, *sqls] if repeatable else None

    def restore(self, duck: DuckConnection) -> None:
        """Brings the transaction back to where it was before a statement that failed."""
        if not self.begun:
            return
        duck.run("ROLLBACK")
        self.begun = False
        if self.writes is None:
            self.lost = True
            return
        self.begin(duck)
        for sql in self.writes:
            duck.run(sql)

    def end(self, duck: DuckConnection, keep: bool) -> None:
        """Commits (`keep`) or rolls back. Raises SnowflakeError when there is nothing left to commit."""
        if self.begun:
            self.begun = False
            duck.run("COMMIT" if keep else "ROLLBACK")
        elif self.lost and keep:
            raise transaction_lost()


def transaction_lost() -> SnowflakeError:
    """The stand-in gave a transaction up where Snowflake would have gone on."""
    return SnowflakeError(
        "000625",
        "57014",
        "The transaction was rolled back: a statement failed in it after one that calls Python functions or "
        "loads files (a limit of local Snowflake, the stand-in). Start the transaction again.",
    )
