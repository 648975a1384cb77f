"""Reads SQL text as Snowflake's dialect and notes what the parser would forget: the words as written.

sqlglot keeps the meaning of a function or a type but not always its name (LEVENSHTEIN and EDITDISTANCE become
the same node), so a name that only the engine below knows could pass for Snowflake's.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from sqlglot import exp
from sqlglot.dialects.snowflake import Snowflake
from sqlglot.errors import SqlglotError
from sqlglot.parsers.snowflake import SnowflakeParser
from sqlglot.tokenizer_core import Token, TokenType

from local_snowflake.statement import SnowflakeError

#: Key in a node's `meta`: the type's or function's name as the statement writes it.
WRITTEN = "written"
#: Key in a placeholder's `meta`: where it stands in the text. Binds go by the text, trees have another order.
PLACE = "place"

_DIALECT = Snowflake()
# The parser warns on standard error for each statement that it keeps as text; the guard judges those itself.
logging.getLogger("sqlglot").setLevel(logging.ERROR)


@dataclass(frozen=True)
class Call:
    """One function call: its name as written, whether quoted, and what qualifies it (database, schema)."""

    name: str
    quoted: bool
    qualifiers: tuple[str, ...]
    #: Something other than a name stands before the dot (`'x'.upper()`), which Snowflake does not know.
    on_value: bool
    token: Token

    @property
    def resolved(self) -> str:
        return self.name if self.quoted else self.name.upper()


@dataclass(frozen=True)
class Reading:
    """A statement as read: its tokens, its trees (one a statement) and the functions that it calls."""

    sql: str
    tokens: tuple[Token, ...]
    trees: tuple[exp.Expr, ...]
    calls: tuple[Call, ...]

    @property
    def first_word(self) -> str:
        """The statement's first word in upper case, after any opening parentheses; '' when there is none."""
        words = (t.text.upper() for t in self.tokens if t.token_type != TokenType.L_PAREN)
        return next(words, "")


@dataclass
class _Notes:
    calls: dict[int, Call] = field(default_factory=dict)


class _NotingParser(SnowflakeParser):
    """Snowflake's parser that also notes the written names of functions and types."""

    def __init__(self, **options: Any) -> None:
        super().__init__(dialect=_DIALECT, **options)
        self.notes = _Notes()

    def _parse_function_call(self, *args: Any, **kwargs: Any) -> exp.Expr | None:
        start, token = self._index, self._curr
        parsed = super()._parse_function_call(*args, **kwargs)
        if parsed is None or self._tokens[start + 1].token_type != TokenType.L_PAREN:
            return parsed
        call = _dynamic_call(parsed, token) or _call_at(self._tokens, start)
        if call:
            self.notes.calls[start] = call
            parsed.meta[WRITTEN] = call.resolved
        return parsed

    def _parse_placeholder(self) -> exp.Expr | None:
        token = self._curr
        parsed = super()._parse_placeholder()
        if isinstance(parsed, exp.Placeholder):
            parsed.meta[PLACE] = token.start
        return parsed

    def _parse_types(self, *args: Any, **kwargs: Any) -> exp.Expr | None:
        token = self._curr
        parsed = super()._parse_types(*args, **kwargs)
        if parsed is not None:
            parsed.meta[WRITTEN] = token.text.upper()
        return parsed


def _dynamic_call(parsed: exp.Expr, token: Token) -> Call | None:
    """`IDENTIFIER('f')(1)` calls f; IDENTIFIER alone names a table or a column."""
    if not isinstance(parsed, exp.DynamicIdentifier) or not parsed.args.get("expressions"):
        return None
    name = parsed.this.name.split(".")[-1] if isinstance(parsed.this, exp.Literal) else ""
    return Call(name.upper(), True, (), False, token) if name else None


