"""A statement's result as one Arrow table whose types follow from its columns, whoever made it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pyarrow as pa

from local_snowflake.statement import Column, Result
from local_snowflake.wire.columns import SEMI_STRUCTURED, scale_of

_INT64 = range(-(2**63), 2**63)
_PLAIN = {
    "REAL": pa.float64(),
    "TEXT": pa.string(),
    "BOOLEAN": pa.bool_(),
    "DATE": pa.date32(),
    "TIME": pa.time64("us"),
    "BINARY": pa.binary(),
    "TIMESTAMP_NTZ": pa.timestamp("us"),
    "TIMESTAMP_LTZ": pa.timestamp("us", "UTC"),
    "TIMESTAMP_TZ": pa.timestamp("us", "UTC"),
}


def as_table(result: Result) -> pa.Table:
    """The result's rows. Columns of one name stay apart: only their order counts."""
    names = [column.name for column in result.columns]
    if result.table is not None:
        arrays = [
            _cast(array, column) for array, column in zip(result.table.columns, result.columns, strict=True)
        ]
        return pa.Table.from_arrays(arrays, names=names)
    rows = result.rows or []
    arrays = [_from_values([row[at] for row in rows], column) for at, column in enumerate(result.columns)]
    return pa.Table.from_arrays(arrays, names=names)


def _cast(array: pa.ChunkedArray, column: Column) -> pa.ChunkedArray:
    target = _target(array.type, column)
    if array.type == target:
        return array
    return array.cast(target)


def _target(given: pa.DataType, column: Column) -> pa.DataType:
    """The Arrow type of a column's values, as near to the given one as the column allows."""
    if column.type == "FIXED":
        return _fixed(given, scale_of(column) or 0)
    if column.type in SEMI_STRUCTURED:
        return pa.string()
    if pa.types.is_timestamp(given) and given.unit in ("us", "ns"):
        return (
            pa.timestamp(given.unit, _PLAIN[column.type].tz)
            if column.type.startswith("TIMESTAMP")
            else pa.string()
        )
    return _PLAIN[column.type]


def _fixed(given: pa.DataType, scale: int) -> pa.DataType:
    if scale:
        return pa.decimal128(38, scale)
    if pa.types.is_decimal(given) and given.precision > 18:
        return pa.decimal128(38, 0)
    if pa.types.is_uint64(given) or pa.types.is_floating(given):
        return pa.decimal128(38, 0)
    return pa.int64()


def _from_values(values: Sequence[Any], column: Column) -> pa.Array:
    if column.type == "FIXED":
        return _numbers(values, scale_of(column) or 0)
    if column.type in SEMI_STRUCTURED or column.type == "TEXT":
        return pa.array([None if value is None else str(value) for value in values], pa.string())
    return pa.array(values, _PLAIN[column.type])


def _numbers(values: Sequence[Any], scale: int) -> pa.Array:
    decimals = [None if value is None else Decimal(str(value)) for value in values]
    if scale == 0 and all(value is None or int(value) in _INT64 for value in decimals):
        return pa.array([None if value is None else int(value) for value in decimals], pa.int64())
    exact = Decimal(1).scaleb(-scale)
    return pa.array(
        [None if value is None else value.quantize(exact) for value in decimals], pa.decimal128(38, scale)
    )
