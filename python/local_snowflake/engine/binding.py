"""Bind values and session variables, put into a statement's tree as what they are."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from sqlglot import exp

from local_snowflake.guard.reading import PLACE
from local_snowflake.statement import SnowflakeError


def ordered_placeholders(tree: exp.Expr) -> list[exp.Placeholder]:
    """The placeholders in the order of the statement's text."""
    return sorted(tree.find_all(exp.Placeholder), key=lambda node: node.meta[PLACE])


def literal(value: Any) -> exp.Expr:
    """A Python value as an expression in Snowflake's dialect."""
    match value:
        case None:
            return exp.Null()
        case bool():
            return exp.true() if value else exp.false()
        case int() | Decimal():
            return _number(format(value, "f") if isinstance(value, Decimal) else str(value))
        case float():
            return _float(value)
        case bytes() | bytearray():
            return exp.HexString(this=bytes(value).hex())
        case dt.datetime():
            type_ = "TIMESTAMP_NTZ" if value.tzinfo is None else "TIMESTAMP_TZ"
            return exp.cast(exp.Literal.string(value.isoformat(sep=" ")), type_, dialect="snowflake")
        case dt.date():
            return exp.cast(exp.Literal.string(value.isoformat()), "DATE", dialect="snowflake")
        case dt.time():
            return exp.cast(exp.Literal.string(value.isoformat()), "TIME", dialect="snowflake")
        case _:
            return exp.Literal.string(str(value))


def _number(text: str) -> exp.Expr:
    if text.startswith("-"):
        return exp.Paren(this=exp.Neg(this=exp.Literal.number(text[1:])))
    return exp.Literal.number(text)


def _float(value: float) -> exp.Expr:
    if math.isfinite(value):
        return exp.cast(exp.Literal.string(repr(value)), "DOUBLE")
    return exp.cast(
        exp.Literal.string("nan" if math.isnan(value) else ("inf" if value > 0 else "-inf")), "DOUBLE"
    )


class Binds:
    """The bind values of one statement, taken in order or by number."""

    def __init__(self, values: Sequence[Any]) -> None:
        self._values = values
        self._taken = 0

    def value(self, placeholder: exp.Placeholder) -> Any:
        """Raises SnowflakeError 002049 when there are too few values."""
        number = str(placeholder.this or "")
        at = int(number) - 1 if number.isdigit() else self._taken
        if not number:
            self._taken += 1
        if at >= len(self._values):
            raise SnowflakeError("002049", "42601", f"SQL compilation error: bind variable {at + 1} not set.")
        return self._values[at]


def names_in_binds(tree: exp.Expr, values: Sequence[Any]) -> Iterator[str]:
    """The bound texts of IDENTIFIER(?), by place."""
    placeholders = ordered_placeholders(tree)
    binds = Binds(values)
    by_node = {id(node): binds.value(node) for node in placeholders if values}
    for node in tree.find_all(exp.DynamicIdentifier):
        if isinstance(node.this, exp.Placeholder):
            yield str(by_node[id(node.this)])


def put_in_binds(tree: exp.Expr, values: Sequence[Any]) -> exp.Expr:
    """The tree with every placeholder as its value. Raises SnowflakeError 002049."""
    binds = Binds(values)
    for node in ordered_placeholders(tree):
        value = literal(binds.value(node))
        if node is tree:
            return value
        node.replace(value)
    return tree


def put_in_variables(tree: exp.Expr, variables: dict[str, Any]) -> exp.Expr:
    """The tree with every $NAME as the session variable's value. Raises SnowflakeError 001083."""
    for node in list(tree.find_all(exp.Parameter)):
        name = node.name.upper()
        if name.isdigit():
            continue  # $1: a column by its place
        if name not in variables:
            raise SnowflakeError(
                "001083",
                "42601",
                f"SQL compilation error: error line 1\nSession variable '${name}' does not exist",
            )
        node.replace(literal(variables[name]))
    return tree
