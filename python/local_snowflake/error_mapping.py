"""DuckDB's and the translation library's errors as Snowflake's: code, SQLSTATE and a message in its words."""

from __future__ import annotations

import re
from collections.abc import Callable

import duckdb
import snowflake.connector.errors
from sqlglot.errors import ParseError, SqlglotError

from local_snowflake.duck_connection import cancelled_error
from local_snowflake.guard import snowflake_functions
from local_snowflake.statement import SnowflakeError, stand_in_limit

Shape = tuple[str, str, Callable[[re.Match[str], str], str]]


def _fixed(text: str) -> Callable[[re.Match[str], str], str]:
    return lambda _match, _message: text


def _compilation(template: str) -> Callable[[re.Match[str], str], str]:
    return lambda match, _message: (
        "SQL compilation error:\n" + template.format(*(g or "" for g in match.groups()))
    )


#: The first pattern that is found decides. Messages are DuckDB 2.0's.
_SHAPES: list[tuple[str, Shape]] = [
    (r"Division by zero", ("100051", "22012", _fixed("Division by zero"))),
    (
        r"(?:Table|View|Existing object|Macro|Type|Sequence) with name \"?(.+?)\"? does not exist",
        ("002003", "42S02", _compilation("Object '{0}' does not exist or not authorized.")),
    ),
    (
        r"Existing object \"?(.+?)\"? is of type",
        ("002003", "42S02", _compilation("Object '{0}' does not exist or not authorized.")),
    ),
    (
        r"(?:Schema|Catalog|Database) with name \"?(.+?)\"? does not exist|Catalog \"(.+?)\" does not exist",
        (
            "002043",
            "02000",
            _compilation("Object '{0}{1}' does not exist, or operation cannot be performed."),
        ),
    ),
    (
        r"Function with name (\S+) does not exist",
        ("002140", "42601", _compilation("Unknown function {0}")),
    ),
    (
        r"(?:with name )?\"(.+?)\" already exists",
        ("002002", "42710", _compilation("Object '{0}' already exists.")),
    ),
    (
        r"Referenced (?:column|table) \"(.+?)\" not found",
        ("000904", "42000", _compilation("error line 1\ninvalid identifier '{0}'")),
    ),
    (
        r"does not have a column (?:named|with name) \"(.+?)\"",
        ("000904", "42000", _compilation("error line 1\ninvalid identifier '{0}'")),
    ),
    (
        r"Column with name \"?(.+?)\"? does not exist",
        ("000904", "42000", _compilation("error line 1\ninvalid identifier '{0}'")),
    ),
    (
        r"Ambiguous reference to column name \"(.+?)\"",
        ("002028", "42601", _compilation("ambiguous column name '{0}'")),
    ),
    (
        r"column \"(.+?)\" must appear in the GROUP BY",
        ("000979", "42601", _compilation("[{0}] is not a valid group by expression")),
    ),
    (
        r"has (\d+) columns but (\d+) values were supplied",
        (
            "002020",
            "21S01",
            _compilation("Insert value list does not match column list expecting {0} but got {1}"),
        ),
    ),
    (
        r"NOT NULL constraint failed: \S+?\.(\S+)",
        ("100072", "22000", lambda m, _: f"NULL result in a non-nullable column: {m.group(1)}"),
    ),
    (
        r"Could not convert string '(.*)' to (?:INT|UINT|HUGEINT|DECIMAL|DOUBLE|FLOAT)",
        ("100038", "22018", lambda m, _: f"Numeric value '{m.group(1)}' is not recognized"),
    ),
    (
        r"Could not convert string '(.*)' to BOOL",
        ("100037", "22018", lambda m, _: f"Boolean value '{m.group(1)}' is not recognized"),
    ),
    (
        r"date field value out of range: \"(.+?)\"|invalid date field format: \"(.+?)\"",
        ("100040", "22007", lambda m, _: f"Date '{m.group(1) or m.group(2)}' is not recognized"),
    ),
    (
        r"timestamp field value out of range: \"(.+?)\"|invalid timestamp field format: \"(.+?)\"",
        ("100035", "22007", lambda m, _: f"Timestamp '{m.group(1) or m.group(2)}' is not recognized"),
    ),
    (
        r"Could not convert string \"?'?(.*?)'?\"? to (?:DATE|TIME)",
        ("100035", "22007", lambda m, _: f"Timestamp '{m.group(1)}' is not recognized"),
    ),
    (
        r"Could not cast value (\S+) to DECIMAL",
        ("100132", "22003", lambda m, _: f"Number out of representable range: value {m.group(1)}"),
    ),
    (
        r"String '(.*)' is too long and would be truncated",
        ("100078", "22000", lambda m, _: f"String '{m.group(1)}' is too long and would be truncated"),
    ),
    (r"Malformed JSON", ("100069", "22P02", lambda _m, message: f"Error parsing JSON: {message}")),
    (
        r"out of range|[Oo]verflow",
        ("100132", "22003", lambda _m, message: f"Numeric value is out of range: {message}"),
    ),
    (
        r"MERGE INTO command cannot affect the same target row more than once",
        ("100090", "42P18", _fixed("Duplicate row detected during DML action")),
    ),
    (
        r"More than one row returned by a subquery",
        ("090150", "22000", _fixed("Single-row subquery returns more than one row.")),
    ),
    (
        r"Could not convert string \"?'?(.*?)'?\"? to DECIMAL",
        ("100038", "22018", lambda m, _: f"Numeric value '{m.group(1)}' is not recognized"),
    ),
]
_COMPILED = [(re.compile(pattern, re.DOTALL), shape) for pattern, shape in _SHAPES]
_MISSING_FUNCTION = re.compile(r"Function with name (\S+) does not exist")
#: DuckDB converts less by itself than Snowflake does.
_CONVERSION = re.compile(
    r"explicit cast is required|No function matches the given name|Could not choose a best candidate"
)
_DUPLICATE_KEY = re.compile(r"Duplicate struct entry name|Duplicate named argument")


