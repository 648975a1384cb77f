"""Many staged files as one Arrow table that a query can select from."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import pyarrow as pa

from local_snowflake.loading.source_file import SourceFile
from local_snowflake.loading.stage_columns import METADATA_COLUMNS, Needs
from local_snowflake.stages.store import StoredFile
from local_snowflake.statement import stand_in_limit


def combine(sources: Sequence[tuple[StoredFile, SourceFile]], kind: str, needs: Needs) -> pa.Table:
    """The rows of all files, one under the other, with what the query needs added."""
    tables = [
        _with_metadata(_with_needs(source.table, kind, needs), file, source) for file, source in sources
    ]
    if not tables:
        return _empty(kind, needs)
    refuse_equal_names(tables[0].column_names)
    if len(tables) == 1:
        return tables[0]
    combined = pa.concat_tables(tables, promote_options="permissive")
    refuse_equal_names(combined.column_names)
    return combined


def refuse_equal_names(names: Sequence[str]) -> None:
    """Raises SnowflakeError for names that differ in case only, which the engine below cannot tell apart."""
    seen: dict[str, str] = {}
    for name in names:
        other = seen.setdefault(name.upper(), name)
        if other is not name:
            raise stand_in_limit(f"a file with columns whose names differ in case only: {other!r}, {name!r}")


def _with_needs(table: pa.Table, kind: str, needs: Needs) -> pa.Table:
    if kind == "CSV":
        for position in range(table.num_columns + 1, needs.positions + 1):
            table = table.append_column(f"${position}", pa.nulls(table.num_rows, pa.string()))
        return table
    if kind == "PARQUET":
        whole = [json_text(row) for row in _rows(table, needs)]
        for name in sorted(needs.names - set(table.column_names)):
            table = table.append_column(name, pa.nulls(table.num_rows, pa.string()))
        if needs.whole_rows:
            table = table.append_column("$1", pa.array(whole, pa.string()))
    return table


def _rows(table: pa.Table, needs: Needs) -> list[dict[str, Any]]:
    """Rows as objects; a NULL is a missing key, as in Snowflake's view of a parquet row."""
    if not needs.whole_rows:
        return []
    return [{key: value for key, value in row.items() if value is not None} for row in table.to_pylist()]


def json_text(value: Any) -> str:
    """A value as JSON; numbers that JSON lacks become texts."""
    try:
        return json.dumps(value, ensure_ascii=False, default=json_value, allow_nan=False)
    except ValueError:
        return json.dumps(_finite(value), ensure_ascii=False, default=json_value)


def _finite(value: Any) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else ("inf" if value > 0 else "-inf")
    if isinstance(value, dict):
        return {key: _finite(inner) for key, inner in value.items()}
    return [_finite(inner) for inner in value] if isinstance(value, list) else value


def json_value(value: Any) -> Any:
    """What JSON has for a value of a parquet file; for json.dumps(default=…)."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="milliseconds")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.hex().upper()
    raise TypeError(f"no JSON for {type(value).__name__}")


def _with_metadata(table: pa.Table, file: StoredFile, source: SourceFile) -> pa.Table:
    count = table.num_rows
    modified = datetime.fromtimestamp(file.modified, UTC).replace(tzinfo=None)
    values = (
        pa.repeat(pa.scalar(source.file), count),
        pa.array(range(1, count + 1), pa.int64()),
        pa.repeat(pa.scalar(modified, pa.timestamp("us")), count),
    )
    for name, value in zip(METADATA_COLUMNS, values, strict=True):
        table = table.append_column(name, value)
    return table


def _empty(kind: str, needs: Needs) -> pa.Table:
    if kind == "CSV":
        names = [f"${i + 1}" for i in range(max(needs.positions, 1))]
    else:
        names = ["$1", *sorted(needs.names)]
    types = [pa.string(), pa.int64(), pa.timestamp("us")]
    fields = [(name, pa.string()) for name in names] + list(zip(METADATA_COLUMNS, types, strict=True))
    return pa.schema(fields).empty_table()