def _call_at(tokens: list[Token], index: int) -> Call:
    token = tokens[index]
    qualifiers: list[str] = []
    at = index - 1
    while at > 0 and tokens[at].token_type == TokenType.DOT and _is_name(tokens[at - 1]):
        qualifiers.insert(0, tokens[at - 1].text)
        at -= 2
    on_value = at >= 0 and tokens[at].token_type == TokenType.DOT
    quoted = token.token_type == TokenType.IDENTIFIER
    return Call(token.text, quoted, tuple(qualifiers), on_value, token)


def _is_name(token: Token) -> bool:
    if token.token_type in (TokenType.IDENTIFIER, TokenType.VAR):
        return True
    return token.text.replace("_", "").replace("$", "").isalnum() and token.token_type not in (
        TokenType.STRING,
        TokenType.NUMBER,
    )


def tokenize(sql: str) -> list[Token]:
    """The tokens of SQL text. Raises SnowflakeError 001003 / 42000 when it has none (an open quote, say)."""
    try:
        found = _DIALECT.tokenize(sql)
    except SqlglotError as error:
        raise _syntax_error_of(sql, error) from None
    return [part for token in found for part in _bind_and_cast(token)]


def _bind_and_cast(token: Token) -> list[Token]:
    """`?::INT` is a cast of a bind variable; the tokenizer reads another dialect's operator `?::`."""
    if token.text != "?::" or token.token_type == TokenType.STRING:
        return [token]
    line, col, start, end = token.line, token.col, token.start, token.end
    return [
        Token(TokenType.PLACEHOLDER, "?", line, col - 2, start, start, []),
        Token(TokenType.DCOLON, "::", line, col, start + 1, end, []),
    ]


@lru_cache(maxsize=512)
def read(sql: str) -> Reading:
    """Reads SQL text. Raises SnowflakeError 001003 / 42000 when it is not Snowflake's syntax."""
    tokens = tokenize(sql)
    parser = _NotingParser()
    try:
        trees = [tree for tree in parser.parse(_condition_first(tokens), sql) if tree is not None]
    except SqlglotError as error:
        raise _syntax_error_of(sql, error) from None
    calls = tuple(call for _, call in sorted(parser.notes.calls.items()))
    return Reading(sql, tuple(tokens), tuple(trees), calls)


def _condition_first(tokens: list[Token]) -> list[Token]:
    """CREATE TABLE name IF NOT EXISTS (…), which Snowpark writes, as CREATE TABLE IF NOT EXISTS name (…)."""
    words = [token.text.upper() for token in tokens[:16]]
    if words[:1] != ["CREATE"] or "TABLE" not in words:
        return tokens
    name = words.index("TABLE") + 1
    end = name + 1
    while words[end : end + 1] == ["."]:
        end += 2
    if words[end : end + 3] != ["IF", "NOT", "EXISTS"]:
        return tokens
    return [*tokens[:name], *tokens[end : end + 3], *tokens[name:end], *tokens[end + 3 :]]


def _syntax_error_of(sql: str, error: SqlglotError) -> SnowflakeError:
    found = getattr(error, "errors", None)
    if not found:
        return syntax_error(sql, None)
    detail = found[0]
    return _syntax_error(detail.get("line") or 1, detail.get("col") or 1, detail.get("highlight") or "<EOF>")


def syntax_error(sql: str, token: Token | None) -> SnowflakeError:
    """Snowflake's syntax error (001003 / 42000) at a token; at the statement's end when there is none."""
    if token is None:
        return _syntax_error(sql.count("\n") + 1, len(sql) - (sql.rfind("\n") + 1), "<EOF>")
    return _syntax_error(token.line, token.start - (sql.rfind("\n", 0, token.start) + 1), token.text)


def _syntax_error(line: int, position: int, unexpected: str) -> SnowflakeError:
    text = (
        f"SQL compilation error:\nsyntax error line {line} at position {position} unexpected '{unexpected}'."
    )
    return SnowflakeError("001003", "42000", text)
