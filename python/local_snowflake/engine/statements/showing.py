"""SHOW: which kind of object, of which the other modules tell."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from local_snowflake.engine.statements import show_account, show_objects
from local_snowflake.engine.statements.listing_scope import Scope, read_scope
from local_snowflake.python_runtime.tokens import TokenCursor
from local_snowflake.statement import Result, stand_in_limit

if TYPE_CHECKING:
    from local_snowflake.engine.parts import Parts
    from local_snowflake.statement import StatementContext

_KINDS: dict[str, Callable[[Parts, StatementContext, Scope], Result]] = {
    "DATABASES": show_objects.databases,
    "SCHEMAS": show_objects.schemas,
    "TABLES": show_objects.tables,
    "VIEWS": show_objects.views,
    "OBJECTS": show_objects.objects,
    "COLUMNS": show_objects.columns,
    "PARAMETERS": show_account.parameters,
    "VARIABLES": show_account.variables,
    "WAREHOUSES": show_account.warehouses,
    "ROLES": show_account.roles,
    "USERS": show_account.users,
    "TRANSACTIONS": show_account.transactions,
}


def show(parts: Parts, context: StatementContext) -> Result | None:
    """SHOW [TERSE] kind …; raises the stand-in's limit for kinds that it does not have."""
    cursor = TokenCursor(context.sql)
    cursor.expect("SHOW")
    cursor.accept("TERSE")
    if cursor.accept("GRANTS"):
        return show_account.grants(parts, cursor)
    kind = cursor.accept_any(*_KINDS)
    if kind is None:
        raise stand_in_limit(f"SHOW {cursor.peek.text.upper() if cursor.peek else ''}")
    if cursor.accept("HISTORY"):
        raise stand_in_limit(f"SHOW {kind} HISTORY")
    return _KINDS[kind](parts, context, read_scope(cursor))
