"""Rows as the texts that the drivers expect in JSON: every value a text or null."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from typing import Any

import pyarrow as pa

from local_snowflake.statement import Column
from local_snowflake.wire.columns import scale_of

#: Minutes between -24 h and the offset of UTC: how the protocol writes a zone.
_UTC = 1440
#: Above it a float that is whole is written with an exponent, as Snowflake does.
_WHOLE_BELOW = 1e15


def json_rows(table: pa.Table, columns: Sequence[Column]) -> list[tuple[str | None, ...]]:
    """The rows of a table (`wire.table.as_table`) as texts."""
    if not columns:
        return [() for _ in range(table.num_rows)]
    texts = [_texts(array, column) for array, column in zip(table.columns, columns, strict=True)]
    return list(zip(*texts, strict=True))


def json_chunk(table: pa.Table, columns: Sequence[Column]) -> bytes:
    """The rows as a result chunk holds them: JSON without the outer brackets."""
    return json.dumps(json_rows(table, columns), ensure_ascii=False)[1:-1].encode()


def _texts(array: pa.ChunkedArray, column: Column) -> list[str | None]:
    if column.type == "TEXT" or pa.types.is_string(array.type):
        return array.to_pylist()
    if pa.types.is_temporal(array.type):
        return _temporal(array, column)
    write = _WRITERS.get(column.type, str)
    return [None if value is None else write(value) for value in array.to_pylist()]


def _number(value: Any) -> str:
    return str(value) if isinstance(value, int) else format(value, "f")


def _real(value: float) -> str:
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "inf" if value > 0 else "-inf"
    return str(int(value)) if value.is_integer() and abs(value) < _WHOLE_BELOW else repr(value)


_WRITERS: dict[str, Callable[[Any], str]] = {
    "FIXED": _number,
    "REAL": _real,
    "BOOLEAN": lambda value: "1" if value else "0",
    "BINARY": lambda value: value.hex().upper(),
}


def _temporal(array: pa.ChunkedArray, column: Column) -> list[str | None]:
    if pa.types.is_date32(array.type):
        return [None if days is None else str(days) for days in array.cast(pa.int32()).to_pylist()]
    digits = scale_of(column) or 0
    zone = f" {_UTC}" if column.type == "TIMESTAMP_TZ" else ""
    # As Python's integers: microseconds of the year 9999, counted in nanoseconds, overflow 64 bits.
    unit = 1 if array.type.unit == "ns" else 1000
    ticks = array.cast(pa.int64()).to_pylist()
    return [None if tick is None else _seconds(tick * unit, digits) + zone for tick in ticks]


def _seconds(nanos: int, digits: int) -> str:
    sign = "-" if nanos < 0 else ""
    whole, fraction = divmod(abs(nanos), 1_000_000_000)
    decimals = f"{fraction:09d}"[:digits]
    return f"{sign}{whole}.{decimals}" if decimals else f"{sign}{whole}"
