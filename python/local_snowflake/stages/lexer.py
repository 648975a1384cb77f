"""Tokens of the statements about files.

sqlglot cannot read these: `file:///tmp/x.csv` and `@stage//path` hold `//`, a comment in Snowflake's dialect.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from local_snowflake.statement import SnowflakeError

Kind = Literal["word", "quoted", "string", "number", "location", "file", "bind", "symbol"]


@dataclass(frozen=True)
class Token:
    """One token: `text` is its value (quotes and escapes undone), `start` and `end` are its place."""

    kind: Kind
    text: str
    start: int
    end: int

    @property
    def upper(self) -> str:
        """The keyword that an unquoted word stands for; empty for everything else."""
        return self.text.upper() if self.kind == "word" else ""


_SKIP = re.compile(r"(?:\s+|--[^\n]*|//[^\n]*|/\*.*?\*/)+", re.DOTALL)
_PATTERNS: list[tuple[Kind, re.Pattern[str]]] = [
    ("file", re.compile(r"file://[^\s;]+", re.IGNORECASE)),
    ("location", re.compile(r'@(?:"(?:[^"]|"")*"|[^\s;,()\'"])+')),
    ("string", re.compile(r"'(?:[^'\\]|''|\\.)*'|\$\$.*?\$\$", re.DOTALL)),
    ("quoted", re.compile(r'"(?:[^"]|"")*"')),
    ("number", re.compile(r"\d+(?:\.\d+)?")),
    ("word", re.compile(r"[A-Za-z_][\w$]*")),
    ("bind", re.compile(r"\?|:\d+")),
    ("symbol", re.compile(r"=>|::|[^\s]")),
]
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "0": "\0", "b": "\b", "f": "\f"}
_ESCAPE = re.compile(r"\\(x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|[0-7]{3}|.)|''", re.DOTALL)


def unescape_string(body: str) -> str:
    """The value of a single-quoted literal's body."""

    def value(match: re.Match[str]) -> str:
        escape = match.group(1)
        if escape is None:
            return "'"
        if len(escape) > 1:
            return chr(int(escape[1:], 16)) if escape[0] in "xu" else chr(int(escape, 8))
        return _ESCAPES.get(escape, escape)

    return _ESCAPE.sub(value, body)


def _value(kind: Kind, raw: str) -> str:
    if kind == "string":
        return raw[2:-2] if raw.startswith("$$") else unescape_string(raw[1:-1])
    if kind == "quoted":
        return raw[1:-1].replace('""', '"')
    return raw


def tokens(sql: str) -> Iterator[Token]:
    """The statement's tokens, without comments, read lazily.

    Raises SnowflakeError 001003 for a literal that never ends.
    """
    position = 0
    while True:
        skipped = _SKIP.match(sql, position)
        position = skipped.end() if skipped else position
        if position >= len(sql):
            return
        kind, found = _match(sql, position)
        if found.group() in ("'", '"'):
            raise syntax_error(found.group(), position, "a literal that ends")
        yield Token(kind, _value(kind, found.group()), position, found.end())
        position = found.end()


def _match(sql: str, position: int) -> tuple[Kind, re.Match[str]]:
    for kind, pattern in _PATTERNS:
        if found := pattern.match(sql, position):
            return kind, found
    raise AssertionError(sql[position])  # the last pattern matches every character


def leading_words(sql: str, count: int) -> tuple[str, ...]:
    """The first `count` keywords of the statement, upper-case; fewer when something else comes before."""
    words: list[str] = []
    try:
        for token in tokens(sql):
            if token.kind != "word" or len(words) == count:
                break
            words.append(token.upper)
    except SnowflakeError:
        return tuple(words)
    return tuple(words)


def syntax_error(found: str, position: int, expected: str) -> SnowflakeError:
    """Snowflake's syntax error, with what was expected added."""
    return SnowflakeError(
        "001003",
        "42000",
        "SQL compilation error:\nsyntax error at position "
        f"{position} unexpected '{found or '<EOF>'}'. Expected {expected}.",
    )
