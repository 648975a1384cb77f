"""SHOW of the session's settings and of what an account has besides data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from local_snowflake.engine.account import ROLES
from local_snowflake.engine.names import owner
from local_snowflake.engine.statements.show_rows import OWNER, moment, shown, yes
from local_snowflake.parameters import DEFAULTS
from local_snowflake.statement import Result, stand_in_limit

if TYPE_CHECKING:
    from local_snowflake.engine.parts import Parts
    from local_snowflake.engine.statements.listing_scope import Scope
    from local_snowflake.python_runtime.tokens import TokenCursor
    from local_snowflake.statement import StatementContext


def parameters(_parts: Parts, context: StatementContext, scope: Scope) -> Result:
    """SHOW PARAMETERS."""
    session = context.session
    rows = [
        {
            "key": name,
            "value": _written(session.parameter(name)),
            "default": _written(default),
            "level": "SESSION" if name in session.parameters else "",
            "type": _type(default),
        }
        for name, default in sorted(DEFAULTS.items())
        if scope.chooses(name)
    ]
    return shown("key value default level description type", rows, scope)


def _written(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _type(default: Any) -> str:
    if isinstance(default, bool):
        return "BOOLEAN"
    return "NUMBER" if isinstance(default, int) else "STRING"


def variables(_parts: Parts, context: StatementContext, scope: Scope) -> Result:
    """SHOW VARIABLES."""
    session = context.session
    rows = [
        {"session_id": str(session.id), "name": name, "value": str(value)}
        for name, value in sorted(session.variables.items())
        if scope.chooses(name)
    ]
    return shown("session_id name value", rows, scope)


def warehouses(parts: Parts, context: StatementContext, scope: Scope) -> Result:
    """SHOW WAREHOUSES: those that were created, and the session's."""
    current = context.session.warehouse
    names = sorted(set(parts.account.names("WAREHOUSE")) | ({current} if current else set[str]()))
    rows = [
        {
            "name": name,
            "state": "STARTED",
            "type": "STANDARD",
            "size": "X-Small",
            "is_default": "N",
            "is_current": yes(name == current),
            "auto_suspend": "600",
            "auto_resume": "true",
            "owner": OWNER,
        }
        for name in names
        if scope.chooses(name)
    ]
    return shown(
        "name state type size is_default is_current auto_suspend auto_resume owner comment", rows, scope
    )


def roles(parts: Parts, context: StatementContext, scope: Scope) -> Result:
    """SHOW ROLES: Snowflake's own, those that were created, and the session's."""
    current = context.session.role
    names = sorted({*ROLES, *parts.account.names("ROLE"), current})
    rows = [
        {
            "created_on": moment(0),
            "name": name,
            "is_default": "N",
            "is_current": yes(name == current),
            "owner": OWNER,
        }
        for name in names
        if scope.chooses(name)
    ]
    columns = """created_on name is_default is_current is_inherited assigned_to_users granted_to_roles
    granted_roles owner comment"""
    return shown(columns, rows, scope)


def users(parts: Parts, context: StatementContext, scope: Scope) -> Result:
    """SHOW USERS: those that were created, and the session's."""
    names = sorted({*parts.account.names("USER"), context.session.user})
    rows = [
        {
            "name": name,
            "created_on": moment(0),
            "login_name": name,
            "display_name": name,
            "disabled": "false",
            "default_role": OWNER,
            "owner": OWNER,
        }
        for name in names
        if scope.chooses(name)
    ]
    return shown("name created_on login_name display_name comment disabled default_role owner", rows, scope)


def transactions(_parts: Parts, context: StatementContext, scope: Scope) -> Result:
    """SHOW TRANSACTIONS: the session's own."""
    session = owner(context.session)
    transaction = session.transaction
    rows = (
        [{"id": str(transaction.id), "user": session.user, "session": str(session.id), "state": "running"}]
        if transaction
        else []
    )
    return shown("id user session name state scope", rows, scope)


def grants(parts: Parts, cursor: TokenCursor) -> Result:
    """SHOW GRANTS ON kind name, and SHOW GRANTS TO ROLE | USER name."""
    if cursor.accept("TO"):
        cursor.accept_any("ROLE", "USER")
        rows = parts.account.grants_to(cursor.identifier())
    elif cursor.accept("ON"):
        kind = cursor.next().text.upper()
        rows = parts.account.grants_on(kind, ".".join(cursor.qualified_name()))
    else:
        raise stand_in_limit("SHOW GRANTS without ON or TO")
    cursor.end()
    shown_rows = [
        {
            "created_on": moment(row.created_at),
            "privilege": row.privilege,
            "granted_on": row.kind,
            "name": row.name,
            "granted_to": row.grantee_kind,
            "grantee_name": row.grantee,
            "grant_option": "false",
            "granted_by": OWNER,
        }
        for row in rows
    ]
    columns = "created_on privilege granted_on name granted_to grantee_name grant_option granted_by"
    return shown(columns, shown_rows)
