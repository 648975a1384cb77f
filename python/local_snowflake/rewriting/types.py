"""Types and casts: no digit is lost, and a cast reads what Snowflake's reads."""

from __future__ import annotations

from sqlglot import exp

from local_snowflake.rewriting.arithmetic import call
from local_snowflake.rewriting.kinds import is_semi_structured, kind_of
from local_snowflake.rewriting.tree_pass import Rules, TableColumns

_INTEGERS = frozenset(
    {
        exp.DType.INT,
        exp.DType.BIGINT,
        exp.DType.SMALLINT,
        exp.DType.TINYINT,
        exp.DType.MEDIUMINT,
        exp.DType.INT128,
    }
)
_SEMI_STRUCTURED = frozenset(
    {
        exp.DType.VARIANT,
        exp.DType.OBJECT,
        exp.DType.ARRAY,
        exp.DType.STRUCT,
        exp.DType.MAP,
    }
)
_TIMESTAMPS = frozenset({exp.DType.TIMESTAMPNTZ, exp.DType.TIMESTAMP, exp.DType.DATETIME})
_TEXTS = frozenset(exp.DataType.TEXT_TYPES)


def data_type(node: exp.Expr, columns: TableColumns) -> exp.Expr:
    """NUMBER(38, 0) and its synonyms become HUGEINT, which holds 38 digits; FLOAT is 64 bits wide."""
    assert isinstance(node, exp.DataType)
    if is_integer(node):
        return exp.DataType(this=exp.DType.INT128, nested=False)
    if node.this == exp.DType.DECIMAL and len(node.expressions) == 1:
        return exp.DataType.build(f"DECIMAL({node.expressions[0].name}, 0)")
    if node.this == exp.DType.FLOAT:
        return exp.DataType(this=exp.DType.DOUBLE, nested=False)
    if node.this in _SEMI_STRUCTURED:
        return exp.DataType(this=exp.DType.JSON, nested=False)
    if node.this in _TIMESTAMPS:
        return exp.DataType(this=exp.DType.TIMESTAMP, nested=False)
    if node.this in (exp.DType.TIMESTAMPLTZ, exp.DType.TIMESTAMPTZ):
        return exp.DataType(this=exp.DType.TIMESTAMPTZ, nested=False)
    if node.this == exp.DType.TIME:
        return exp.DataType(this=exp.DType.TIME, nested=False)
    if node.this in _TEXTS:
        return exp.DataType(this=exp.DType.TEXT, nested=False)
    if node.this in (exp.DType.BINARY, exp.DType.VARBINARY):
        return exp.DataType(this=exp.DType.VARBINARY, nested=False)
    return node


def is_integer(node: exp.DataType) -> bool:
    """Whether the type is NUMBER(38, 0) by any of its names."""
    if node.this in _INTEGERS:
        return True
    return node.this == exp.DType.DECIMAL and [part.name for part in node.expressions] in (
        [],
        ["38"],
        ["38", "0"],
    )


def text_length(node: exp.DataType) -> int | None:
    """n of VARCHAR(n), and 1 of CHAR."""
    if node.this not in _TEXTS:
        return None
    if node.expressions:
        return int(node.expressions[0].name)
    return 1 if node.this in (exp.DType.CHAR, exp.DType.NCHAR) else None


def cast(node: exp.Expr, columns: TableColumns) -> exp.Expr:
    """Runs before the rule of DataType: it sees the type as Snowflake names it."""
    assert isinstance(node, exp.Cast)
    value, to, is_try = node.this, node.to, isinstance(node, exp.TryCast)
    if to.this == exp.DType.JSON:
        return call("to_json", value) if kind_of(value, columns) != "VARIANT" else value
    if to.this == exp.DType.TEXT:
        return _as_text(node, value, columns)
    # A macro writes its argument out several times: casts within casts would grow without end.
    if to.this == exp.DType.INT128 and _is_integer_already(value.unnest()):
        return value
    if to.this == exp.DType.INT128:
        return call("_sf_try_integer" if is_try else "_sf_integer", value)
    if to.this == exp.DType.BOOLEAN and kind_of(value, columns) == "BOOLEAN":
        return value
    if to.this == exp.DType.BOOLEAN:
        return call("_sf_try_boolean" if is_try else "_sf_boolean", value)
    if to.this == exp.DType.TIMESTAMP and not is_try:
        return call("_sf_timestamp", value, exp.Literal.number(0))
    if to.this == exp.DType.TIMESTAMPTZ and not is_try:
        return call("_sf_zoned", value)
    if is_semi_structured(value, columns) and to.this not in (
        exp.DType.DOUBLE,
        exp.DType.DECIMAL,
    ):
        node.set("this", call("_sf_text", value))
    return node


def _is_integer_already(value: exp.Expr) -> bool:
    return isinstance(value, exp.Anonymous) and value.name == "_sf_integer"


def _as_text(node: exp.Cast, value: exp.Expr, columns: TableColumns) -> exp.Expr:
    length = node.meta.get("length")
    text = value if kind_of(value, columns) == "TEXT" else call("_sf_text", value)
    return exp.Left(this=text, expression=exp.Literal.number(length)) if length else text


def remember_length(tree: exp.Expr) -> None:
    """Notes n of each CAST(… AS VARCHAR(n)) on the cast, for the type itself loses it."""
    for node in tree.find_all(exp.Cast):
        if (length := text_length(node.to)) is not None:
            node.meta["length"] = length


RULES: Rules = {exp.DataType: [data_type], exp.Cast: [cast], exp.TryCast: [cast]}
