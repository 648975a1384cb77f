"""BEGIN, COMMIT, ROLLBACK, and what ends a transaction without them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from local_snowflake.engine.names import owner
from local_snowflake.engine.result_columns import succeeded
from local_snowflake.locks import LockOwner
from local_snowflake.python_runtime.tokens import TokenCursor
from local_snowflake.statement import stand_in_limit
from local_snowflake.statement_kind import TRANSACTION
from local_snowflake.transactions import Transaction

if TYPE_CHECKING:
    from local_snowflake.engine.parts import Parts
    from local_snowflake.sessions import Session
    from local_snowflake.statement import Result, StatementContext


def begin(parts: Parts, context: StatementContext) -> Result | None:
    """BEGIN [WORK | TRANSACTION] [NAME name] and START TRANSACTION; within a transaction it has no effect."""
    cursor = TokenCursor(context.sql)
    if not cursor.accept("START", "TRANSACTION"):
        cursor.expect("BEGIN")
        cursor.accept_any("WORK", "TRANSACTION")
    if cursor.accept("NAME"):
        cursor.identifier()
    if not cursor.done:
        raise stand_in_limit("a block of Snowflake Scripting (BEGIN … END)")
    root = owner(context.session)
    if root.transaction is None:
        root.transaction = Transaction(LockOwner(context.query_id))
    return succeeded(TRANSACTION)


def commit(parts: Parts, context: StatementContext) -> Result | None:
    """COMMIT [WORK]; without a transaction it has no effect."""
    return _end(parts, context, "COMMIT", keep=True)


def rollback(parts: Parts, context: StatementContext) -> Result | None:
    """ROLLBACK [WORK]; without a transaction it has no effect."""
    return _end(parts, context, "ROLLBACK", keep=False)


def _end(parts: Parts, context: StatementContext, verb: str, *, keep: bool) -> Result:
    cursor = TokenCursor(context.sql)
    cursor.expect(verb)
    cursor.accept("WORK")
    cursor.end()
    end_transaction(parts, context.session, keep=keep)
    return succeeded(TRANSACTION)


def end_transaction(parts: Parts, session: Session, *, keep: bool) -> None:
    """Ends the session's transaction, if there is one. Raises SnowflakeError when it cannot be committed."""
    root = owner(session)
    transaction, root.transaction = root.transaction, None
    if transaction is None:
        return
    duck = parts.connections.of(session)
    with duck.lock:
        parts.execution.end(transaction, duck, keep=keep)


def commit_before_ddl(parts: Parts, session: Session) -> None:
    """A statement that defines something commits what is open and is not part of any transaction."""
    end_transaction(parts, session, keep=True)
