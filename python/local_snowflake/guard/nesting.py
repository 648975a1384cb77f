"""Constructs that are foreign by where they stand: `x -> y` and ORDER BY in a function's parentheses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlglot.tokenizer_core import Token, TokenType

from local_snowflake.guard.reading import Reading, syntax_error

_LAMBDA_FUNCTIONS = frozenset({"FILTER", "TRANSFORM", "REDUCE"})


@dataclass(frozen=True)
class _Parenthesis:
    #: The function whose arguments it holds, in upper case; '' for any other parenthesis.
    function: str
    holds_query: bool


def check_nesting(reading: Reading) -> None:
    """Raises SnowflakeError 001003 / 42000 for a lambda outside Snowflake's higher-order functions and for
    ORDER BY among an aggregate's arguments (Snowflake writes WITHIN GROUP)."""
    for token, open_parentheses in _walk(reading):
        innermost = open_parentheses[-1] if open_parentheses else None
        if token.token_type == TokenType.ARROW and not any(
            p.function in _LAMBDA_FUNCTIONS for p in open_parentheses
        ):
            raise syntax_error(reading.sql, token)
        is_order = token.token_type == TokenType.ORDER_BY
        if is_order and innermost is not None and innermost.function and not innermost.holds_query:
            raise syntax_error(reading.sql, token)


def _walk(reading: Reading) -> Iterator[tuple[Token, list[_Parenthesis]]]:
    names = {call.token.start: call.resolved for call in reading.calls}
    stack: list[_Parenthesis] = []
    for index, token in enumerate(reading.tokens):
        if token.token_type == TokenType.L_PAREN:
            function = names.get(reading.tokens[index - 1].start, "") if index else ""
            following = reading.tokens[index + 1].text.upper() if index + 1 < len(reading.tokens) else ""
            stack.append(_Parenthesis(function, following in ("SELECT", "WITH")))
        elif token.token_type == TokenType.R_PAREN and stack:
            stack.pop()
        yield token, stack
