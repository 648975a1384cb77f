"""GRANT, REVOKE and SHOW GRANTS for functions and procedures."""

from __future__ import annotations

import datetime as dt

from local_snowflake.python_runtime.definition_statements import accept_kind, named_routine, status
from local_snowflake.python_runtime.routine import Kind
from local_snowflake.python_runtime.runtime import PythonRuntime
from local_snowflake.python_runtime.tokens import TokenCursor
from local_snowflake.statement import Column, Result, StatementContext, stand_in_limit

_SHOW = 0x4400
_COLUMNS = (
    "created_on",
    "privilege",
    "granted_on",
    "name",
    "granted_to",
    "grantee_name",
    "grant_option",
    "granted_by",
)


def _privileges(cursor: TokenCursor) -> list[str] | None:
    """The privileges before ON; None when this is no grant of privileges (GRANT ROLE ...)."""
    privileges: list[str] = []
    words: list[str] = []
    while not cursor.done:
        if cursor.accept("ON"):
            return [*privileges, " ".join(words)]
        word = cursor.next().text.upper()
        if word in ("TO", "FROM"):
            return None
        if word == ",":
            privileges.append(" ".join(words))
            words = []
        else:
            words.append(word)
    return None


def _kind(cursor: TokenCursor) -> Kind | None:
    for scope in ("ALL", "FUTURE"):
        if cursor.accept(scope, "FUNCTIONS") or cursor.accept(scope, "PROCEDURES"):
            raise stand_in_limit(f"privileges ON {scope} FUNCTIONS or PROCEDURES")
    return accept_kind(cursor)


def _role(cursor: TokenCursor) -> str:
    if cursor.accept_any("DATABASE", "SHARE", "APPLICATION", "USER"):
        raise stand_in_limit("privileges on a function or procedure for anything but an account role")
    cursor.accept("ROLE")
    return cursor.identifier()


def grant(runtime: PythonRuntime, context: StatementContext) -> Result | None:
    """GRANT USAGE | OWNERSHIP | ALL ON FUNCTION | PROCEDURE NAME(TYPES) TO ROLE R."""
    return _change(runtime, context, "GRANT", "TO")


def revoke(runtime: PythonRuntime, context: StatementContext) -> Result | None:
    """REVOKE USAGE ON FUNCTION | PROCEDURE NAME(TYPES) FROM ROLE R."""
    return _change(runtime, context, "REVOKE", "FROM")


def _change(runtime: PythonRuntime, context: StatementContext, verb: str, preposition: str) -> Result | None:
    cursor = TokenCursor(context.sql)
    cursor.expect(verb)
    cursor.accept("GRANT", "OPTION", "FOR")
    privileges = _privileges(cursor)
    if privileges is None or (kind := _kind(cursor)) is None:
        return None
    routine = named_routine(runtime, context, kind, cursor)
    cursor.expect(preposition)
    role = _role(cursor)
    option = cursor.accept("WITH", "GRANT", "OPTION")
    cursor.accept_any("RESTRICT", "CASCADE")
    cursor.end()
    for privilege in privileges:
        if privilege not in ("USAGE", "ALL", "ALL PRIVILEGES"):
            raise stand_in_limit(f"{verb} {privilege} ON {kind}")
        if verb == "GRANT":
            by = context.session.role or ""
            runtime.grants.grant(routine, "USAGE", role, option=option, by=by)
        else:
            runtime.grants.revoke(routine, "USAGE", role)
    return status("Statement executed successfully.")


def show_grants(runtime: PythonRuntime, context: StatementContext) -> Result | None:
    """SHOW GRANTS ON FUNCTION | PROCEDURE NAME(TYPES)."""
    cursor = TokenCursor(context.sql)
    cursor.expect("SHOW")
    if not cursor.accept("GRANTS", "ON") or (kind := accept_kind(cursor)) is None:
        return None
    routine = named_routine(runtime, context, kind, cursor)
    cursor.end()
    name = f"{routine.database}.{routine.schema}.{routine.name}{routine.signature}"
    owner = (routine.created_on, "OWNERSHIP", "ACCOUNTADMIN", True, "ACCOUNTADMIN")
    granted = [
        (at, privilege, role, option, by) for privilege, role, option, by, at in runtime.grants.of(routine)
    ]
    columns = [Column("created_on", "TIMESTAMP_LTZ", precision=0, scale=9)]
    columns += [Column(item, "TEXT", length=16777216) for item in _COLUMNS[1:]]
    rows = [
        [
            dt.datetime.fromtimestamp(at, dt.UTC),
            privilege,
            kind,
            name,
            "ROLE",
            role,
            "true" if option else "false",
            by,
        ]
        for at, privilege, role, option, by in (owner, *granted)
    ]
    return Result(columns, rows=rows, statement_type_id=_SHOW)
