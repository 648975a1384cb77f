"""GRANT and REVOKE on what is no function and no procedure: recorded, never enforced."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot.tokenizer_core import TokenType

from local_snowflake.engine.result_columns import succeeded
from local_snowflake.python_runtime.tokens import TokenCursor
from local_snowflake.statement import stand_in_limit

if TYPE_CHECKING:
    from local_snowflake.engine.parts import Parts
    from local_snowflake.statement import Result, StatementContext


def grant(parts: Parts, context: StatementContext) -> Result | None:
    """GRANT privileges ON kind name TO ROLE r, and GRANT ROLE a TO ROLE | USER b."""
    for key in _read(context.sql, "GRANT", "TO"):
        parts.account.grant(key)
    return succeeded()


def revoke(parts: Parts, context: StatementContext) -> Result | None:
    """REVOKE privileges ON kind name FROM ROLE r, and REVOKE ROLE a FROM ROLE | USER b."""
    for key in _read(context.sql, "REVOKE", "FROM"):
        parts.account.revoke(key)
    return succeeded()


def _read(sql: str, verb: str, preposition: str) -> list[tuple[str, str, str, str, str]]:
    """One key a privilege: privilege, kind, name, grantee's kind, grantee."""
    cursor = TokenCursor(sql)
    cursor.expect(verb)
    privileges, target = _until(cursor, preposition)
    if cursor.accept_any("SHARE", "DATABASE", "APPLICATION"):
        raise stand_in_limit(f"{verb} … {preposition} anything but a role or a user")
    grantee_kind = cursor.accept_any("ROLE", "USER") or "ROLE"
    grantee = cursor.identifier()
    if not target:
        return [("USAGE", "ROLE", privileges.removeprefix("ROLE "), grantee_kind, grantee)]
    kind, _, name = target.partition(" ")
    return [(part.strip(), kind, name, grantee_kind, grantee) for part in privileges.split(",")]


def _until(cursor: TokenCursor, preposition: str) -> tuple[str, str]:
    """The words before ON, and those from ON to the preposition."""
    before: list[str] = []
    after: list[str] = []
    words = before
    while not cursor.accept(preposition):
        if cursor.accept("ON"):
            words = after
        else:
            token = cursor.next()
            words.append(token.text if token.token_type == TokenType.IDENTIFIER else token.text.upper())
    return " ".join(before).replace(" ,", ","), " ".join(after).replace(" . ", ".")