def is_conflict(error: BaseException) -> bool:
    """Another transaction changed the same rows or definitions first; the statement can be tried again."""
    if isinstance(error, duckdb.TransactionException):
        return "conflict" in str(error).lower()
    return isinstance(error, duckdb.Error) and "write-write conflict" in str(error)


def is_fatal(error: BaseException) -> bool:
    """The database below can no longer be used by this process."""
    return isinstance(error, duckdb.FatalException)


def as_snowflake(error: BaseException) -> SnowflakeError:
    """Any failure of translating or running a statement, in Snowflake's shape."""
    if isinstance(error, SnowflakeError):
        return error
    if isinstance(error, snowflake.connector.errors.Error) and isinstance(error.__cause__, duckdb.Error):
        return as_snowflake(error.__cause__)
    if isinstance(error, duckdb.InterruptException):
        return cancelled_error()
    if isinstance(error, duckdb.ParserException):
        # The guard has read it as Snowflake's syntax: what DuckDB cannot read is our translation.
        return stand_in_limit(f"this syntax: {_first_line(error)}")
    if isinstance(error, (ParseError, SqlglotError)):
        return SnowflakeError("001003", "42000", f"SQL compilation error:\n{_first_line(error)}")
    if isinstance(error, duckdb.Error):
        return _from_duckdb(error)
    if isinstance(error, snowflake.connector.errors.Error):
        code = f"{error.errno:06d}" if error.errno and error.errno > 0 else "001003"
        return SnowflakeError(code, error.sqlstate or "42000", str(error.raw_msg or error.msg))
    if isinstance(error, NotImplementedError):
        return stand_in_limit(str(error))
    return SnowflakeError("000603", "XX000", f"SQL execution internal error: {type(error).__name__}: {error}")


def _from_duckdb(error: duckdb.Error) -> SnowflakeError:
    message = _first_line(error)
    missing = _MISSING_FUNCTION.search(message)
    if missing and missing[1].upper() in snowflake_functions():
        return stand_in_limit(f"function {missing[1].upper()}")
    if _DUPLICATE_KEY.search(message):
        return SnowflakeError("100103", "22000", message)
    for pattern, (code, sqlstate, text) in _COMPILED:
        match = pattern.search(message)
        if match:
            return SnowflakeError(code, sqlstate, text(match, message))
    if isinstance(error, duckdb.ConversionException):
        return SnowflakeError("100038", "22018", message)
    if isinstance(error, duckdb.BinderException) and _CONVERSION.search(message):
        return stand_in_limit(f"an implicit conversion, which CAST would make explicit: {message}")
    if isinstance(error, duckdb.BinderException):
        return SnowflakeError("001007", "22023", f"SQL compilation error:\n{message}")
    if isinstance(error, duckdb.NotImplementedException):
        return stand_in_limit(message)
    if is_conflict(error):
        return SnowflakeError(
            "000625", "57014", f"Statement lost against a concurrent transaction: {message}"
        )
    return SnowflakeError("100183", "22000", message)


def _first_line(error: BaseException) -> str:
    text = str(error).replace("\x1b[4m", "").replace("\x1b[0m", "")
    line = text.split("\n")[0]
    return re.sub(r"^(?:\w+ )*Error: ", "", line)
