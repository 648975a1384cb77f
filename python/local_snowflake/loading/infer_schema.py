"""INFER_SCHEMA: the columns of staged files, with Snowflake's result columns."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from local_snowflake.loading.inferred_types import InferredType, of_arrow, of_json, of_texts, widest
from local_snowflake.loading.load_errors import RowError
from local_snowflake.loading.parts import Loading
from local_snowflake.loading.source_file import read_source
from local_snowflake.loading.stage_files import chosen_files
from local_snowflake.stages.file_format import FileFormat
from local_snowflake.stages.reader import Option
from local_snowflake.stages.store import StoredFile
from local_snowflake.statement import SnowflakeError, StatementContext, stand_in_limit

_SCHEMA = pa.schema(
    [
        ("COLUMN_NAME", pa.string()),
        ("TYPE", pa.string()),
        ("NULLABLE", pa.bool_()),
        ("EXPRESSION", pa.string()),
        ("FILENAMES", pa.string()),
        ("ORDER_ID", pa.int64()),
    ]
)


@dataclass
class _InferredColumn:
    name: str
    type: InferredType
    nullable: bool
    #: 1-based place in a CSV file.
    position: int
    files: list[str] = field(default_factory=list)


def infer_schema_rows(
    context: StatementContext, loading: Loading, options: dict[str, Option], file_format: FileFormat | None
) -> pa.Table:
    """The rows of TABLE(INFER_SCHEMA(LOCATION => …, …)). Raises SnowflakeError for wrong arguments."""
    location = options.pop("LOCATION", None)
    if not isinstance(location, str) or file_format is None:
        raise SnowflakeError(
            "001005",
            "22023",
            "SQL compilation error:\nINFER_SCHEMA needs LOCATION => '@stage/path' and FILE_FORMAT => 'name'.",
        )
    ignore_case = options.pop("IGNORE_CASE", False) is True
    place = loading.stages.place(context.session, location)
    files = options.pop("FILES", None)
    chosen: dict[str, Option] = {} if files is None else {"FILES": files}
    for name in options:
        if name not in ("MAX_FILE_COUNT", "MAX_RECORDS_PER_FILE", "KIND"):
            raise SnowflakeError(
                "001005", "22023", f"SQL compilation error:\nINFER_SCHEMA has no argument {name}."
            )
        raise stand_in_limit(f"INFER_SCHEMA argument {name}")
    found: dict[str, _InferredColumn] = {}
    stored_files = chosen_files(loading.stages, place, chosen)
    for file in stored_files:
        _merge(found, _columns_of(file, place.listed_name(file), file_format), file.path, ignore_case)
    return _rows(found, file_format, len(stored_files), ignore_case)


def _columns_of(file: StoredFile, name: str, file_format: FileFormat) -> list[_InferredColumn]:
    try:
        if file_format.type == "PARQUET":
            return _of_parquet(file, file_format)
        source = read_source(name, file.local, file_format)
    except (RowError, pa.ArrowException) as error:
        failure = error if isinstance(error, RowError) else RowError("100152", "22000", str(error))
        raise failure.as_statement_error(name) from None
    if source.errors:
        raise source.errors[0].as_statement_error(name)
    if file_format.type == "JSON":
        return _of_documents([json.loads(text) for text in source.table.column(0).to_pylist()])
    columns: list[_InferredColumn] = []
    names = source.names or [f"c{i + 1}" for i in range(source.table.num_columns)]
    for place, column_name in enumerate(names):
        known = place < source.table.num_columns
        texts = source.table.column(place).to_pylist() if known else []
        columns.append(_InferredColumn(column_name, of_texts(texts), True, place + 1))
    return columns


def _of_parquet(file: StoredFile, file_format: FileFormat) -> list[_InferredColumn]:
    columns: list[_InferredColumn] = []
    for place, column in enumerate(pq.read_schema(file.local), 1):
        type_ = column.type
        if file_format.flag("BINARY_AS_TEXT") and (
            pa.types.is_binary(type_) or pa.types.is_large_binary(type_)
        ):
            type_ = pa.string()
        columns.append(_InferredColumn(column.name, of_arrow(type_), column.nullable, place))
    return columns


def _of_documents(documents: list[Any]) -> list[_InferredColumn]:
    rows = [document for document in documents if isinstance(document, dict)]
    keys = list(dict.fromkeys(key for row in rows for key in row))
    return [_InferredColumn(k, of_json(r.get(k) for r in rows), True, i) for i, k in enumerate(keys, 1)]


def _merge(
    found: dict[str, _InferredColumn], columns: list[_InferredColumn], file: str, ignore_case: bool
) -> None:
    for column in columns:
        key = column.name.upper() if ignore_case else column.name
        known = found.setdefault(key, column)
        known.type = widest(known.type, column.type)
        known.nullable = known.nullable or column.nullable
        known.files.append(file)


def _rows(
    found: dict[str, _InferredColumn], file_format: FileFormat, files: int, ignore_case: bool
) -> pa.Table:
    rows: list[dict[str, Any]] = []
    for order, (key, column) in enumerate(found.items()):
        rows.append(
            {
                "COLUMN_NAME": key,
                "TYPE": str(column.type),
                "NULLABLE": column.nullable or len(column.files) < files,
                "EXPRESSION": _expression(key, column, file_format, ignore_case),
                "FILENAMES": ", ".join(column.files),
                "ORDER_ID": order,
            }
        )
    return pa.Table.from_pylist(rows, schema=_SCHEMA)


def _expression(key: str, column: _InferredColumn, file_format: FileFormat, ignore_case: bool) -> str:
    if file_format.type == "CSV":
        return f"${column.position}::{column.type}"
    if ignore_case:
        return f"GET_IGNORE_CASE ($1, '{key}')::{column.type}"
    name = key if key.isidentifier() else '"' + key.replace('"', '""') + '"'
    return f"$1:{name}::{column.type}"
