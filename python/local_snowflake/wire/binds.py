"""The values that a driver binds, as Python values."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta, timezone
from decimal import Decimal, InvalidOperation
from typing import Any

from local_snowflake.statement import SnowflakeError, stand_in_limit

_EPOCH = datetime(1970, 1, 1)


def decode_binds(bindings: dict[str, Any] | None) -> list[Any]:
    """The values in order of position; a column of values (array binding) is a list.

    Raises SnowflakeError for a type that is not known or a value that is not of its type.
    """
    if not bindings:
        return []
    if not all(key.isdigit() for key in bindings):
        raise stand_in_limit("binds by name")
    return [_decode(bindings[key]) for key in sorted(bindings, key=int)]


def _decode(bind: dict[str, Any]) -> Any:
    value, type_ = bind.get("value"), str(bind.get("type", "TEXT")).upper()
    read = _READERS.get(type_)
    if read is None:
        raise stand_in_limit(f"a bind of type {type_}")
    try:
        if isinstance(value, list):
            return [None if item is None else read(item) for item in value]
        return None if value is None else read(value)
    except (ValueError, InvalidOperation):
        raise SnowflakeError("100038", "22018", f"Bind value {value!r} is not a {type_}") from None


def _number(text: str) -> Any:
    number = Decimal(text)
    return int(number) if number == number.to_integral_value() and "." not in text else number


def _boolean(text: str) -> bool:
    if text.lower() not in ("true", "false", "1", "0"):
        raise ValueError(text)
    return text.lower() in ("true", "1")


def _date(text: str) -> Any:
    """Milliseconds since the epoch, or (dates after 2969 in bulk) nanoseconds, which the size tells apart."""
    count = int(text)
    millis = count if abs(count) < 31_536_000_000_000 else count // 1_000_000
    return (_EPOCH + timedelta(milliseconds=millis)).date()


def _time(text: str) -> time:
    return (_EPOCH + timedelta(microseconds=int(text) // 1000)).time()


def _timestamp(text: str) -> datetime:
    return _EPOCH + timedelta(microseconds=int(text) // 1000)


def _zoned(text: str) -> datetime:
    nanos, _, offset = text.partition(" ")
    zone = timezone(timedelta(minutes=int(offset or 1440) - 1440))
    return _timestamp(nanos).replace(tzinfo=UTC).astimezone(zone)


def _semi_structured(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


_READERS: dict[str, Callable[[Any], Any]] = {
    "ANY": str,
    "TEXT": str,
    "FIXED": _number,
    "REAL": float,
    "BOOLEAN": _boolean,
    "DATE": _date,
    "TIME": _time,
    "TIMESTAMP_NTZ": _timestamp,
    "TIMESTAMP_LTZ": lambda text: _timestamp(text).replace(tzinfo=UTC),
    "TIMESTAMP_TZ": _zoned,
    "BINARY": bytes.fromhex,
    "VARIANT": _semi_structured,
    "OBJECT": _semi_structured,
    "ARRAY": _semi_structured,
}
