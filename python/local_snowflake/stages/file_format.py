"""File formats: Snowflake's options, their defaults, and which of their values local Snowflake reads."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from local_snowflake.stages.reader import Option
from local_snowflake.statement import SnowflakeError, stand_in_limit

_DATE_OPTIONS: dict[str, Option] = {"DATE_FORMAT": "AUTO", "TIME_FORMAT": "AUTO", "TIMESTAMP_FORMAT": "AUTO"}
#: Snowflake's options and defaults: https://docs.snowflake.com/en/sql-reference/sql/create-file-format
DEFAULTS: dict[str, dict[str, Option]] = {
    "CSV": {
        "COMPRESSION": "AUTO",
        "RECORD_DELIMITER": "\n",
        "FIELD_DELIMITER": ",",
        "FILE_EXTENSION": "NONE",
        "PARSE_HEADER": False,
        "SKIP_HEADER": 0,
        "SKIP_BLANK_LINES": False,
        **_DATE_OPTIONS,
        "BINARY_FORMAT": "HEX",
        "ESCAPE": "NONE",
        "ESCAPE_UNENCLOSED_FIELD": "\\",
        "TRIM_SPACE": False,
        "FIELD_OPTIONALLY_ENCLOSED_BY": "NONE",
        "NULL_IF": ["\\N"],
        "ERROR_ON_COLUMN_COUNT_MISMATCH": True,
        "REPLACE_INVALID_CHARACTERS": False,
        "EMPTY_FIELD_AS_NULL": True,
        "SKIP_BYTE_ORDER_MARK": True,
        "ENCODING": "UTF8",
        "MULTI_LINE": True,
    },
    "JSON": {
        "COMPRESSION": "AUTO",
        **_DATE_OPTIONS,
        "BINARY_FORMAT": "HEX",
        "FILE_EXTENSION": "NONE",
        "TRIM_SPACE": False,
        "NULL_IF": [],
        "ENABLE_OCTAL": False,
        "ALLOW_DUPLICATE": False,
        "STRIP_OUTER_ARRAY": False,
        "STRIP_NULL_VALUES": False,
        "REPLACE_INVALID_CHARACTERS": False,
        "IGNORE_UTF8_ERRORS": False,
        "SKIP_BYTE_ORDER_MARK": True,
        "MULTI_LINE": True,
    },
    "PARQUET": {
        "COMPRESSION": "AUTO",
        "SNAPPY_COMPRESSION": True,
        "BINARY_AS_TEXT": True,
        "USE_LOGICAL_TYPE": False,
        "USE_VECTORIZED_SCANNER": False,
        "TRIM_SPACE": False,
        "REPLACE_INVALID_CHARACTERS": False,
        "NULL_IF": [],
    },
}
#: Options of which only these values are read here.
_SUPPORTED: dict[str, tuple[Option, ...]] = {
    "RECORD_DELIMITER": ("\n", "\r\n", "\\n", "\\r\\n"),
    "TIME_FORMAT": ("AUTO",),
    "BINARY_FORMAT": ("HEX",),
    "ENCODING": ("UTF8", "UTF-8"),
    "ENABLE_OCTAL": (False,),
    "ALLOW_DUPLICATE": (False,),
    "FILE_EXTENSION": ("NONE",),
    "COMPRESSION": ("AUTO", "NONE", "GZIP", "BZ2", "SNAPPY", "LZO"),
}
_KEYWORDS = {"COMPRESSION", "BINARY_FORMAT", "ENCODING"}


@dataclass(frozen=True)
class FileFormat:
    """A format with every option set."""

    type: str
    options: Mapping[str, Option]

    def flag(self, name: str) -> bool:
        return self.options[name] is True

    def text(self, name: str) -> str | None:
        """A text option; None for NONE."""
        value = self.options[name]
        return None if value in ("NONE", "") else str(value)

    def count(self, name: str) -> int:
        value = self.options[name]
        return value if isinstance(value, int) else 0

    @property
    def null_if(self) -> list[str]:
        value = self.options["NULL_IF"]
        return value if isinstance(value, list) else []

    def to_json(self) -> str:
        return json.dumps({"TYPE": self.type, **self.options})

    @staticmethod
    def from_json(text: str) -> FileFormat:
        options: dict[str, Any] = json.loads(text)
        return FileFormat(options.pop("TYPE"), options)


def make_format(options: Mapping[str, Option], base: FileFormat | None = None) -> FileFormat:
    """A format from options as written, on top of a named one.

    Raises SnowflakeError 001420 for an option or value that Snowflake lacks, 000002 for one not read here.
    """
    kind = str(options.get("TYPE", base.type if base else "CSV")).upper()
    if kind not in DEFAULTS:
        if kind in ("AVRO", "ORC", "XML", "CUSTOM"):
            raise stand_in_limit(f"file format TYPE = {kind}")
        raise _invalid(f"invalid value [{kind}] for parameter 'TYPE'")
    defaults = DEFAULTS[kind]
    merged = dict(base.options) if base and base.type == kind else dict(defaults)
    for name, value in options.items():
        if name == "TYPE":
            continue
        if name not in defaults:
            raise _invalid(f"invalid parameter '{name}' for a file format of type {kind}")
        merged[name] = _checked(name, value, defaults[name])
    if kind == "CSV" and merged["PARSE_HEADER"] and merged["SKIP_HEADER"]:
        raise _invalid("invalid value [TRUE] for parameter 'PARSE_HEADER', because SKIP_HEADER is set")
    return FileFormat(kind, merged)


def _checked(name: str, value: Option, default: Option) -> Option:
    if isinstance(default, list) and isinstance(value, str):
        value = [value]
    if isinstance(default, list) and isinstance(value, list):
        return value
    if isinstance(default, str) and isinstance(value, bool | list | dict):
        raise _invalid(f"invalid value [{value}] for parameter '{name}'")
    if isinstance(default, bool | int) and type(value) is not type(default):
        raise _invalid(f"invalid value [{value}] for parameter '{name}'")
    if isinstance(value, str) and (name in _KEYWORDS or value.upper() in ("NONE", "AUTO")):
        value = value.upper()
    if name in _SUPPORTED and value not in _SUPPORTED[name]:
        raise stand_in_limit(f"file format option {name} = {value!r}")
    return value


def _invalid(why: str) -> SnowflakeError:
    return SnowflakeError("001420", "22023", f"SQL compilation error:\n{why}")
