"""Reads a statement about files token by token."""

from __future__ import annotations

from typing import Any

from local_snowflake.stages.lexer import Token, syntax_error, tokens
from local_snowflake.statement import SnowflakeError

Option = str | bool | int | list[str] | dict[str, "Option"]


def _bound_text(value: Any) -> str:
    if not isinstance(value, str):
        raise SnowflakeError(
            "001003", "42000", f"SQL compilation error:\na name was expected, bound was {value!r}."
        )
    return value


class StatementReader:
    """A cursor over the tokens of one statement; every `expect_*` raises SnowflakeError 001003 if not met."""

    def __init__(self, sql: str, binds: list[Any]) -> None:
        self.sql = sql
        self._binds = list(binds)
        self._tokens = list(tokens(sql))
        while self._tokens and self._tokens[-1].text == ";" and self._tokens[-1].kind == "symbol":
            self._tokens.pop()
        self._index = 0

    @property
    def at_end(self) -> bool:
        return self._index >= len(self._tokens)

    def peek(self, ahead: int = 0) -> Token:
        index = self._index + ahead
        if index < len(self._tokens):
            return self._tokens[index]
        return Token("symbol", "", len(self.sql), len(self.sql))

    def next(self) -> Token:
        token = self.peek()
        self._index += 1
        return token

    def fail(self, expected: str) -> SnowflakeError:
        token = self.peek()
        return syntax_error(token.text, token.start, expected)

    def accept(self, *words: str) -> bool:
        """Consumes these keywords when they come next."""
        if all(self.peek(i).upper == word for i, word in enumerate(words)):
            self._index += len(words)
            return True
        return False

    def expect(self, *words: str) -> None:
        if not self.accept(*words):
            raise self.fail(" ".join(words))

    def accept_symbol(self, symbol: str) -> bool:
        token = self.peek()
        if token.kind == "symbol" and token.text == symbol:
            self._index += 1
            return True
        return False

    def expect_symbol(self, symbol: str) -> None:
        if not self.accept_symbol(symbol):
            raise self.fail(f"'{symbol}'")

    def expect_end(self) -> None:
        if not self.at_end:
            raise self.fail("the end of the statement")

    def literal(self) -> str:
        """A string literal or a bound text."""
        token = self.next()
        if token.kind == "string":
            return token.text
        if token.kind == "bind":
            return _bound_text(self._take_bind(token))
        self._index -= 1
        raise self.fail("a string")

    def _take_bind(self, token: Token) -> Any:
        if token.text != "?":
            index = int(token.text[1:]) - 1
            if index < len(self._binds):
                return self._binds[index]
        elif self._binds:
            return self._binds.pop(0)
        raise SnowflakeError("002049", "42601", f"SQL compilation error: bind variable {token.text} not set.")

    def name(self) -> list[str]:
        """A name of up to three parts, unquoted ones in upper case; also as `identifier('...' or ?)`."""
        if self.peek().upper == "IDENTIFIER" and self.peek(1).text == "(":
            self._index += 2
            inner = StatementReader(self.literal(), [])
            self.expect_symbol(")")
            parts = inner.name()
            inner.expect_end()
            return parts
        if self.peek().kind in ("string", "bind"):
            inner = StatementReader(self.literal(), [])
            parts = inner.name()
            inner.expect_end()
            return parts
        parts = [self.identifier()]
        while self.accept_symbol("."):
            parts.append("" if self.peek().text == "." else self.identifier())
        return parts

    def identifier(self) -> str:
        token = self.next()
        if token.kind == "quoted":
            return token.text
        if token.kind == "word":
            return token.text.upper()
        self._index -= 1
        raise self.fail("an identifier")

    def location(self) -> str:
        """A stage location: @name/path bare or in quotes, or bound; gives the text after unquoting."""
        token = self.peek()
        if token.kind == "location":
            self._index += 1
            return token.text
        if token.kind in ("string", "bind"):
            text = self.literal()
            return text if text.startswith("@") or "://" in text else "@" + text
        raise self.fail("a stage location such as @stage/path")

    def parenthesized(self) -> str:
        """The raw text between a '(' that comes next and its ')'."""
        start = self.peek().end
        self.expect_symbol("(")
        depth = 1
        while depth:
            if self.at_end:
                raise self.fail("')'")
            token = self.next()
            if token.kind == "symbol":
                depth += {"(": 1, ")": -1}.get(token.text, 0)
        return self.sql[start : self.peek(-1).start]

    def options(self) -> dict[str, Option]:
        """`NAME = value` pairs up to the end, a ')' or something that is no pair. Names in upper case."""
        found: dict[str, Option] = {}
        while self.peek().kind == "word" and self.peek(1).text in ("=", "=>"):
            name = self.next().upper
            self._index += 1
            found[name] = self._option_value()
            self.accept_symbol(",")
        return found

    def _option_value(self) -> Option:
        if self.accept_symbol("("):
            if self.peek().kind == "word" and self.peek(1).text in ("=", "=>"):
                inner = self.options()
                self.expect_symbol(")")
                return inner
            return self._list_of_values()
        token = self.peek()
        if token.kind in ("string", "bind"):
            return self.literal()
        if token.kind == "number":
            self._index += 1
            return int(token.text) if token.text.isdigit() else token.text
        if token.kind == "word" and token.upper in ("TRUE", "FALSE"):
            self._index += 1
            return token.upper == "TRUE"
        return ".".join(_as_identifier(part) for part in self.name())

    def _list_of_values(self) -> list[str]:
        values: list[str] = []
        while not self.accept_symbol(")"):
            token = self.next()
            if token.kind not in ("string", "word", "number", "quoted"):
                self._index -= 1
                raise self.fail("a value or ')'")
            values.append(token.text)
            self.accept_symbol(",")
        return values


def _as_identifier(part: str) -> str:
    return part if part.isidentifier() and part.upper() == part else '"' + part.replace('"', '""') + '"'
