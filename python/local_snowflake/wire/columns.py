"""Result columns as the drivers read them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from local_snowflake.statement import Column

SEMI_STRUCTURED = frozenset({"VARIANT", "OBJECT", "ARRAY"})
TEMPORAL = frozenset({"TIME", "TIMESTAMP_NTZ", "TIMESTAMP_LTZ", "TIMESTAMP_TZ"})
#: Snowflake's default length of VARCHAR and BINARY.
_TEXT_LENGTH, _BINARY_LENGTH = 16_777_216, 8_388_608


def scale_of(column: Column) -> int | None:
    """Digits after the point of a FIXED column or a time, whose default is nanoseconds; None for others."""
    if column.type in TEMPORAL:
        return 9 if column.scale is None else column.scale
    return (column.scale or 0) if column.type == "FIXED" else None


def rowtype(columns: Sequence[Column]) -> list[dict[str, Any]]:
    """The reply's `rowtype`: one description a column."""
    return [_described(column) for column in columns]


def _described(column: Column) -> dict[str, Any]:
    length = column.length
    if length is None and column.type in ("TEXT", "BINARY"):
        length = _TEXT_LENGTH if column.type == "TEXT" else _BINARY_LENGTH
    precision = column.precision
    if precision is None and column.type in TEMPORAL:
        precision = 0
    return {
        "name": column.name,
        "database": "",
        "schema": "",
        "table": "",
        "type": column.type.lower(),
        "nullable": column.nullable,
        "precision": 38 if column.type == "FIXED" and precision is None else precision,
        "scale": scale_of(column),
        "length": length,
        "byteLength": length,
        "collation": None,
    }
