"""CREATE, ALTER and DROP of warehouses, roles and users: names that are kept and have no effect."""

from __future__ import annotations

from typing import TYPE_CHECKING

from local_snowflake.engine.result_columns import status, succeeded
from local_snowflake.engine.statements.transactions import commit_before_ddl
from local_snowflake.python_runtime.tokens import TokenCursor
from local_snowflake.statement import SnowflakeError

if TYPE_CHECKING:
    from local_snowflake.engine.parts import Parts
    from local_snowflake.statement import Result, StatementContext

_KINDS = ("WAREHOUSE", "ROLE", "USER")


def create(parts: Parts, context: StatementContext) -> Result | None:
    """CREATE [OR REPLACE] WAREHOUSE | ROLE | USER [IF NOT EXISTS] name …"""
    cursor = TokenCursor(context.sql)
    cursor.expect("CREATE")
    replace = cursor.accept("OR", "REPLACE")
    if (kind := cursor.accept_any(*_KINDS)) is None:
        return None
    quiet = cursor.accept("IF", "NOT", "EXISTS")
    name = cursor.identifier()
    commit_before_ddl(parts, context.session)
    if not parts.account.add(kind, name) and not replace:
        if quiet:
            return status(f"{name} already exists, statement succeeded.")
        raise SnowflakeError("002002", "42710", f"SQL compilation error:\nObject '{name}' already exists.")
    if kind == "WAREHOUSE":
        context.session.warehouse = name
    return status(f"{kind.capitalize()} {name} successfully created.")


def drop(parts: Parts, context: StatementContext) -> Result | None:
    """DROP WAREHOUSE | ROLE | USER [IF EXISTS] name."""
    cursor = TokenCursor(context.sql)
    cursor.expect("DROP")
    if (kind := cursor.accept_any(*_KINDS)) is None:
        return None
    quiet = cursor.accept("IF", "EXISTS")
    name = cursor.identifier()
    cursor.end()
    commit_before_ddl(parts, context.session)
    if not parts.account.remove(kind, name):
        if quiet:
            return status(f"Drop statement executed successfully ({name} already dropped).")
        raise SnowflakeError(
            "002003",
            "02000",
            f"SQL compilation error:\n{kind.capitalize()} '{name}' does not exist or not authorized.",
        )
    return status(f"{name} successfully dropped.")


def alter(parts: Parts, context: StatementContext) -> Result | None:
    """ALTER WAREHOUSE … is taken and has no effect: there is nothing to suspend or to size."""
    cursor = TokenCursor(context.sql)
    cursor.expect("ALTER")
    return succeeded() if cursor.accept("WAREHOUSE") else None
