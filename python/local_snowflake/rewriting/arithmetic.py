"""Arithmetic that fails in Snowflake and must not give NULL here."""

from __future__ import annotations

from sqlglot import exp

DIVISION_BY_ZERO = "Division by zero"


def checked_division(node: exp.Expr) -> exp.Expr:
    """`a / b` and `a % b` raise on zero; DuckDB would give NULL."""
    if not isinstance(node, (exp.Div, exp.Mod)) or isinstance(node.expression, exp.Case):
        return node
    divisor = node.expression
    value = divisor.unnest()
    if isinstance(value, exp.Literal) and value.is_number and float(value.this) != 0:
        return node
    node.set("expression", _or_error(divisor))
    return node


def _or_error(divisor: exp.Expr) -> exp.Expr:
    failure = exp.Anonymous(this="error", expressions=[exp.Literal.string(DIVISION_BY_ZERO)])
    is_zero = exp.EQ(this=exp.paren(divisor.copy()), expression=exp.Literal.number(0))
    return exp.Case(ifs=[exp.If(this=is_zero, true=failure)], default=divisor.copy())
