"""What goes wrong with single rows of a load, in Snowflake's words and codes."""

from __future__ import annotations

from local_snowflake.statement import SnowflakeError


class RowError(Exception):
    """One record that cannot be loaded. Numbers are 1-based; `column` is `"TABLE"["COLUMN":3]`."""

    def __init__(
        self,
        code: str,
        sqlstate: str,
        message: str,
        *,
        line: int | None = None,
        row: int | None = None,
        character: int | None = None,
        column: str | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.sqlstate = sqlstate
        self.message = message
        self.line = line
        self.row = row
        self.character = character
        self.column = column

    def as_statement_error(self, file: str) -> SnowflakeError:
        """The error that ends the COPY statement under ON_ERROR = ABORT_STATEMENT."""
        place = f"\n  File '{file}', line {self.line or 1}, character {self.character or 1}"
        row = f"\n  Row {self.row or 1}" + (f", column {self.column}" if self.column else "")
        advice = (
            "\n  If you would like to continue loading when an error is encountered, use other values such "
            "as 'SKIP_FILE' or 'CONTINUE' for the ON_ERROR option. For more information on loading options, "
            "please "
            "run 'info loading_data' in a SQL client."
        )
        return SnowflakeError(self.code, self.sqlstate, self.message + place + row + advice)


#: How Snowflake refuses a text that is no value of the type: (code, SQLSTATE, what it calls the value).
_NOT_RECOGNIZED = {
    "NUMBER": ("100038", "22018", "Numeric value"),
    "FLOAT": ("100038", "22018", "Numeric value"),
    "BOOLEAN": ("100037", "22018", "Boolean value"),
    "DATE": ("100040", "22007", "Date"),
    "TIME": ("100108", "22007", "Time"),
    "TIMESTAMP_NTZ": ("100035", "22007", "Timestamp"),
    "TIMESTAMP_LTZ": ("100035", "22007", "Timestamp"),
    "TIMESTAMP_TZ": ("100035", "22007", "Timestamp"),
    "VARIANT": ("100069", "22P02", "Error parsing JSON:"),
    "OBJECT": ("100069", "22P02", "Error parsing JSON:"),
    "ARRAY": ("100069", "22P02", "Error parsing JSON:"),
    "BINARY": ("100115", "22000", "The following string is not a legal hex-encoded value:"),
}


def not_recognized(type_name: str, value: str) -> RowError:
    """The error for a value that cannot become the column's type (without parameters, such as NUMBER)."""
    code, sqlstate, subject = _NOT_RECOGNIZED.get(type_name, ("100071", "22000", "Failed to cast value"))
    if subject.endswith(":"):
        return RowError(code, sqlstate, f"{subject} {value}")
    return RowError(code, sqlstate, f"{subject} '{value}' is not recognized")


def null_in_required_column() -> RowError:
    """A NULL for a NOT NULL column."""
    return RowError("100072", "22000", "NULL result in a non-nullable column")


def text_too_long(value: str) -> RowError:
    """A text longer than the column's length."""
    return RowError("100078", "22000", f"String '{value}' is too long and would be truncated")


def column_count_mismatch(found: int, expected: int) -> RowError:
    """A CSV record with more or fewer fields than the table has columns."""
    return RowError(
        "100080",
        "22000",
        f"Number of columns in file ({found}) does not match that of the corresponding table ({expected}), "
        "use file "
        "format option error_on_column_count_mismatch=false to ignore this error",
    )
