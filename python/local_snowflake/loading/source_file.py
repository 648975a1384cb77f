"""Turns a stage file into an Arrow table that SQL can select from.

Columns: for parquet the file's own; for CSV `$1`, `$2`, … as text; for JSON `$1` as JSON text. Row numbers
are 1-based.
"""

from __future__ import annotations

import bz2
import gzip
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from local_snowflake.loading.csv_file import CsvFile, read_csv
from local_snowflake.loading.load_errors import RowError
from local_snowflake.stages.file_format import FileFormat
from local_snowflake.statement import SnowflakeError


@dataclass
class SourceFile:
    """The rows of one stage file.

    `names` are the file's own column names (parquet's, or a parsed CSV header), `lines` the line of each row
    where a file has lines, `errors` the records that could not be read.
    """

    file: str
    table: pa.Table
    names: list[str] | None = None
    lines: list[int] | None = None
    errors: list[RowError] = field(default_factory=list)
    #: Fields per row, for CSV: what ERROR_ON_COLUMN_COUNT_MISMATCH compares.
    widths: list[int] | None = None


def read_source(file: str, local: Path, file_format: FileFormat) -> SourceFile:
    """Reads a whole file. Raises RowError when nothing of it can be read."""
    if file_format.type == "PARQUET":
        return _read_parquet(file, local, file_format)
    data = _decompressed(local, file_format)
    if file_format.type == "CSV":
        return _from_csv(file, read_csv(data, file_format))
    return _read_json(file, data, file_format)


def _decompressed(local: Path, file_format: FileFormat) -> bytes:
    data = local.read_bytes()
    compression = file_format.options["COMPRESSION"]
    try:
        if compression == "GZIP" or (compression == "AUTO" and data.startswith(b"\x1f\x8b")):
            return gzip.decompress(data)
        if compression == "BZ2" or (compression == "AUTO" and data.startswith(b"BZh")):
            return bz2.decompress(data)
    except (OSError, EOFError) as error:
        raise RowError("100068", "22000", f"Invalid data encountered during decompression: {error}") from None
    return data


def _read_parquet(file: str, local: Path, file_format: FileFormat) -> SourceFile:
    try:
        # ParquetFile reads this one file as it is; read_table would look for partitions in its path.
        table = pq.ParquetFile(local).read()
    except (pa.ArrowException, OSError) as error:
        raise RowError("100152", "22000", f"Error parsing the parquet file: {error}") from None
    if file_format.flag("BINARY_AS_TEXT"):
        table = _binary_as_text(table)
    return SourceFile(file, table, names=table.column_names)


def _binary_as_text(table: pa.Table) -> pa.Table:
    for index, column in enumerate(table.schema):
        if pa.types.is_binary(column.type) or pa.types.is_large_binary(column.type):
            try:
                table = table.set_column(index, column.name, table.column(index).cast(pa.string()))
            except pa.ArrowInvalid:
                raise RowError("100144", "22000", "Invalid UTF8 detected in string") from None
    return table


def _from_csv(file: str, csv: CsvFile) -> SourceFile:
    width = max((len(record) for record in csv.records), default=len(csv.header or []))
    widths = [len(record) for record in csv.records]
    ragged = any(found != width for found in widths)
    records = [record + [None] * (width - len(record)) for record in csv.records] if ragged else csv.records
    columns = list(zip(*records, strict=True)) if records else [()] * width
    table = pa.table(
        [pa.array(column, pa.string()) for column in columns], names=[f"${i + 1}" for i in range(width)]
    )
    return SourceFile(file, table, csv.header, csv.lines, csv.errors, widths)


def _read_json(file: str, data: bytes, file_format: FileFormat) -> SourceFile:
    try:
        text = data.decode("utf-8-sig", "replace" if file_format.flag("IGNORE_UTF8_ERRORS") else "strict")
    except UnicodeDecodeError:
        raise RowError("100144", "22000", "Invalid UTF8 detected in string") from None
    documents, lines, errors = _json_documents(text, strip_array=file_format.flag("STRIP_OUTER_ARRAY"))
    if file_format.flag("STRIP_NULL_VALUES"):
        documents = [_without_nulls(document) for document in documents]
    texts = [json.dumps(document, ensure_ascii=False, separators=(",", ":")) for document in documents]
    return SourceFile(file, pa.table({"$1": pa.array(texts, pa.string())}), None, lines, errors)


def _json_documents(text: str, *, strip_array: bool) -> tuple[list[Any], list[int], list[RowError]]:
    decoder = json.JSONDecoder()
    documents: list[Any] = []
    lines: list[int] = []
    position, line = 0, 1
    while True:
        start = position
        while position < len(text) and text[position].isspace():
            position += 1
        line += text.count("\n", start, position)
        if position >= len(text):
            return documents, lines, []
        try:
            document, after = decoder.raw_decode(text, position)
        except json.JSONDecodeError as error:
            failure = RowError(
                "100069",
                "22P02",
                f"Error parsing JSON: {error.msg}",
                line=error.lineno,
                character=error.colno,
            )
            failure.row = len(documents) + 1
            return documents, lines, [failure]
        found = document if strip_array and isinstance(document, list) else [document]
        documents.extend(found)
        lines.extend([line] * len(found))
        line += text.count("\n", position, after)
        position = after


def _without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_nulls(inner) for key, inner in value.items() if inner is not None}
    if isinstance(value, list):
        return [_without_nulls(inner) for inner in value]
    return value


def names_of(source: SourceFile) -> list[str]:
    """The names that MATCH_BY_COLUMN_NAME matches. Raises SnowflakeError when the file has none."""
    if source.names is None:
        raise SnowflakeError(
            "001420",
            "22023",
            "SQL compilation error:\nMATCH_BY_COLUMN_NAME needs column names in the file: "
            "set PARSE_HEADER = TRUE in "
            "a CSV file format, or use PARQUET.",
        )
    return source.names
