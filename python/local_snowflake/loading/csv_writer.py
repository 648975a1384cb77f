"""Writes rows as Snowflake unloads them into CSV."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pyarrow as pa

from local_snowflake.loading.relation import json_text
from local_snowflake.stages.file_format import FileFormat


def csv_bytes(rows: pa.Table, file_format: FileFormat, header: bool) -> bytes:
    """UTF-8; NULL becomes the first text of NULL_IF; texts are enclosed when the format says how."""
    delimiter = file_format.text("FIELD_DELIMITER") or ","
    quote = file_format.text("FIELD_OPTIONALLY_ENCLOSED_BY")
    null = file_format.null_if[0] if file_format.null_if else ""

    def text(value: str) -> str:
        if quote is not None:
            return quote + value.replace(quote, quote + quote) + quote
        return value.replace("\\", "\\\\").replace(delimiter, "\\" + delimiter).replace("\n", "\\\n")

    def cell(value: Any) -> str:
        if value is None:
            return null
        if isinstance(value, str):
            return text(value)
        return text(json_text(value)) if isinstance(value, list | dict) else _plain(value)

    lines = [delimiter.join(text(name) for name in rows.column_names)] if header else []
    columns = [[cell(value) for value in column.to_pylist()] for column in rows.columns]
    lines += [delimiter.join(fields) for fields in zip(*columns, strict=True)]
    return "".join(line + "\n" for line in lines).encode()


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, bytes):
        return value.hex().upper()
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S.") + f"{value.microsecond // 1000:03d}"
    return value.isoformat() if isinstance(value, date) else str(value)
