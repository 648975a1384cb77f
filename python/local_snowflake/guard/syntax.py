"""Syntax that the engine below has and Snowflake lacks, refused with Snowflake's own syntax error."""

from __future__ import annotations

from sqlglot import exp
from sqlglot.tokenizer_core import Token, TokenType

from local_snowflake.guard.nesting import check_nesting
from local_snowflake.guard.reading import Reading, syntax_error, tokenize
from local_snowflake.guard.words import words
from local_snowflake.statement import SnowflakeError, stand_in_limit

#: Operators of other databases that the tokenizer knows; `->` is judged by where it stands.
_FOREIGN_OPERATORS = words("& | ^ ~ ~~ ~~~ ~~* ~* !~ #> #>> && &< &> <-> <=> == ?:: ??")

#: Pairs of words that never stand next to each other in Snowflake's SQL.
_FOREIGN_PAIRS = frozenset(
    {
        ("(", "FROM"),
        ("AS", "FROM"),
        ("USING", "SAMPLE"),
        ("USING", "TABLESAMPLE"),
        ("DISTINCT", "ON"),
        ("POSITIONAL", "JOIN"),
        ("EXCEPT", "ALL"),
        ("INTERSECT", "ALL"),
        ("INSERT", "OR"),
        ("MAP", "{"),
        ("*", "*"),
        ("<", "<"),
        (">", ">"),
        ("@", ">"),
        ("<", "@"),
    }
)

#: What may follow SAMPLE; the engine's own `SAMPLE 10%` and `TABLESAMPLE reservoir` may not.
_SAMPLE_FOLLOWERS = frozenset({"(", "BERNOULLI", "ROW", "SYSTEM", "BLOCK"})
_FOREIGN_NODES = (exp.Slice, exp.Comprehension, exp.SimilarTo, exp.Glob)
_FOREIGN_SCHEMAS = frozenset({"PG_CATALOG", "SQLITE_MASTER", "SQLITE_SCHEMA", "SQLITE_TEMP_MASTER"})


def check_tokens(sql: str) -> None:
    """Raises SnowflakeError 001003 / 42000 at the first operator or pair of words that Snowflake lacks."""
    tokens = tokenize(sql)
    for index, token in enumerate(tokens):
        following = tokens[index + 1] if index + 1 < len(tokens) else None
        if _is_text(token):
            continue
        if token.text == "->>":
            raise stand_in_limit("the pipe operator ->>")
        if token.text in _FOREIGN_OPERATORS:
            raise syntax_error(sql, token)
        if following is not None and not _is_text(following) and _is_foreign_pair(tokens, index, following):
            raise syntax_error(sql, following)


def _is_text(token: Token) -> bool:
    return token.token_type in (
        TokenType.STRING,
        TokenType.IDENTIFIER,
        TokenType.RAW_STRING,
        TokenType.HEX_STRING,
    )


def _is_foreign_pair(tokens: list[Token], index: int, following: Token) -> bool:
    token, next_type = tokens[index], following.token_type
    word, next_word = token.text.upper(), following.text.upper()
    after = tokens[index + 2].text.upper() if index + 2 < len(tokens) else ""
    return (
        (word, next_word) in _FOREIGN_PAIRS
        or (word == "LIMIT" and next_type == TokenType.NUMBER and after in ("%", "PERCENT"))
        or (token.token_type == TokenType.INTERVAL and next_type in (TokenType.NUMBER, TokenType.L_PAREN))
        or (token.token_type == TokenType.TABLE_SAMPLE and next_word not in _SAMPLE_FOLLOWERS)
        or (word == "FILTER" and next_type == TokenType.L_PAREN and after == "WHERE")
    )


def check_syntax(reading: Reading) -> None:
    """Raises SnowflakeError 001003 / 42000 at the first construct that Snowflake does not have."""
    check_nesting(reading)
    for tree in reading.trees:
        for node in tree.walk():
            _check_node(reading, node)


def _check_node(reading: Reading, node: exp.Expr) -> None:
    if _is_foreign(node):
        raise syntax_error(reading.sql, _token_of(reading, node))
    if isinstance(node, exp.Table):
        _check_table(node)


def _is_foreign(node: exp.Expr) -> bool:
    if isinstance(node, exp.Insert):
        return any(node.args.get(name) for name in ("conflict", "returning", "by_name", "alternative"))
    if isinstance(node, (exp.Update, exp.Delete, exp.Merge)):
        return node.args.get("returning") is not None
    if isinstance(node, exp.Select):
        return bool(node.args.get("windows"))
    if isinstance(node, exp.Join):
        return node.kind in ("SEMI", "ANTI") or (
            node.method == "ASOF" and node.args.get("match_condition") is None
        )
    if isinstance(node, exp.CTE):
        return node.args.get("materialized") is not None
    if isinstance(node, exp.Bracket):
        return any(
            isinstance(index, exp.JSONExtract) and isinstance(index.this, exp.Literal)
            for index in node.expressions
        )
    return isinstance(node, _FOREIGN_NODES)


def _token_of(reading: Reading, node: exp.Expr) -> Token | None:
    """The token where a node was read: the first of its own or its children's whose place the parser kept."""
    for child in node.walk():
        start = child.meta.get("start")
        if isinstance(start, int):
            return next((token for token in reading.tokens if token.start == start), None)
    return reading.tokens[0] if reading.tokens else None


def _check_table(table: exp.Table) -> None:
    name = table.this
    text = name.name if isinstance(name, (exp.Identifier, exp.Literal)) else ""
    if isinstance(name, exp.Literal) and name.is_string and not text.startswith("@"):
        raise _no_such_object(text)
    if (
        table.db.upper() in _FOREIGN_SCHEMAS
        or text.upper() in _FOREIGN_SCHEMAS
        or text.upper().startswith("DUCKDB_")
    ):
        raise _no_such_object(text)


def _no_such_object(name: str) -> SnowflakeError:
    text = f"SQL compilation error:\nObject '{name}' does not exist or not authorized."
    return SnowflakeError("002003", "42S02", text)
