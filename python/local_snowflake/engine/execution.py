"""Runs a prepared statement: takes locks, opens the transaction, tries again when another one was first."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import pyarrow as pa

from local_snowflake.duck_connection import cancelled_error
from local_snowflake.engine.names import TableName, owner
from local_snowflake.error_mapping import is_conflict
from local_snowflake.locks import LockOwner, TableLocks
from local_snowflake.transactions import Transaction

if TYPE_CHECKING:
    from local_snowflake.duck_connection import DuckConnection
    from local_snowflake.statement import StatementContext

#: How often a statement that lost against a concurrent one is tried again, and how long it waits before.
_TRIES = 20
_PAUSE_S = 0.005

Row = tuple[Any, ...]
_T = TypeVar("_T")


@dataclass(frozen=True)
class Rows:
    """What DuckDB gave: an Arrow table, and DuckDB's name and type of each column."""

    table: pa.Table
    described: list[tuple[str, str]]


def fetch(duck: DuckConnection, sql: str) -> Rows:
    """Runs DuckDB's SQL of a query and takes all rows."""
    # Half the time of execute() for a small result, which copies the rows once more.
    relation = duck.raw.sql(sql)
    described = [(name, str(type_)) for name, type_ in zip(relation.columns, relation.types, strict=True)]
    return Rows(relation.to_arrow_table(), described)


def described(duck: DuckConnection, sql: str) -> list[tuple[str, str]]:
    """The names and DuckDB types of a query's columns; it is bound, not run."""
    # DESCRIBE forgets an alias that differs from its column in case only.
    relation = duck.raw.sql(sql)
    return [(name, str(type_)) for name, type_ in zip(relation.columns, relation.types, strict=True)]


class Execution:
    """Runs DuckDB's SQL in the session's transaction, or as a transaction of its own."""

    def __init__(self) -> None:
        self._locks = TableLocks()

    def read(self, context: StatementContext, duck: DuckConnection, sql: str) -> Rows:
        """Runs a query, in the session's transaction when one is open."""
        transaction = owner(context.session).transaction
        try:
            return self._guarded(context, duck, lambda: fetch(duck, sql))
        except Exception:
            if transaction is not None:
                transaction.restore(duck)
            raise

    def write(
        self,
        context: StatementContext,
        duck: DuckConnection,
        sqls: Sequence[str],
        locked: Sequence[TableName],
        *,
        repeatable: bool = True,
        defines: bool = False,
        before: Callable[[], None] = lambda: None,
    ) -> list[Row]:
        """Runs the parts of one write, all or none; gives the last one's rows. Raises SnowflakeError 000625.

        Waits for `locked` up to LOCK_TIMEOUT. `before` runs when the locks are there. What `defines` is no
        part of a transaction.
        """
        transaction = None if defines else self._transaction(context)
        holder = transaction.owner if transaction else LockOwner(context.query_id)
        timeout = float(context.session.parameter("LOCK_TIMEOUT"))
        try:
            self._locks.acquire(holder, locked, timeout, lambda: context.cancel.cancelled)
            if context.cancel.cancelled:
                raise cancelled_error()
            before()
            if transaction is None:
                return self._alone(context, duck, sqls)
            return self._within(transaction, context, duck, sqls, repeatable)
        finally:
            if transaction is None:
                self._locks.release(holder)

    def _transaction(self, context: StatementContext) -> Transaction | None:
        root = owner(context.session)
        if root.transaction is None and not context.session.parameter("AUTOCOMMIT"):
            root.transaction = Transaction(LockOwner(context.query_id))
        return root.transaction

    def _alone(self, context: StatementContext, duck: DuckConnection, sqls: Sequence[str]) -> list[Row]:
        for attempt in range(_TRIES):
            try:
                return self._guarded(context, duck, lambda: _all_or_none(duck, sqls))
            except Exception as error:
                if not is_conflict(error) or attempt == _TRIES - 1:
                    raise
                time.sleep(_PAUSE_S * (attempt + 1))
        raise AssertionError("the last attempt returns or raises")

    def _within(
        self,
        transaction: Transaction,
        context: StatementContext,
        duck: DuckConnection,
        sqls: Sequence[str],
        repeatable: bool,
    ) -> list[Row]:
        transaction.begin(duck)
        try:
            rows = self._guarded(context, duck, lambda: _run(duck, sqls))
        except Exception as error:
            transaction.restore(duck)
            if not is_conflict(error) or transaction.lost:
                raise
            # Others may have changed the table after DuckDB's snapshot was taken, before the lock was.
            rows = self._guarded(context, duck, lambda: _run(duck, sqls))
        transaction.wrote(list(sqls), repeatable=repeatable)
        return rows

    def _guarded(self, context: StatementContext, duck: DuckConnection, run: Callable[[], _T]) -> _T:
        with duck.cancellable(context.cancel):
            if context.cancel.cancelled:
                raise cancelled_error()
            return run()

    def end(self, transaction: Transaction, duck: DuckConnection, *, keep: bool) -> None:
        """Commits or rolls back, and gives the locks back."""
        try:
            transaction.end(duck, keep)
        finally:
            self._locks.release(transaction.owner)


def _run(duck: DuckConnection, sqls: Sequence[str]) -> list[Row]:
    rows: list[Row] = []
    for sql in sqls:
        rows = duck.run(sql)
    return rows


def _all_or_none(duck: DuckConnection, sqls: Sequence[str]) -> list[Row]:
    if len(sqls) == 1:
        return _run(duck, sqls)
    duck.run("BEGIN TRANSACTION")
    try:
        rows = _run(duck, sqls)
        duck.run("COMMIT")
        return rows
    except BaseException:
        duck.run("ROLLBACK")
        raise
