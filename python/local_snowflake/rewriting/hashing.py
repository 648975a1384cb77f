"""HASH and HASH_AGG: deterministic, signed 64-bit, but not Snowflake's numbers, which are not published."""

from __future__ import annotations

from sqlglot import exp, parse_one

from local_snowflake.rewriting.tree_pass import Rules, TableColumns

_TWO_TO_64 = "18446744073709551616"
_TWO_TO_63 = "9223372036854775808"


def hash_functions(node: exp.Expr, columns: TableColumns) -> exp.Expr:
    """HASH(a, ...) and HASH_AGG([DISTINCT] a, ... | *) in DuckDB's terms."""
    if isinstance(node, exp.HashAgg):
        return _hash_agg(node)
    if isinstance(node, exp.Anonymous) and str(node.this).upper() == "HASH":
        return _signed(exp.Anonymous(this="hash", expressions=[_spread(e) for e in node.expressions]))
    return node


def _spread(argument: exp.Expr) -> exp.Expr:
    star = isinstance(argument, exp.Star) or (isinstance(argument, exp.Column) and argument.is_star)
    return exp.Columns(this=argument.copy(), unpack=True) if star else argument


def _signed(hashed: exp.Expr) -> exp.Expr:
    wide = exp.cast(hashed, "INT128")
    return exp.cast(exp.paren(exp.Sub(this=wide, expression=exp.Literal.number(_TWO_TO_63))), "BIGINT")


def _hash_agg(node: exp.HashAgg) -> exp.Expr:
    # A sum does not depend on the order of rows and, unlike XOR, two equal rows do not cancel each other.
    arguments = [node.this, *node.expressions]
    distinct = isinstance(node.this, exp.Distinct)
    if distinct:
        arguments = list(node.this.expressions)
    hashed = exp.Anonymous(this="hash", expressions=[_spread(argument) for argument in arguments])
    total = f"SUM({'DISTINCT ' if distinct else ''}CAST(_x AS INT128))"
    text = f"CAST(COALESCE({total} % {_TWO_TO_64} - {_TWO_TO_63}, 0) AS BIGINT)"
    return parse_one(text, read="duckdb").transform(lambda part: hashed if part == exp.column("_x") else part)


RULES: Rules = {exp.HashAgg: [hash_functions], exp.Anonymous: [hash_functions]}
