"""Arithmetic: what fails in Snowflake fails here, and numbers keep their digits after the point."""

from __future__ import annotations

from sqlglot import exp

from local_snowflake.rewriting.kinds import is_semi_structured
from local_snowflake.rewriting.tree_pass import Rules, TableColumns


def call(name: str, *arguments: exp.Expr) -> exp.Anonymous:
    """A call of a DuckDB function or of a macro of macros.sql."""
    return exp.Anonymous(this=name, expressions=list(arguments))


def divide(node: exp.Expr, columns: TableColumns) -> exp.Expr:
    return call("_sf_divide", as_number(node.this, columns), as_number(node.expression, columns))


def modulo(node: exp.Expr, columns: TableColumns) -> exp.Expr:
    return call("_sf_modulo", as_number(node.this, columns), as_number(node.expression, columns))


def add_or_multiply(node: exp.Expr, columns: TableColumns) -> exp.Expr:
    """Two literals would be 32-bit numbers to DuckDB and overflow."""
    node.set("this", as_number(node.this, columns))
    node.set("expression", as_number(node.expression, columns))
    if all(side.unnest().is_int for side in (node.this, node.expression)):
        node.set("this", exp.cast(node.this, "INT128"))
    return node


def as_number(node: exp.Expr, columns: TableColumns) -> exp.Expr:
    """A semi-structured value in arithmetic is read as a number."""
    return exp.cast(node, "DOUBLE") if is_semi_structured(node, columns) else node


def average(node: exp.Expr, columns: TableColumns) -> exp.Expr:
    return _with_digits(node, columns, 6)


def median(node: exp.Expr, columns: TableColumns) -> exp.Expr:
    return _with_digits(node, columns, 3)


def _with_digits(node: exp.Expr, columns: TableColumns, digits: int) -> exp.Expr:
    """The aggregate of numbers with so many digits more than its argument; of floats a float."""
    if isinstance(node.parent, exp.Window):
        return node
    argument = node.this.expressions[0] if isinstance(node.this, exp.Distinct) else node.this
    argument = as_number(argument, columns)
    sample = exp.AnyValue(this=argument.copy())
    return _cast_like(node.copy(), sample, digits)


def window(node: exp.Expr, columns: TableColumns) -> exp.Expr:
    """AVG and MEDIAN as window functions."""
    digits = {exp.Avg: 6, exp.Median: 3}.get(type(node.this))
    if digits is None:
        return node
    sample = exp.Window(this=exp.AnyValue(this=node.this.this.copy()))
    return _cast_like(node.copy(), sample, digits)


def _cast_like(value: exp.Expr, sample: exp.Expr, digits: int) -> exp.Expr:
    one = exp.cast(exp.Literal.number(1), f"DECIMAL(38, {digits})")
    # A column of NULLs has no type to scale.
    known = exp.Coalesce(this=sample, expressions=[exp.Literal.number(0)])
    scaled = exp.Mul(this=known, expression=one)
    never = exp.Case(ifs=[exp.If(this=exp.false(), true=scaled)])
    return call("cast_to_type", value, never)


def greatest_or_least(node: exp.Expr, columns: TableColumns) -> exp.Expr:
    """NULL when any argument is; DuckDB's skip NULL."""
    if node.args.get("ignore_nulls"):
        return node
    missing = [exp.Is(this=item.copy(), expression=exp.Null()) for item in (node.this, *node.expressions)]
    return exp.Case(ifs=[exp.If(this=exp.or_(*missing), true=exp.Null())], default=node.copy())


def in_domain(node: exp.Expr, columns: TableColumns) -> exp.Expr:
    """Snowflake refuses what DuckDB answers with NaN or an infinity."""
    return call(f"_sf_{node.key}", as_number(node.this, columns))


def cube_root(node: exp.Expr, columns: TableColumns) -> exp.Expr:
    return call("_sf_cbrt", node.this)


def width_bucket(node: exp.Expr, columns: TableColumns) -> exp.Expr:
    parts = [node.args.get(name) for name in ("this", "min_value", "max_value", "num_buckets")]
    return call("_sf_width_bucket", *[part for part in parts if part is not None])


RULES: Rules = {
    exp.Div: [divide],
    exp.Mod: [modulo],
    exp.Add: [add_or_multiply],
    exp.Sub: [add_or_multiply],
    exp.Mul: [add_or_multiply],
    exp.Avg: [average],
    exp.Median: [median],
    exp.Window: [window],
    exp.Greatest: [greatest_or_least],
    exp.Least: [greatest_or_least],
    **{kind: [in_domain] for kind in (exp.Sqrt, exp.Ln, exp.Acos, exp.Asin)},
    exp.Cbrt: [cube_root],
    exp.WidthBucket: [width_bucket],
}
