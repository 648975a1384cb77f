"""Rows as the Python connector's Arrow reader expects them (its nanoarrow_cpp/ArrowIterator)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from local_snowflake.statement import Column
from local_snowflake.wire.columns import scale_of

_UTC_OFFSET = 1440


def arrow_stream(table: pa.Table, columns: Sequence[Column]) -> bytes:
    """The rows of a table (`wire.table.as_table`) as an Arrow IPC stream; nothing when there are none."""
    # The connector (4.8.1) cannot read a stream without batches, takes a batch without rows for one row, and
    # has a way of its own for no bytes at all: ArrowResultBatch._from_data.
    if not table.num_rows:
        return b""
    arrays = [_encoded(array, column) for array, column in zip(table.columns, columns, strict=True)]
    fields = [_field(array, column) for array, column in zip(arrays, columns, strict=True)]
    schema = pa.schema(fields)
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, schema) as writer:
        writer.write_batch(pa.RecordBatch.from_arrays(arrays, schema=schema))
    return sink.getvalue().to_pybytes()


def _field(array: pa.Array, column: Column) -> pa.Field:
    metadata = {
        "logicalType": column.type,
        "precision": str(column.precision or 38),
        "scale": str(scale_of(column) or 0),
        "charLength": str(column.length or 0),
        # For TIMESTAMP_TZ 16 says that zone, seconds and fraction stand apart, 8 that they are packed.
        "byteLength": "16" if column.type == "TIMESTAMP_TZ" else str(column.length or 0),
    }
    return pa.field(column.name, array.type, column.nullable, metadata)


def _encoded(column_values: pa.ChunkedArray, column: Column) -> pa.Array:
    array = column_values.combine_chunks()
    if isinstance(array, pa.ChunkedArray):
        array = pa.concat_arrays(array.chunks)
    if pa.types.is_timestamp(array.type):
        return _timestamp(array, with_zone=column.type == "TIMESTAMP_TZ")
    if pa.types.is_time(array.type):
        return _time(array, scale_of(column) or 0)
    return array


def _time(array: pa.Array, digits: int) -> pa.Array:
    nanos = array.cast(pa.time64("ns")).cast(pa.int64())
    return pa.array(_numbers(nanos) // 10 ** (9 - digits), mask=_nulls(array))


def _timestamp(array: pa.Array, *, with_zone: bool) -> pa.Array:
    """Seconds and nanoseconds apart, with the zone for TIMESTAMP_TZ; NULL is a NULL of the whole."""
    per_second = 1_000_000_000 if array.type.unit == "ns" else 1_000_000
    # Rounds down, also before 1970: the fraction is never negative.
    seconds, rest = np.divmod(_numbers(array.cast(pa.int64())), per_second)
    fraction = (rest * (1_000_000_000 // per_second)).astype(np.int32)
    names, arrays = ["epoch", "fraction"], [pa.array(seconds), pa.array(fraction)]
    if with_zone:
        names.append("timezone")
        arrays.append(pa.array(np.full(len(array), _UTC_OFFSET, np.int32)))
    return pa.StructArray.from_arrays(arrays, names=names, mask=array.is_null())


def _numbers(array: pa.Array) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return array.fill_null(0).to_numpy(zero_copy_only=False)


def _nulls(array: pa.Array) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    return array.is_null().to_numpy(zero_copy_only=False)
