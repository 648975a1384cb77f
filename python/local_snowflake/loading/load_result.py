"""What COPY INTO a table answers: one row per file."""

from __future__ import annotations

from dataclasses import dataclass

from local_snowflake.loading.load_errors import RowError
from local_snowflake.statement import Column, Result

COPY_STATEMENT = 0x3001
COLUMNS = [
    Column("file", "TEXT"),
    Column("status", "TEXT"),
    Column("rows_parsed", "FIXED", precision=38, scale=0),
    Column("rows_loaded", "FIXED", precision=38, scale=0),
    Column("error_limit", "FIXED", precision=38, scale=0),
    Column("errors_seen", "FIXED", precision=38, scale=0),
    Column("first_error", "TEXT"),
    Column("first_error_line", "FIXED", precision=38, scale=0),
    Column("first_error_character", "FIXED", precision=38, scale=0),
    Column("first_error_column_name", "TEXT"),
]


@dataclass
class FileOutcome:
    """How the load of one file went. `error_limit` is how many errors end it."""

    file: str
    parsed: int
    loaded: int
    error_limit: int
    errors: list[RowError]
    skipped_as_loaded: bool = False

    @property
    def status(self) -> str:
        if self.skipped_as_loaded:
            return "LOAD_SKIPPED"
        if not self.errors:
            return "LOADED"
        return "PARTIALLY_LOADED" if self.loaded else "LOAD_FAILED"

    def row(self) -> tuple[object, ...]:
        if self.skipped_as_loaded:
            return (self.file, self.status, 0, 0, 0, 1, "File was loaded before.", None, None, None)
        first = self.errors[0] if self.errors else None
        where = (first.message, first.line, first.character, first.column) if first else (None,) * 4
        return (self.file, self.status, self.parsed, self.loaded, self.error_limit, len(self.errors), *where)


def load_result(outcomes: list[FileOutcome]) -> Result:
    """The statement's answer; one status row when there was no file at all."""
    if not outcomes:
        rows = [("Copy executed with 0 files processed.",)]
        return Result([Column("status", "TEXT")], rows=rows, statement_type_id=COPY_STATEMENT)
    return Result(
        list(COLUMNS), rows=[outcome.row() for outcome in outcomes], statement_type_id=COPY_STATEMENT
    )
