"""Values on their way into and out of handlers: text by Snowflake type, the same on both sides."""

from __future__ import annotations

import base64
import datetime as dt
import json
import math
from decimal import Decimal
from typing import Any

from local_snowflake.python_runtime.data_types import SEMI_STRUCTURED, DataType

_NOT_FINITE = {math.inf: "Infinity", -math.inf: "-Infinity"}


def decode(type_: DataType, text: str | None) -> Any:
    """The Python value that a handler sees for a value of this type; None for NULL."""
    if text is None or type_.name == "VARCHAR":
        return text
    if type_.name == "NUMBER":
        return Decimal(text) if type_.scale else int(Decimal(text))
    if type_.name in SEMI_STRUCTURED:
        return json.loads(text)
    return _DECODERS[type_.name](text)


_DECODERS: dict[str, Any] = {
    "FLOAT": float,
    "BOOLEAN": lambda text: text == "true",
    "DATE": dt.date.fromisoformat,
    "TIME": dt.time.fromisoformat,
    "TIMESTAMP_NTZ": dt.datetime.fromisoformat,
    "TIMESTAMP_LTZ": dt.datetime.fromisoformat,
    "TIMESTAMP_TZ": dt.datetime.fromisoformat,
    "BINARY": bytes.fromhex,
}


def encode(type_: DataType, value: Any) -> str | None:
    """The text of what a handler returned; raises TypeError or ValueError when it cannot be of this type."""
    value = _plain(value)
    if value is None:
        return None
    match type_.name:
        case "VARCHAR":
            return value if isinstance(value, str) else str(value)
        case "FLOAT":
            return repr(float(value))
        case "NUMBER":
            return _number(value)
        case "BOOLEAN":
            return "true" if _boolean(value) else "false"
        case "BINARY":
            return bytes(value).hex()
        case "VARIANT" | "OBJECT" | "ARRAY":
            return json.dumps(_json(value), ensure_ascii=False)
        case _:
            return _moment(type_.name, value)


def _plain(value: Any) -> Any:
    """NumPy and pandas scalars as Python's own; missing values as None."""
    if value is None or isinstance(value, str | int | float | bool | dict | list):
        return value
    if type(value).__name__ in ("NaTType", "NAType"):
        return None
    if hasattr(value, "to_pydatetime"):
        return value.to_pydatetime()
    if hasattr(value, "tolist") and hasattr(value, "dtype"):
        return value.tolist()
    return value


def _number(value: Any) -> str:
    if isinstance(value, bool):
        return str(int(value))
    number = Decimal(str(value)) if isinstance(value, float) else Decimal(value)
    if not number.is_finite():
        raise ValueError(f"{value} is not a NUMBER")
    return format(number, "f")


def _boolean(value: Any) -> bool:
    if not isinstance(value, bool | int):
        raise TypeError(f"expected a boolean, got {type(value).__name__} {value!r}")
    return bool(value)


def _moment(name: str, value: Any) -> str:
    if isinstance(value, str):
        return value
    expected = {"DATE": dt.date, "TIME": dt.time}.get(name, dt.datetime)
    if not isinstance(value, expected):
        raise TypeError(f"expected {expected.__name__} for {name}, got {type(value).__name__} {value!r}")
    return (
        value.date().isoformat() if name == "DATE" and isinstance(value, dt.datetime) else value.isoformat()
    )


def _json(value: Any) -> Any:
    """JSON has no NaN; Snowflake shows such a number inside a VARIANT by its name."""
    value = _plain(value)
    if isinstance(value, dict):
        return {str(key): _json(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set):
        return [_json(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return _NOT_FINITE.get(value, "NaN")
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, dt.date | dt.time | dt.datetime):
        return value.isoformat()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if value is None or isinstance(value, str | int | float | bool):
        return value
    raise TypeError(f"{type(value).__name__} {value!r} has no form as a VARIANT")
