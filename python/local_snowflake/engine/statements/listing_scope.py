"""The part that all SHOW statements share: LIKE, IN, STARTS WITH, LIMIT."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from local_snowflake.python_runtime.names import like_pattern
from local_snowflake.python_runtime.tokens import TokenCursor
from local_snowflake.statement import stand_in_limit

if TYPE_CHECKING:
    from local_snowflake.sessions import Session

_SCOPES = ("ACCOUNT", "DATABASE", "SCHEMA", "TABLE", "VIEW", "SESSION", "USER", "WAREHOUSE", "TASK")


@dataclass
class Scope:
    """What a SHOW asks for."""

    pattern: re.Pattern[str] | None = None
    #: The word after IN (SCHEMA when only a name stands there), or None without IN.
    kind: str | None = None
    name: tuple[str, ...] = ()
    prefix: str = ""
    limit: int | None = None

    def chooses(self, name: str) -> bool:
        return (self.pattern is None or bool(self.pattern.fullmatch(name))) and name.startswith(self.prefix)

    def place(self, session: Session) -> tuple[str | None, str | None]:
        """Database and schema to look in; None for all."""
        match self.kind:
            case "ACCOUNT":
                return None, None
            case "DATABASE":
                return (".".join(self.name) or session.database), None
            case "SCHEMA":
                if not self.name:
                    return session.database, session.schema
                *outer, schema = self.name
                return (outer[0] if outer else session.database), schema
            case _:
                return session.database, session.schema


def read_scope(cursor: TokenCursor) -> Scope:
    """Reads up to the end. Raises SnowflakeError 001003."""
    scope = Scope()
    scope.pattern = like_pattern(cursor.text()) if cursor.accept("LIKE") else None
    if cursor.accept_any("IN", "FOR"):
        scope.kind = cursor.accept_any(*_SCOPES) or "SCHEMA"
        if not cursor.done and not _is_next(cursor, "STARTS", "LIMIT"):
            scope.name = cursor.qualified_name()
    if cursor.accept("STARTS", "WITH"):
        scope.prefix = cursor.text()
    if cursor.accept("LIMIT"):
        scope.limit = cursor.integer()
        if cursor.accept("FROM"):
            raise stand_in_limit("SHOW … LIMIT … FROM")
    cursor.end()
    return scope


def _is_next(cursor: TokenCursor, *words: str) -> bool:
    return cursor.peek is not None and cursor.peek.text.upper() in words
