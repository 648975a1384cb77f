"""Which functions a statement may call: Snowflake's own, and those that users have defined."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

from sqlglot import exp

from local_snowflake.guard.reading import Call, Reading, syntax_error
from local_snowflake.statement import SnowflakeError, stand_in_limit

#: Words that the parser reads as calls and that are syntax in Snowflake.
_SYNTAX = frozenset({"ALL", "ANY", "EXISTS", "SOME"})

#: Commands in which a name with parentheses is no call of a function.
_NAMING_COMMANDS = frozenset(
    {"GRANT", "REVOKE", "SHOW", "DESCRIBE", "DESC", "DROP", "UNDROP", "COMMENT", "CALL"}
)


@cache
def snowflake_functions() -> frozenset[str]:
    """The names of Snowflake's built-in functions, in upper case."""
    lines = Path(__file__).with_name("snowflake_functions.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line and not line.startswith("#"))


def check_calls(reading: Reading, known_functions: Callable[[str], bool]) -> None:
    """Raises SnowflakeError for the first call of a function that Snowflake lacks and nobody has defined."""
    if any(tree.find(exp.Unnest) for tree in reading.trees):
        raise unknown_function("UNNEST")
    if _names_without_calling(reading):
        return
    for call in reading.calls:
        _check_call(reading, call, known_functions)


def _names_without_calling(reading: Reading) -> bool:
    """Whether `f(VARCHAR)` in this statement is a function's signature."""
    if reading.first_word in _NAMING_COMMANDS:
        return True
    words = {token.text.upper() for token in reading.tokens[:8]}
    return reading.first_word in ("CREATE", "ALTER") and bool(words & {"FUNCTION", "PROCEDURE"})


def _check_call(reading: Reading, call: Call, known_functions: Callable[[str], bool]) -> None:
    if call.on_value:
        raise syntax_error(reading.sql, call.token)
    qualifiers = tuple(q.upper() for q in call.qualifiers)
    if qualifiers[:1] == ("SNOWFLAKE",):
        raise stand_in_limit(f"function {'.'.join((*qualifiers, call.resolved))}")
    name = call.resolved
    of_snowflake = name in snowflake_functions() or (not qualifiers and name in _SYNTAX)
    if of_snowflake and (not qualifiers or qualifiers[-1] == "INFORMATION_SCHEMA"):
        return
    if known_functions(name):
        return
    raise unknown_function(".".join((*call.qualifiers, call.name)))


def unknown_function(name: str) -> SnowflakeError:
    """Snowflake's error for a function that it does not have: 002140 / 42601."""
    return SnowflakeError("002140", "42601", f"SQL compilation error:\nUnknown function {name.upper()}")
