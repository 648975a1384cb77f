"""A function's own process: loads the handler once, then answers batches of rows, Arrow in and Arrow out."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from local_snowflake.python_runtime.data_types import SEMI_STRUCTURED, DataType
from local_snowflake.python_runtime.frames import receive_frame, send_frame
from local_snowflake.python_runtime.handler_process import interpreter_error, load_handler
from local_snowflake.python_runtime.values import decode, encode


@dataclass(frozen=True)
class LoadedFunction:
    handler: Callable[..., Any]
    arguments: tuple[DataType, ...]
    returns: DataType
    strict: bool
    #: None for a handler that takes one row at a time.
    vectorized: bool
    max_batch_size: int | None


def serve_function(channel: socket.socket, request: dict[str, Any]) -> int:
    """Loads the handler, says so, and answers every batch until the server closes the channel."""
    try:
        function = _load(request)
    except BaseException as error:
        send_frame(channel, {"error": interpreter_error(error)})
        return 0
    send_frame(channel, {"ready": True})
    while (frame := receive_frame(channel)) is not None:
        header, body = frame
        try:
            # Arrow needs a column to carry a row count, so a function without arguments is sent an empty one.
            columns = _read(body) if function.arguments else []
            answer = evaluate(function, columns, header["rows"])
            send_frame(channel, {"rows": len(answer)}, _write(answer))
        except BaseException as error:
            send_frame(channel, {"error": interpreter_error(error)})
    return 0


def _load(request: dict[str, Any]) -> LoadedFunction:
    handler = load_handler(request)
    form = getattr(handler, "_sf_vectorized_input", None)
    if form not in (None, pd.DataFrame):
        raise TypeError(f"vectorized(input=...) must be pandas.DataFrame, not {form!r}")
    return LoadedFunction(
        handler,
        tuple(DataType(**item) for item in request["arguments"]),
        DataType(**request["returns"]),
        request["strict"],
        form is not None,
        getattr(handler, "_sf_max_batch_size", None),
    )


def _read(body: memoryview) -> list[pa.Array]:
    with pa.ipc.open_stream(pa.py_buffer(body)) as reader:
        return [column.combine_chunks() for column in reader.read_all().columns]


def _write(column: pa.Array) -> memoryview:
    sink = pa.BufferOutputStream()
    batch = pa.record_batch([column], names=["value"])
    with pa.ipc.new_stream(sink, batch.schema) as writer:
        writer.write_batch(batch)
    return memoryview(sink.getvalue())


def evaluate(function: LoadedFunction, columns: list[pa.Array], rows: int) -> pa.Array:
    """The handler's results for all rows; with STRICT, rows with a NULL are not shown to the handler."""
    if not function.strict or not any(column.null_count for column in columns):
        return _evaluate(function, columns, rows)
    valid = [column.is_valid().to_numpy(zero_copy_only=False) for column in columns]
    keep = np.logical_and.reduce(valid)
    results = _evaluate(function, [column.filter(pa.array(keep)) for column in columns], int(keep.sum()))
    return results.take(pa.array(np.cumsum(keep) - 1, pa.int64(), mask=~keep))


def _evaluate(function: LoadedFunction, columns: list[pa.Array], rows: int) -> pa.Array:
    if not function.vectorized:
        return _from_values(function.returns, list(_scalar_results(function, columns, rows)))
    size = function.max_batch_size or max(rows, 1)
    parts = [
        _vectorized_result(
            function, [column.slice(start, size) for column in columns], min(size, rows - start)
        )
        for start in range(0, rows, size)
    ]
    return pa.concat_arrays(parts) if parts else _from_values(function.returns, [])


def _scalar_results(function: LoadedFunction, columns: list[pa.Array], rows: int) -> Iterator[Any]:
    lists = [_python_values(type_, column) for type_, column in zip(function.arguments, columns, strict=True)]
    for values in zip(*lists, strict=True) if lists else ((),) * rows:
        yield function.handler(*values)


def _python_values(type_: DataType, column: pa.Array) -> list[Any]:
    values = column.to_pylist()
    if type_.name in SEMI_STRUCTURED:
        return [decode(type_, value) for value in values]
    if type_.name == "NUMBER" and not type_.scale and not pa.types.is_integer(column.type):
        return [None if value is None else int(value) for value in values]
    return values


def _vectorized_result(function: LoadedFunction, columns: list[pa.Array], rows: int) -> pa.Array:
    typed = zip(function.arguments, columns, strict=True)
    frame = pd.DataFrame({at: _series(type_, column) for at, (type_, column) in enumerate(typed)}, copy=False)
    result = function.handler(frame)
    if isinstance(result, pd.DataFrame):
        if result.shape[1] != 1:
            raise ValueError(f"the handler returned {result.shape[1]} columns, expected one")
        result = result.iloc[:, 0]
    if not hasattr(result, "__len__") or isinstance(result, str) or len(result) != rows:
        found = len(result) if hasattr(result, "__len__") else type(result).__name__
        raise ValueError(f"the handler returned {found} results for {rows} rows")
    if function.returns.name == "FLOAT":
        return pa.array(pd.to_numeric(pd.Series(result)), pa.float64(), from_pandas=True)
    values = result.tolist() if hasattr(result, "tolist") else list(result)
    return _from_values(function.returns, [None if _missing(value) else value for value in values])


def _missing(value: Any) -> bool:
    return value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and value != value)


def _series(type_: DataType, column: pa.Array) -> Any:
    """One argument as pandas: the dtypes of Snowflake's vectorized functions, object for text."""
    match type_.name:
        case "FLOAT":
            return column.to_numpy(zero_copy_only=False)
        case "NUMBER" if type_.scale:
            return column.cast(pa.float64()).to_numpy(zero_copy_only=False)
        case "NUMBER":
            whole = column.cast(pa.int64())
            return pd.array(whole.to_pylist(), "Int64") if column.null_count else whole.to_numpy()
        case "BOOLEAN":
            has_nulls = bool(column.null_count)
            return (
                pd.array(column.to_pylist(), "boolean")
                if has_nulls
                else column.to_numpy(zero_copy_only=False)
            )
        case "VARIANT" | "OBJECT" | "ARRAY":
            return _objects([None if text is None else json.loads(text) for text in column.to_pylist()])
        case "DATE" | "TIMESTAMP_NTZ":
            return column.cast(pa.timestamp("ns")).to_numpy(zero_copy_only=False)
        case _:
            # pandas 3 would make its own string dtype of an object array that it may look into.
            return pd.Series(column.to_numpy(zero_copy_only=False), dtype=object)


def _objects(values: list[Any]) -> pd.Series:
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return pd.Series(array, dtype=object)


def _from_values(returns: DataType, values: list[Any]) -> pa.Array:
    if returns.name == "FLOAT":
        return pa.array([None if value is None else float(value) for value in values], pa.float64())
    if returns.name == "BOOLEAN":
        return pa.array(
            [None if value is None else encode(returns, value) == "true" for value in values], pa.bool_()
        )
    return pa.array([encode(returns, value) for value in values], pa.string())
