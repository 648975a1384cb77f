"""Where an unqualified name of a function or procedure leads in a session, and LIKE patterns on names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from local_snowflake.python_runtime.routine import Kind
from local_snowflake.python_runtime.routine_store import Key
from local_snowflake.statement import SnowflakeError

if TYPE_CHECKING:
    from local_snowflake.sessions import Session


def key_of(kind: Kind, session: Session, parts: tuple[str, ...]) -> Key:
    """The full name. Raises 090105 or 090106 when the session has no current database or schema."""
    database = parts[-3] if len(parts) > 2 else session.database
    schema = parts[-2] if len(parts) > 1 else session.schema
    if not database or not schema:
        missing, code = ("database", "090105") if not database else ("schema", "090106")
        raise SnowflakeError(
            code,
            "22000",
            f"Cannot perform operation. This session does not have a current {missing}. Call 'USE "
            f"{missing.upper()}', or use a qualified name.",
        )
    return (kind, database, schema, parts[len(parts) - 1])


def like_pattern(like: str) -> re.Pattern[str]:
    """SQL's LIKE without case, as SHOW reads it; a backslash makes the next sign literal."""
    parts = re.findall(r"\\.|.", like, re.DOTALL)
    signs = {"%": ".*", "_": "."}
    return re.compile("".join(signs.get(part) or re.escape(part[-1]) for part in parts), re.I | re.S)
