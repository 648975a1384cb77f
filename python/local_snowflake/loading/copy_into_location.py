"""COPY INTO @stage/path FROM table or query: unloads rows into files (PARQUET, CSV, JSON)."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from local_snowflake.loading.copy_statement import CopyIntoLocation
from local_snowflake.loading.csv_writer import csv_bytes
from local_snowflake.loading.parts import Loading
from local_snowflake.loading.relation import json_text
from local_snowflake.stages.file_format import FileFormat, make_format
from local_snowflake.stages.object_ddl import format_from_option
from local_snowflake.stages.reader import Option
from local_snowflake.stages.stages import StagePlace
from local_snowflake.statement import Column, Result, SnowflakeError, StatementContext, stand_in_limit

UNLOAD_STATEMENT = 0x3002


def copy_into_location(context: StatementContext, loading: Loading, statement: CopyIntoLocation) -> Result:
    """Writes one file; answers the numbers of rows and bytes. Raises SnowflakeError when it is there."""
    options = statement.options
    place = loading.stages.place(context.session, statement.location)
    stored = place.record.file_format if place.record else None
    base = FileFormat.from_json(stored) if stored else None
    given = options.get("FILE_FORMAT")
    file_format = format_from_option(loading.stages, context.session, given, base) or make_format({})
    if options.get("DETAILED_OUTPUT") is True:
        raise stand_in_limit("COPY INTO location … DETAILED_OUTPUT")
    result = loading.engine.run(context.session, statement.source, context.binds, context.cancel)
    rows = _named_as_unloaded(_arrow(result), options, file_format)
    path = _file_path(context, place, options, file_format)
    temporary = loading.stages.store.incoming()
    try:
        plain_bytes = _write(rows, temporary, file_format, options.get("HEADER") is True)
        size = temporary.stat().st_size
        overwrite = options.get("OVERWRITE") is True
        if not loading.stages.store.commit(temporary, place.stage_id, path, overwrite=overwrite):
            raise SnowflakeError(
                "001030",
                "22000",
                f"Files already existing at the unload destination: {place.location.listed_prefix}{path}. "
                "Use overwrite option to force unloading.",
            )
    finally:
        temporary.unlink(missing_ok=True)
    names = ("rows_unloaded", "input_bytes", "output_bytes")
    columns = [Column(name, "FIXED", precision=38, scale=0) for name in names]
    return Result(columns, rows=[(rows.num_rows, plain_bytes, size)], statement_type_id=UNLOAD_STATEMENT)


def _arrow(result: Result) -> pa.Table:
    if result.table is not None:
        return result.table.rename_columns([column.name for column in result.columns])
    columns = list(zip(*(result.rows or []), strict=True)) or [()] * len(result.columns)
    return pa.table([pa.array(list(values)) for values in columns], names=[c.name for c in result.columns])


def _named_as_unloaded(rows: pa.Table, options: dict[str, Option], file_format: FileFormat) -> pa.Table:
    """Parquet without HEADER = TRUE has Snowflake's generic column names."""
    if file_format.type == "PARQUET" and options.get("HEADER") is not True:
        return rows.rename_columns([f"_COL_{i}" for i in range(rows.num_columns)])
    return rows


def _file_path(
    context: StatementContext, place: StagePlace, options: dict[str, Option], file_format: FileFormat
) -> str:
    if options.get("SINGLE") is True:
        return place.path + ("data" if not place.path or place.path.endswith("/") else "")
    prefix = place.path + "data" if not place.path or place.path.endswith("/") else place.path
    if options.get("INCLUDE_QUERY_ID") is True:
        prefix = f"{prefix}_{context.query_id}"
    if file_format.type == "PARQUET":
        return f"{prefix}_0_0_0.snappy.parquet"
    return f"{prefix}_0_0_0.{file_format.type.lower()}" + (".gz" if _compresses(file_format) else "")


def _compresses(file_format: FileFormat) -> bool:
    return file_format.options["COMPRESSION"] in ("AUTO", "GZIP")


def _write(rows: pa.Table, target: Path, file_format: FileFormat, header: bool) -> int:
    """Gives the number of bytes before compression."""
    if file_format.type == "PARQUET":
        pq.write_table(rows, target, compression="snappy")
        return rows.nbytes
    data = csv_bytes(rows, file_format, header) if file_format.type == "CSV" else _json_bytes(rows)
    target.write_bytes(gzip.compress(data) if _compresses(file_format) else data)
    return len(data)


def _json_bytes(rows: pa.Table) -> bytes:
    if rows.num_columns != 1:
        raise SnowflakeError(
            "002019",
            "0A000",
            "SQL compilation error:\nJSON file format can unload one column of type variant only.",
        )
    return "".join(_document(value) + "\n" for value in rows.column(0).to_pylist()).encode()


def _document(value: Any) -> str:
    try:
        return json.dumps(json.loads(value), ensure_ascii=False, separators=(",", ":"))
    except (TypeError, ValueError):
        return json_text(value)
