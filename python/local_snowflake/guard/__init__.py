"""What local Snowflake refuses: what Snowflake does not have, and what the stand-in cannot read."""

from __future__ import annotations

from collections.abc import Callable

from local_snowflake.guard.commands import check_command, check_is_read
from local_snowflake.guard.functions import check_calls, snowflake_functions, unknown_function
from local_snowflake.guard.reading import Call, read
from local_snowflake.guard.syntax import check_syntax, check_tokens
from local_snowflake.guard.types import check_types

__all__ = ["check", "parses_as_snowflake", "snowflake_functions", "unknown_function"]


def check(sql: str, known_functions: Callable[[str], bool]) -> None:
    """Refuses what Snowflake does not have, before the engine could take it for its own.

    `known_functions` says whether a user has defined a function; it gets the last part of the name, in
    upper case unless the statement quotes it. Raises SnowflakeError: 001003/42000 for syntax, 002140/42601
    for an unknown function, 002040/42601 for a type, and the stand-in's limit for what only a real account
    can run.
    """
    _check_dialect(sql, known_functions)
    check_is_read(read(sql))


def parses_as_snowflake(sql: str) -> None:
    """Raises SnowflakeError unless the text is one statement of Snowflake's, whoever would run it.

    For statements on file: there a quoted name, as the product writes the names of its own functions, counts
    as a function that somebody has defined.
    """
    quoted = {call.resolved for call in _calls(sql) if call.quoted}
    _check_dialect(sql, quoted.__contains__)


def _calls(sql: str) -> tuple[Call, ...]:
    return read(sql).calls


def _check_dialect(sql: str, known_functions: Callable[[str], bool]) -> None:
    check_tokens(sql)
    reading = read(sql)
    check_command(reading)
    check_syntax(reading)
    check_types(reading)
    check_calls(reading, known_functions)
