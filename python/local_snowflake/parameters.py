"""Session parameters: Snowflake's names, their defaults and types. Unknown names are refused."""

from __future__ import annotations

from typing import Any

from local_snowflake.statement import SnowflakeError, stand_in_limit

#: Name -> default, as on a new account. The type of the default is the parameter's type.
DEFAULTS: dict[str, Any] = {
    "ABORT_DETACHED_QUERY": False,
    "AUTOCOMMIT": True,
    "AUTOCOMMIT_API_SUPPORTED": True,
    "BINARY_INPUT_FORMAT": "HEX",
    "BINARY_OUTPUT_FORMAT": "HEX",
    "CLIENT_METADATA_REQUEST_USE_CONNECTION_CTX": False,
    "CLIENT_METADATA_USE_SESSION_DATABASE": False,
    "CLIENT_MEMORY_LIMIT": 1536,
    "CLIENT_PREFETCH_THREADS": 4,
    "CLIENT_RESULT_CHUNK_SIZE": 160,
    "CLIENT_RESULT_COLUMN_CASE_INSENSITIVE": False,
    "CLIENT_SESSION_CLONE": False,
    "CLIENT_SESSION_KEEP_ALIVE": False,
    "CLIENT_SESSION_KEEP_ALIVE_HEARTBEAT_FREQUENCY": 3600,
    # Arrays of binds stay inline: the server loads them as one Arrow table, without a stage.
    "CLIENT_STAGE_ARRAY_BINDING_THRESHOLD": 0,
    "CLIENT_TELEMETRY_ENABLED": False,
    "CLIENT_TIMESTAMP_TYPE_MAPPING": "TIMESTAMP_LTZ",
    "DATE_INPUT_FORMAT": "AUTO",
    "DATE_OUTPUT_FORMAT": "YYYY-MM-DD",
    "ERROR_ON_NONDETERMINISTIC_MERGE": True,
    "ERROR_ON_NONDETERMINISTIC_UPDATE": False,
    "GEOGRAPHY_OUTPUT_FORMAT": "GeoJSON",
    "JDBC_QUERY_RESULT_FORMAT": "ARROW",
    "JS_TREAT_INTEGER_AS_BIGINT": False,
    "JSON_INDENT": 2,
    "LOCK_TIMEOUT": 43200,
    "MULTI_STATEMENT_COUNT": 1,
    "PYTHON_CONNECTOR_QUERY_RESULT_FORMAT": "ARROW",
    "PYTHON_SNOWPARK_USE_SCOPED_TEMP_OBJECTS": False,
    "QUERY_RESULT_FORMAT": "ARROW",
    "QUERY_TAG": "",
    "QUOTED_IDENTIFIERS_IGNORE_CASE": False,
    "ROWS_PER_RESULTSET": 0,
    "SERVICE_NAME": "",
    "STATEMENT_QUEUED_TIMEOUT_IN_SECONDS": 0,
    "STATEMENT_TIMEOUT_IN_SECONDS": 172800,
    "STRICT_JSON_OUTPUT": False,
    "TIMESTAMP_DAY_IS_ALWAYS_24H": False,
    "TIMESTAMP_INPUT_FORMAT": "AUTO",
    "TIMESTAMP_LTZ_OUTPUT_FORMAT": "",
    "TIMESTAMP_NTZ_OUTPUT_FORMAT": "YYYY-MM-DD HH24:MI:SS.FF3",
    "TIMESTAMP_OUTPUT_FORMAT": "YYYY-MM-DD HH24:MI:SS.FF3 TZHTZM",
    "TIMESTAMP_TYPE_MAPPING": "TIMESTAMP_NTZ",
    "TIMESTAMP_TZ_OUTPUT_FORMAT": "",
    "TIMEZONE": "America/Los_Angeles",
    "TIME_INPUT_FORMAT": "AUTO",
    "TIME_OUTPUT_FORMAT": "HH24:MI:SS",
    "TRANSACTION_ABORT_ON_ERROR": False,
    "TRANSACTION_DEFAULT_ISOLATION_LEVEL": "READ COMMITTED",
    "TWO_DIGIT_CENTURY_START": 1970,
    "USE_CACHED_RESULT": True,
    "WEEK_OF_YEAR_POLICY": 0,
    "WEEK_START": 0,
}


def typed(name: str, value: Any) -> Any:
    """A value as the parameter's type. Raises SnowflakeError 001008 / 22023 when it does not fit."""
    default = DEFAULTS[name]
    text = str(value)
    if isinstance(default, bool):
        if text.lower() in ("true", "false", "1", "0", "on", "off"):
            return text.lower() in ("true", "1", "on")
    elif isinstance(default, int):
        if text.lstrip("-").isdigit():
            return int(text)
    else:
        return text
    raise SnowflakeError(
        "001008", "22023", f"SQL compilation error:\ninvalid value [{text}] for parameter '{name}'"
    )


def check_known(name: str) -> None:
    """Raises SnowflakeError 001006 / 22023 for a parameter that does not exist."""
    if name not in DEFAULTS:
        raise SnowflakeError("001006", "22023", f"SQL compilation error:\ninvalid session parameter '{name}'")


#: Parameters that change what a statement means, and of which the stand-in knows one value only.
_FIXED = (
    "BINARY_INPUT_FORMAT",
    "DATE_INPUT_FORMAT",
    "ERROR_ON_NONDETERMINISTIC_MERGE",
    "MULTI_STATEMENT_COUNT",
    "QUOTED_IDENTIFIERS_IGNORE_CASE",
    "TIMESTAMP_INPUT_FORMAT",
    "TIMESTAMP_TYPE_MAPPING",
    "TIME_INPUT_FORMAT",
    "TRANSACTION_ABORT_ON_ERROR",
    "TWO_DIGIT_CENTURY_START",
    "WEEK_OF_YEAR_POLICY",
    "WEEK_START",
)


def check_has_meaning(name: str, value: Any) -> None:
    """Raises the stand-in's limit for a value that would change the meaning of statements here unseen."""
    if name in _FIXED and value != DEFAULTS[name]:
        raise stand_in_limit(f"the session parameter {name} = {value}")


def from_client(parameters: dict[str, Any]) -> dict[str, Any]:
    """The known parameters among those that a driver sends; drivers send many that are their own business."""
    upper = {name.upper(): value for name, value in parameters.items()}
    known = {name: value for name, value in upper.items() if name in DEFAULTS and value is not None}
    return {name: typed(name, value) for name, value in known.items()}
