"""Which Snowflake type INFER_SCHEMA gives to a column of a file."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

_NUMBER = re.compile(r"[+-]?(\d*)(?:\.(\d*))?")
_FLOAT = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)[eE][+-]?\d+")
_BOOLEANS = {"true", "false"}
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_TIME = re.compile(r"\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?")
_TIMESTAMP = re.compile(r"\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?")


@dataclass(frozen=True)
class InferredType:
    """A Snowflake type; precision and scale only for NUMBER."""

    name: str
    precision: int = 0
    scale: int = 0

    def __str__(self) -> str:
        return f"NUMBER({self.precision}, {self.scale})" if self.name == "NUMBER" else self.name


def of_arrow(type_: pa.DataType) -> InferredType:
    """The type of a parquet column."""
    if pa.types.is_dictionary(type_):
        return of_arrow(type_.value_type)
    if pa.types.is_boolean(type_):
        return InferredType("BOOLEAN")
    if pa.types.is_integer(type_):
        return InferredType("NUMBER", 38, 0)
    if pa.types.is_floating(type_):
        return InferredType("REAL")
    if pa.types.is_decimal(type_):
        return InferredType("NUMBER", type_.precision, type_.scale)
    if pa.types.is_date(type_):
        return InferredType("DATE")
    if pa.types.is_time(type_):
        return InferredType("TIME")
    if pa.types.is_timestamp(type_):
        return InferredType("TIMESTAMP_NTZ" if type_.tz is None else "TIMESTAMP_LTZ")
    if pa.types.is_binary(type_) or pa.types.is_large_binary(type_) or pa.types.is_fixed_size_binary(type_):
        return InferredType("BINARY")
    if pa.types.is_nested(type_):
        return InferredType("VARIANT")
    return InferredType("TEXT")


def of_texts(values: Iterable[str | None]) -> InferredType:
    """The narrowest type that reads every text of a CSV column."""
    found: InferredType | None = None
    for value in values:
        if value is None or value == "":
            continue
        found = _of_text(value) if found is None else widest(found, _of_text(value))
        if found.name == "TEXT":
            break
    return found or InferredType("TEXT")


def of_json(values: Iterable[Any]) -> InferredType:
    """The narrowest type of a key's values over JSON documents."""
    found: InferredType | None = None
    for value in values:
        if value is not None:
            found = _of_json_value(value) if found is None else widest(found, _of_json_value(value))
    return found or InferredType("VARIANT")


def _of_json_value(value: Any) -> InferredType:
    if isinstance(value, bool):
        return InferredType("BOOLEAN")
    if isinstance(value, int | float):
        return _of_text(str(value))
    if isinstance(value, list):
        return InferredType("ARRAY")
    if isinstance(value, dict):
        return InferredType("OBJECT")
    return InferredType("TEXT")


def _of_text(value: str) -> InferredType:
    number = _NUMBER.fullmatch(value)
    if number and (number.group(1) or number.group(2)):
        whole, fraction = (number.group(1) or "").lstrip("0"), number.group(2) or ""
        precision = max(len(whole) + len(fraction), 1)
        return InferredType("NUMBER", precision, len(fraction)) if precision <= 38 else InferredType("REAL")
    if value.lower() in _BOOLEANS:
        return InferredType("BOOLEAN")
    for pattern, name in ((_FLOAT, "REAL"), (_DATE, "DATE"), (_TIME, "TIME"), (_TIMESTAMP, "TIMESTAMP_NTZ")):
        if pattern.fullmatch(value):
            return InferredType(name)
    return InferredType("TEXT")


def widest(a: InferredType, b: InferredType) -> InferredType:
    """A type that holds the values of both."""
    if a == b:
        return a
    names = {a.name, b.name}
    if names == {"NUMBER"}:
        scale = max(a.scale, b.scale)
        precision = max(a.precision - a.scale, b.precision - b.scale) + scale
        return InferredType("NUMBER", precision, scale) if precision <= 38 else InferredType("REAL")
    if names == {"NUMBER", "REAL"}:
        return InferredType("REAL")
    if names == {"DATE", "TIMESTAMP_NTZ"}:
        return InferredType("TIMESTAMP_NTZ")
    if names & {"VARIANT", "OBJECT", "ARRAY"}:
        return InferredType("VARIANT")
    return InferredType("TEXT")
