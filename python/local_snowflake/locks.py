"""Table locks: writers to one table wait for each other, as Snowflake's do, instead of failing."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from local_snowflake.statement import SnowflakeError

TableName = tuple[str, str, str]


@dataclass(eq=False)
class LockOwner:
    """A transaction, or one statement outside any; what it holds is released together."""

    query_id: str
    held: set[TableName] = field(default_factory=set[TableName])


class TableLocks:
    """Exclusive locks by table name (database, schema, table)."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._owners: dict[TableName, LockOwner] = {}
        self._waits: dict[LockOwner, TableName] = {}

    def acquire(
        self, owner: LockOwner, tables: Iterable[TableName], timeout_s: float, cancelled: Callable[[], bool]
    ) -> None:
        """Takes all of `tables` in a fixed order. Returns early when cancelled, which the caller checks.

        Raises SnowflakeError 000625 / 57014 after `timeout_s` seconds, or at once when it would never end.
        """
        deadline = time.monotonic() + timeout_s
        for table in sorted(set(tables)):
            with self._changed:
                while self._owners.get(table, owner) is not owner and not cancelled():
                    self._wait(owner, table, deadline)
                self._owners[table] = owner
                owner.held.add(table)

    def _wait(self, owner: LockOwner, table: TableName, deadline: float) -> None:
        remaining = deadline - time.monotonic()
        if remaining <= 0 or self._is_deadlock(owner, table):
            raise _lock_timeout(table, self._owners[table].query_id)
        self._waits[owner] = table
        try:
            self._changed.wait(min(remaining, 0.05))
        finally:
            del self._waits[owner]

    def _is_deadlock(self, owner: LockOwner, table: TableName) -> bool:
        seen: set[LockOwner] = set()
        holder = self._owners.get(table)
        while holder is not None and holder not in seen:
            if holder is owner:
                return True
            seen.add(holder)
            waited = self._waits.get(holder)
            holder = self._owners.get(waited) if waited else None
        return False

    def release(self, owner: LockOwner) -> None:
        """Gives back everything that the owner holds."""
        with self._changed:
            for table in owner.held:
                if self._owners.get(table) is owner:
                    del self._owners[table]
            owner.held.clear()
            self._changed.notify_all()


def _lock_timeout(table: TableName, holder: str) -> SnowflakeError:
    name = ".".join(table)
    return SnowflakeError(
        "000625",
        "57014",
        f"Statement '{holder}' has locked table '{name}' in a transaction and this lock has not yet been "
        "released.",
    )
