"""Checks on columns that say what DuckDB's types do not: a text's length, ARRAY and OBJECT, TIMESTAMP_TZ."""

from __future__ import annotations

from sqlglot import exp, parse_one

from local_snowflake.engine.databases import quoted
from local_snowflake.rewriting.types import text_length

_MAX_LENGTH = 16_777_216
#: The wire types that DuckDB has no type for, so that a check must tell them.
CHECKED = frozenset({"ARRAY", "OBJECT", "TIMESTAMP_TZ"})


def column_check(name: str, type_: exp.DataType) -> str | None:
    """The condition, in DuckDB's SQL, that a value of this type (Snowflake's) meets; None without one.

    It is also where the table's definition keeps the type: `table_catalog.column_definition` reads it back.
    """
    column = quoted(name)
    length = text_length(type_)
    if length is not None and length < _MAX_LENGTH:
        message = f"'String ''' || {column} || ''' is too long and would be truncated'"
        return f"CASE WHEN length({column}) > {length} THEN error({message}) ELSE TRUE END"
    if type_.this in (exp.DType.ARRAY, exp.DType.OBJECT):
        return f"json_type({column}) = '{type_.this.value}'"
    if type_.this == exp.DType.TIMESTAMPTZ:
        return f"typeof({column}) = 'TIMESTAMP WITH TIME ZONE'"
    return None


def check_constraint(condition: str) -> exp.ColumnConstraint:
    """The condition as a column's constraint."""
    return exp.ColumnConstraint(kind=exp.CheckColumnConstraint(this=parse_one(condition, read="duckdb")))
