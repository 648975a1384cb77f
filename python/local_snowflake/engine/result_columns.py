"""DuckDB's results as Snowflake's: column names and wire types."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa

from local_snowflake.statement import Column, Result, stand_in_limit

_TYPES: dict[str, Column] = {
    **dict.fromkeys(
        (
            "HUGEINT",
            "UHUGEINT",
            "BIGINT",
            "UBIGINT",
            "INTEGER",
            "UINTEGER",
            "SMALLINT",
            "USMALLINT",
            "TINYINT",
            "UTINYINT",
        ),
        Column("", "FIXED", precision=38, scale=0),
    ),
    "DOUBLE": Column("", "REAL"),
    "FLOAT": Column("", "REAL"),
    "VARCHAR": Column("", "TEXT", length=16_777_216),
    '"NULL"': Column("", "TEXT", length=16_777_216),
    "BOOLEAN": Column("", "BOOLEAN"),
    "DATE": Column("", "DATE"),
    "TIME": Column("", "TIME", precision=0, scale=9),
    "TIMESTAMP": Column("", "TIMESTAMP_NTZ", precision=0, scale=9),
    "TIMESTAMP_NS": Column("", "TIMESTAMP_NTZ", precision=0, scale=9),
    "TIMESTAMP_MS": Column("", "TIMESTAMP_NTZ", precision=0, scale=9),
    "TIMESTAMP_S": Column("", "TIMESTAMP_NTZ", precision=0, scale=9),
    "TIMESTAMP WITH TIME ZONE": Column("", "TIMESTAMP_LTZ", precision=0, scale=9),
    "BLOB": Column("", "BINARY", length=8_388_608),
    "JSON": Column("", "VARIANT"),
}
_DECIMAL = re.compile(r"DECIMAL\((\d+),\s*(\d+)\)")
#: Types that DuckDB has no type of its own for; the statement's text says them.
_FINER = {"VARIANT": ("OBJECT", "ARRAY"), "TIMESTAMP_LTZ": ("TIMESTAMP_TZ",)}


def column_of(name: str, duckdb_type: str, kind: str | None = None) -> Column:
    """A result column from DuckDB's type and, where that is coarser, the kind that the text tells.

    Raises the stand-in's limit for a type that no Snowflake statement has.
    """
    decimal = _DECIMAL.fullmatch(duckdb_type)
    if decimal:
        return Column(name, "FIXED", precision=int(decimal[1]), scale=int(decimal[2]))
    found = _TYPES.get(duckdb_type)
    if found is None:
        raise stand_in_limit(f"a result of the type {duckdb_type}")
    type_ = kind if kind is not None and kind in _FINER.get(found.type, ()) else found.type
    return Column(name, type_, True, found.precision, found.scale, found.length)


@dataclass(frozen=True)
class ResultKinds:
    """The wire types that a query's text tells: by place, or by name where it selects all of a table."""

    by_place: Sequence[str | None]
    by_name: Mapping[str, str]

    def columns(self, described: Sequence[tuple[str, str]]) -> list[Column]:
        """The result's columns, from DuckDB's names and types."""
        places = list(self.by_place) if len(self.by_place) == len(described) else [None] * len(described)
        return [
            column_of(name, type_, kind or self.by_name.get(name))
            for (name, type_), kind in zip(described, places, strict=True)
        ]


def query_result(table: pa.Table, described: Sequence[tuple[str, str]], kinds: ResultKinds) -> Result:
    """The result of a query."""
    columns = kinds.columns(described)
    arrays = [_narrow(array, column) for array, column in zip(table.columns, columns, strict=True)]
    return Result(columns, table=pa.Table.from_arrays(arrays, names=[column.name for column in columns]))


def _narrow(array: pa.ChunkedArray, column: Column) -> pa.ChunkedArray:
    """Whole numbers as 64-bit integers where all fit, as Snowflake sends them; DuckDB's have 128 bits."""
    if column.type != "FIXED" or column.scale or not pa.types.is_decimal(array.type):
        return array
    try:
        return array.cast(pa.int64())
    except pa.ArrowInvalid:
        return array


def status(message: str, type_id: int = 0x6000) -> Result:
    """The one-row answer of a statement that gives no rows."""
    return Result([Column("status", "TEXT", length=16_777_216)], rows=[[message]], statement_type_id=type_id)


def succeeded(type_id: int = 0x6000) -> Result:
    return status("Statement executed successfully.", type_id)


def counts(type_id: int, **numbers: int) -> Result:
    """The answer of DML: one column a count. A name's underscores stand for spaces."""
    columns = [Column(name.replace("_", " "), "FIXED", precision=38, scale=0) for name in numbers]
    return Result(columns, rows=[list(numbers.values())], statement_type_id=type_id)


def text_columns(*names: str) -> list[Column]:
    return [Column(name, "TEXT", length=16_777_216) for name in names]
