"""Reads COPY INTO statements, both into a table and into a stage location."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from local_snowflake.stages.reader import Option, StatementReader
from local_snowflake.statement import SnowflakeError, stand_in_limit

_TABLE_OPTIONS = {
    "FILE_FORMAT", "FILES", "PATTERN", "ON_ERROR", "SIZE_LIMIT", "PURGE", "RETURN_FAILED_ONLY",
    "MATCH_BY_COLUMN_NAME", "ENFORCE_LENGTH", "TRUNCATECOLUMNS", "FORCE", "LOAD_UNCERTAIN_FILES",
    "VALIDATION_MODE", "INCLUDE_METADATA",
}  # fmt: skip
_LOCATION_OPTIONS = {
    "FILE_FORMAT", "OVERWRITE", "SINGLE", "MAX_FILE_SIZE", "INCLUDE_QUERY_ID", "DETAILED_OUTPUT", "HEADER",
    "VALIDATION_MODE",
}  # fmt: skip


@dataclass
class CopyIntoTable:
    """COPY INTO table [(columns)] FROM location, or FROM (SELECT … FROM location)."""

    table: list[str]
    columns: list[str]
    location: str | None
    query: str | None
    options: dict[str, Option] = field(default_factory=dict)


@dataclass
class CopyIntoLocation:
    """COPY INTO @stage/path FROM table, or FROM (query)."""

    location: str
    source: str
    options: dict[str, Option] = field(default_factory=dict)


def parse_copy(sql: str, binds: list[Any]) -> CopyIntoTable | CopyIntoLocation:
    """The statement's parts. Raises SnowflakeError: 001003 for syntax, 000002 for an option not done here."""
    reader = StatementReader(sql, binds)
    reader.expect("COPY", "INTO")
    target = reader.peek()
    if target.kind == "location" or (
        target.kind == "string" and target.text.startswith(("@", "s3", "gcs", "azure"))
    ):
        return _into_location(reader)
    return _into_table(reader)


def _into_table(reader: StatementReader) -> CopyIntoTable:
    table = reader.name()
    columns: list[str] = []
    if reader.accept_symbol("("):
        while not reader.accept_symbol(")"):
            columns.append(reader.identifier())
            reader.accept_symbol(",")
    reader.expect("FROM")
    if reader.peek().text == "(" and reader.peek().kind == "symbol":
        found = CopyIntoTable(table, columns, None, reader.parenthesized())
    else:
        found = CopyIntoTable(table, columns, reader.location(), None)
    found.options = _options(reader, _TABLE_OPTIONS)
    return found


def _into_location(reader: StatementReader) -> CopyIntoLocation:
    location = reader.location()
    reader.expect("FROM")
    if reader.peek().text == "(" and reader.peek().kind == "symbol":
        source = reader.parenthesized()
    else:
        start = reader.peek().start
        reader.name()
        source = "SELECT * FROM " + reader.sql[start : reader.peek(-1).end]
    if reader.accept("PARTITION", "BY"):
        raise stand_in_limit("COPY INTO location … PARTITION BY")
    return CopyIntoLocation(location, source, _options(reader, _LOCATION_OPTIONS))


def _options(reader: StatementReader, known: set[str]) -> dict[str, Option]:
    options = reader.options()
    reader.expect_end()
    for name in options:
        if name not in known:
            raise SnowflakeError("001420", "22023", f"SQL compilation error:\ninvalid parameter '{name}'")
        if name in ("VALIDATION_MODE", "INCLUDE_METADATA", "LOAD_UNCERTAIN_FILES", "RETURN_FAILED_ONLY"):
            raise stand_in_limit(f"COPY INTO option {name}")
    return options
