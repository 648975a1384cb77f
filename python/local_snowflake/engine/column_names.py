"""Names of result columns: an expression without an alias is named by its text, as Snowflake names it."""

from __future__ import annotations

from sqlglot import exp
from sqlglot.tokenizer_core import Token, TokenType

from local_snowflake.guard.reading import Reading

_QUOTES = {TokenType.STRING: "'", TokenType.IDENTIFIER: '"'}


def name_expressions(tree: exp.Expr, reading: Reading) -> None:
    """Aliases each unnamed expression of the outermost SELECT by its text, unquoted parts in upper case."""
    select = tree
    while isinstance(select, (exp.SetOperation, exp.Subquery)):
        select = select.this
    if not isinstance(select, exp.Select) or not any(_is_unnamed(item) for item in select.expressions):
        return
    texts = _select_list(reading)
    if len(texts) != len(select.expressions):
        texts = [item.sql(dialect="snowflake", comments=False).upper() for item in select.expressions]
    for item, text in zip(list(select.expressions), texts, strict=True):
        if _is_unnamed(item):
            named = exp.Alias(alias=exp.to_identifier(text, quoted=True))
            item.replace(named)
            named.set("this", item)


def _is_unnamed(item: exp.Expr) -> bool:
    if isinstance(item, exp.Dot):
        return False
    return not isinstance(item, (exp.Alias, exp.Column, exp.Star, exp.Aliases)) and not item.is_star


def _select_list(reading: Reading) -> list[str]:
    """The texts between the outermost SELECT and its FROM, parted at commas."""
    tokens = list(reading.tokens)
    start = _main_select(tokens)
    if start is None:
        return []
    texts: list[str] = []
    depth, begin = 0, start + 1
    while begin < len(tokens) and tokens[begin].text.upper() in ("DISTINCT", "ALL"):
        begin += 1
    at = begin
    while at <= len(tokens):
        token = tokens[at] if at < len(tokens) else None
        ends = (
            token is None
            or (depth == 0 and token.token_type in _ENDS)
            or (token.token_type == TokenType.R_PAREN and depth == 0)
        )
        if ends or (token is not None and depth == 0 and token.token_type == TokenType.COMMA):
            texts.append(_text(reading.sql, tokens[begin:at]))
            begin = at + 1
            if ends:
                return texts
        if token is not None:
            depth += (token.token_type in _OPENING) - (token.token_type in _CLOSING)
        at += 1
    return texts


_OPENING = frozenset({TokenType.L_PAREN, TokenType.L_BRACKET, TokenType.L_BRACE})
_CLOSING = frozenset({TokenType.R_PAREN, TokenType.R_BRACKET, TokenType.R_BRACE})
_ENDS = frozenset(
    {
        TokenType.FROM,
        TokenType.WHERE,
        TokenType.UNION,
        TokenType.LIMIT,
        TokenType.ORDER_BY,
        TokenType.GROUP_BY,
        TokenType.EXCEPT,
        TokenType.INTERSECT,
        TokenType.SEMICOLON,
        TokenType.HAVING,
        TokenType.QUALIFY,
    }
)


def _main_select(tokens: list[Token]) -> int | None:
    """Where the statement's own SELECT stands: the first outside of common table expressions."""
    depth = 0
    for at, token in enumerate(tokens):
        if token.token_type == TokenType.SELECT and depth == 0:
            return at
        depth += (token.token_type == TokenType.L_PAREN) - (token.token_type == TokenType.R_PAREN)
    return next((at for at, token in enumerate(tokens) if token.token_type == TokenType.SELECT), None)


def _text(sql: str, tokens: list[Token]) -> str:
    """The source text of tokens with one space for each gap, in upper case outside quotes."""
    parts: list[str] = []
    for at, token in enumerate(tokens):
        if at and token.start > tokens[at - 1].end + 1:
            parts.append(" ")
        written = sql[token.start : token.end + 1]
        parts.append(written if token.token_type in _QUOTES else written.upper())
    return "".join(parts)
