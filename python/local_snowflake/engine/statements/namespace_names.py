"""Names of databases and schemas in statements, and their refusal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from local_snowflake.engine.names import no_current
from local_snowflake.python_runtime.tokens import TokenCursor
from local_snowflake.statement import SnowflakeError

if TYPE_CHECKING:
    from local_snowflake.engine.parts import Parts
    from local_snowflake.sessions import Session
    from local_snowflake.statement import StatementContext


def missing(kind: str, name: str, code: str = "002003") -> SnowflakeError:
    """Snowflake's refusal of a database or schema that is not there."""
    if code == "002043":
        text = "Object does not exist, or operation cannot be performed."
        return SnowflakeError(code, "02000", f"SQL compilation error:\n{text}")
    return SnowflakeError(
        code, "02000", f"SQL compilation error:\n{kind} '{name}' does not exist or not authorized."
    )


def schema_exists(parts: Parts, database: str, schema: str) -> bool:
    """Whether there is such a schema; INFORMATION_SCHEMA is in every database."""
    return parts.databases.exists(database) and schema in (
        *parts.databases.schemas(database),
        "INFORMATION_SCHEMA",
    )


def schema_name(session: Session, name: tuple[str, ...]) -> tuple[str, str]:
    """Database and schema that a name of one or two parts means. Raises SnowflakeError 090105."""
    *outer, schema = name
    database = outer[0] if outer else session.database
    if not database:
        raise no_current("database")
    return database, schema


def identifier_of(cursor: TokenCursor, context: StatementContext) -> tuple[str, ...]:
    """A name, or IDENTIFIER('name'), IDENTIFIER(?)."""
    if not cursor.accept("IDENTIFIER", "("):
        return cursor.qualified_name()
    token = cursor.next()
    text = str(context.binds[0]) if token.text == "?" and context.binds else token.text
    cursor.expect(")")
    inner = TokenCursor(text)
    name = inner.qualified_name()
    inner.end()
    return name
