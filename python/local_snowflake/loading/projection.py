"""Brings the rows of one file into the shape of the table: which field goes into which column."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from local_snowflake.loading.load_errors import RowError, column_count_mismatch, text_too_long
from local_snowflake.loading.relation import json_text, refuse_equal_names
from local_snowflake.loading.source_file import SourceFile, names_of
from local_snowflake.loading.target_table import TargetColumn, TargetTable
from local_snowflake.stages.file_format import FileFormat
from local_snowflake.statement import SnowflakeError

MATCH_MODES = ("NONE", "CASE_SENSITIVE", "CASE_INSENSITIVE")
SEMI_STRUCTURED = ("VARIANT", "OBJECT", "ARRAY")
#: Texts of this length are as long as Snowflake lets a text be, so nothing has to be checked.
UNLIMITED = 16_777_216


@dataclass(frozen=True)
class LoadOptions:
    """How COPY INTO maps and checks."""

    file_format: FileFormat
    match: str
    truncate: bool


@dataclass
class Projected:
    """One file's rows under the table's column names; and why which rows (0-based) cannot be loaded."""

    table: pa.Table
    bad: dict[int, RowError] = field(default_factory=dict)


def project(
    source: SourceFile, target: TargetTable, columns: list[TargetColumn], options: LoadOptions
) -> Projected:
    """The rows as the table wants them. Raises SnowflakeError when the file's kind does not fit the table."""
    kind = options.file_format.type
    if options.match != "NONE":
        table = _by_name(source, columns, options)
    elif kind == "CSV":
        table = _by_position(source, columns)
    else:
        table = _one_document(source, target, columns, kind)
    found = Projected(table, _width_errors(source, columns, target, options))
    for column in columns:
        if column.name in table.column_names:
            _check_length(found, column, target, options)
    return found


def _by_position(source: SourceFile, columns: list[TargetColumn]) -> pa.Table:
    rows = source.table.num_rows
    arrays = [
        source.table.column(index) if index < source.table.num_columns else pa.nulls(rows, pa.string())
        for index in range(len(columns))
    ]
    return pa.table(arrays, names=[column.name for column in columns])


def _one_document(
    source: SourceFile, target: TargetTable, columns: list[TargetColumn], kind: str
) -> pa.Table:
    if len(columns) != 1 or columns[0].type not in SEMI_STRUCTURED:
        raise SnowflakeError(
            "002019",
            "0A000",
            f"SQL compilation error:\n{kind} file format can produce one and only one column of type "
            "variant, object, "
            f"or array; table {target.sql} has {len(columns)}. Load data into separate columns using the "
            "MATCH_BY_COLUMN_NAME copy option or copy with transformation.",
        )
    if kind == "JSON":
        return source.table.rename_columns([columns[0].name])
    rows = [
        {key: value for key, value in row.items() if value is not None} for row in source.table.to_pylist()
    ]
    return pa.table([pa.array(_as_json(rows), pa.string())], names=[columns[0].name])


def _by_name(source: SourceFile, columns: list[TargetColumn], options: LoadOptions) -> pa.Table:
    kind = options.file_format.type
    if kind == "JSON":
        return _keys_by_name(source, columns, options.match == "CASE_SENSITIVE")
    names = names_of(source)
    if kind == "CSV":
        refuse_equal_names(names)
    places: dict[str, int] = {}
    for index, name in enumerate(names):
        key = name if options.match == "CASE_SENSITIVE" else name.upper()
        if key in places:
            raise SnowflakeError(
                "000100",
                "22000",
                f"File '{source.file}' has two columns '{name}': MATCH_BY_COLUMN_NAME cannot choose.",
            )
        places[key] = index
    arrays: list[Any] = []
    found: list[str] = []
    for column in columns:
        index = places.get(column.name if options.match == "CASE_SENSITIVE" else column.name.upper())
        if index is not None and index < source.table.num_columns:
            arrays.append(_fitting(source.table.column(index), column, kind))
            found.append(column.name)
    return pa.table(arrays, names=found)


def _keys_by_name(source: SourceFile, columns: list[TargetColumn], sensitive: bool) -> pa.Table:
    documents = [json.loads(text) for text in source.table.column(0).to_pylist()]
    if not all(isinstance(document, dict) for document in documents):
        raise RowError("100069", "22P02", "MATCH_BY_COLUMN_NAME needs one JSON object per row")
    if not sensitive:
        documents = [{key.upper(): value for key, value in document.items()} for document in documents]
    keys = {key for document in documents for key in document}
    arrays: list[Any] = []
    found: list[str] = []
    for column in columns:
        key = column.name if sensitive else column.name.upper()
        if key in keys:
            values = [document.get(key) for document in documents]
            as_json = column.type in SEMI_STRUCTURED
            arrays.append(
                pa.array(_as_json(values) if as_json else [_as_text(v) for v in values], pa.string())
            )
            found.append(column.name)
    return pa.table(arrays, names=found)


def _fitting(values: pa.ChunkedArray, column: TargetColumn, kind: str) -> pa.ChunkedArray:
    """Parquet values for a semi-structured column, and nested values for any column, become JSON text."""
    if kind == "PARQUET" and (column.type in SEMI_STRUCTURED or pa.types.is_nested(values.type)):
        return pa.chunked_array([pa.array(_as_json(values.to_pylist()), pa.string())])
    return values


def _as_json(values: Sequence[Any]) -> list[str | None]:
    return [None if v is None else json_text(v) for v in values]


def _as_text(value: Any) -> str | None:
    return value if value is None or isinstance(value, str) else json_text(value)


def _width_errors(
    source: SourceFile, columns: list[TargetColumn], target: TargetTable, options: LoadOptions
) -> dict[int, RowError]:
    if source.widths is None or not options.file_format.flag("ERROR_ON_COLUMN_COUNT_MISMATCH"):
        return {}
    expected = len(columns) if options.match == "NONE" else len(names_of(source))
    errors: dict[int, RowError] = {}
    for row, width in enumerate(source.widths):
        if width != expected:
            error = column_count_mismatch(width, expected)
            if options.match == "NONE":
                error.column = target.place_of(columns[min(width, len(columns) - 1)])
            errors[row] = located(error, source, row)
    return errors


def _check_length(found: Projected, column: TargetColumn, target: TargetTable, options: LoadOptions) -> None:
    limit = column.length
    values = found.table.column(column.name)
    if limit is None or limit >= UNLIMITED or not pa.types.is_string(values.type):
        return
    texts = values.to_pylist()
    too_long = [row for row, text in enumerate(texts) if text is not None and len(text) > limit]
    if not too_long:
        return
    if options.truncate:
        index = found.table.column_names.index(column.name)
        cut = [text if text is None else text[:limit] for text in texts]
        found.table = found.table.set_column(index, column.name, pa.array(cut, values.type))
        return
    for row in too_long:
        error = text_too_long(texts[row])
        error.column, error.row = target.place_of(column), row + 1
        found.bad.setdefault(row, error)


def located(error: RowError, source: SourceFile, row: int, column: int | None = None) -> RowError:
    """The error with its line, row and, for CSV, the character that the field starts at."""
    error.row = row + 1
    error.line = source.lines[row] if source.lines else row + 1
    if column is not None and source.widths is not None:
        before = [
            source.table.column(i)[row].as_py() or "" for i in range(min(column, source.table.num_columns))
        ]
        error.character = sum(len(text) + 1 for text in before) + 1
    return error
