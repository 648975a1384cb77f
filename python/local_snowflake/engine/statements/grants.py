"""GRANT, REVOKE and SHOW GRANTS of what is no function and no procedure. Recorded, never enforced: there is one user."""

from __future__ import annotations

import datetime as dt
import time
from typing import TYPE_CHECKING

from local_snowflake.engine.result_columns import succeeded
from local_snowflake.python_runtime.tokens import TokenCursor
from local_snowflake.statement import stand_in_limit

if TYPE_CHECKING:
    from local_snowflake.engine.parts import Parts
    from local_snowflake.statement import Result, StatementContext


def grant(parts: Parts, context: StatementContext) -> Result | None:
    """GRANT privileges ON kind name TO ROLE r, and GRANT ROLE a TO ROLE | USER b."""
    return _change(parts, context, "GRANT", "TO")


def revoke(parts: Parts, context: StatementContext) -> Result | None:
    """REVOKE privileges ON kind name FROM ROLE r, and REVOKE ROLE a FROM ROLE | USER b."""
    return _change(parts, context, "REVOKE", "FROM")


def _change(parts: Parts, context: StatementContext, verb: str, preposition: str) -> Result:
    cursor = TokenCursor(context.sql)
    cursor.expect(verb)
    privileges, on = _read_until(cursor, preposition)
    grantee_kind = cursor.accept_any("ROLE", "USER") or "ROLE"
    if cursor.accept_any("SHARE", "DATABASE", "APPLICATION"):
        raise stand_in_limit(f"{verb} … {preposition} anything but a role or a user")
    grantee = cursor.identifier()
    kind, name = (on.split(" ", 1) + [""])[:2] if on else ("ROLE", privileges.removeprefix("ROLE "))
    with parts.account.catalog.connection() as connection:
        for privilege in [part.strip() for part in privileges.split(",")] if on else ["USAGE"]:
            key = (privilege, kind, name, grantee_kind, grantee)
            if verb == "GRANT":
                connection.execute(
                    "INSERT OR IGNORE INTO object_grants VALUES (?, ?, ?, ?, ?, ?)", (*key, time.time())
                )
            else:
                connection.execute(
                    "DELETE FROM object_grants WHERE privilege = ? AND kind = ? AND name = ? AND grantee_kind = ? "
                    "AND grantee = ?",
                    key,
                )
    return succeeded()


def _read_until(cursor: TokenCursor, preposition: str) -> tuple[str, str]:
    """The words before ON, and those from ON to the preposition."""
    before, after = [], []
    words: list[str] = before
    while not cursor.accept(preposition):
        if cursor.accept("ON"):
            words = after
            continue
        words.append(cursor.next().text.upper())
    return " ".join(before).replace(" ,", ","), " ".join(after).replace(" . ", ".")


def granted_rows(parts: Parts, condition: str, value: str) -> list[list[object]]:
    """The grants that meet `condition = value`, as SHOW GRANTS lists them."""
    with parts.account.catalog.connection() as connection:
        rows = connection.execute(
            f"SELECT created_at, privilege, kind, name, grantee_kind, grantee FROM object_grants WHERE {condition} = ?",
            (value,),
        ).fetchall()
    return [[dt.datetime.fromtimestamp(at, dt.UTC), *rest, "false", "ACCOUNTADMIN"] for at, *rest in rows]
