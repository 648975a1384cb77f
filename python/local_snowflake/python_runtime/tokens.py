"""A cursor over the tokens of one statement, as Snowflake's own lexer would cut them."""

from __future__ import annotations

import sqlglot
from sqlglot.errors import TokenError
from sqlglot.tokenizer_core import Token, TokenType

from local_snowflake.statement import SnowflakeError

_TEXT = (TokenType.STRING, TokenType.RAW_STRING, TokenType.HEREDOC_STRING)


def syntax_error(token: Token | None) -> SnowflakeError:
    """Snowflake's 001003 for an unexpected token, or for a statement that ends too early."""
    if token is None:
        return SnowflakeError("001003", "42000", "SQL compilation error:\nsyntax error unexpected '<EOF>'.")
    position = max(token.col - len(token.text), 0)
    return SnowflakeError(
        "001003",
        "42000",
        f"SQL compilation error:\nsyntax error line {token.line} at position {position} "
        f"unexpected '{token.text}'.",
    )


def tokenize(sql: str) -> list[Token]:
    """The statement's tokens without comments and the closing semicolon; an unreadable text raises 001003."""
    try:
        tokens = sqlglot.tokenize(sql, read="snowflake")
        # sqlglot takes what follows a command word (CALL, EXECUTE, ...) as one opaque string.
        if len(tokens) == 2 and tokens[0].token_type == TokenType.COMMAND:
            tokens = tokens[:1] + sqlglot.tokenize(sql[tokens[0].end + 1 :], read="snowflake")
    except TokenError as error:
        raise SnowflakeError("001003", "42000", f"SQL compilation error:\n{error}") from error
    while tokens and tokens[-1].token_type == TokenType.SEMICOLON:
        tokens.pop()
    return tokens


class TokenCursor:
    """Reads a statement's tokens from left to right."""

    def __init__(self, sql: str, tokens: list[Token] | None = None) -> None:
        self.sql = sql
        self._tokens = tokenize(sql) if tokens is None else tokens
        self._at = 0

    @property
    def peek(self) -> Token | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    @property
    def done(self) -> bool:
        return self._at >= len(self._tokens)

    def next(self) -> Token:
        token = self.peek
        if token is None:
            raise syntax_error(None)
        self._at += 1
        return token

    def accept(self, *words: str) -> bool:
        """Takes the given key words when they come next, all or none of them."""
        at = self._at
        for word in words:
            token = self._tokens[at] if at < len(self._tokens) else None
            if (
                token is None
                or token.token_type in (*_TEXT, TokenType.IDENTIFIER)
                or token.text.upper() != word
            ):
                return False
            at += 1
        self._at = at
        return True

    def accept_any(self, *words: str) -> str | None:
        """Takes one of the given key words, and gives it."""
        return next((word for word in words if self.accept(word)), None)

    def expect(self, *words: str) -> None:
        if not self.accept(*words):
            raise syntax_error(self.peek)

    def end(self) -> None:
        if not self.done:
            raise syntax_error(self.peek)

    def identifier(self) -> str:
        """One name: as it is when quoted, in upper case when not."""
        token = self.next()
        if token.token_type == TokenType.IDENTIFIER:
            return token.text
        if token.token_type in _TEXT or not (token.text[:1].isalpha() or token.text[:1] == "_"):
            raise syntax_error(token)
        return token.text.upper()

    def qualified_name(self) -> tuple[str, ...]:
        """A name of one to three parts."""
        parts = [self.identifier()]
        while self.accept("."):
            parts.append(self.identifier())
        if len(parts) > 3:
            raise syntax_error(self._tokens[self._at - 1])
        return tuple(parts)

    def text(self) -> str:
        """A string literal, quoted or between dollar signs."""
        token = self.next()
        if token.token_type not in _TEXT:
            raise syntax_error(token)
        return token.text

    def texts(self) -> tuple[str, ...]:
        """A parenthesized list of string literals, maybe empty."""
        self.expect("(")
        values: list[str] = []
        while not self.accept(")"):
            if values:
                self.expect(",")
            values.append(self.text())
        return tuple(values)

    def integer(self) -> int:
        token = self.next()
        if token.token_type != TokenType.NUMBER or not token.text.isdigit():
            raise syntax_error(token)
        return int(token.text)

    def source_until(self, *stops: str) -> str:
        """The statement's own text up to a stop word outside parentheses; the stop word is not taken."""
        start, depth = self.peek, 0
        last = start
        while (token := self.peek) is not None:
            upper = token.text.upper()
            if depth == 0 and token.token_type not in _TEXT and upper in stops:
                break
            depth += {"(": 1, ")": -1}.get(upper, 0) if token.token_type not in _TEXT else 0
            last = self.next()
        if start is None or last is None or start is self.peek:
            raise syntax_error(self.peek)
        return self.sql[start.start : last.end + 1]
