"""COPY INTO table FROM @stage: reads the files, finds what does not fit, inserts the rest at once."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pyarrow as pa

from local_snowflake.loading.copy_statement import CopyIntoTable
from local_snowflake.loading.load_errors import RowError
from local_snowflake.loading.load_result import FileOutcome, load_result
from local_snowflake.loading.misfits import find_misfits
from local_snowflake.loading.parts import Loading
from local_snowflake.loading.projection import MATCH_MODES, LoadOptions, Projected, project
from local_snowflake.loading.source_file import SourceFile, read_source
from local_snowflake.loading.stage_files import chosen_files
from local_snowflake.loading.target_table import TargetColumn, TargetTable, describe_target, quoted
from local_snowflake.loading.temporary_relation import temporary_relation
from local_snowflake.stages.file_format import FileFormat, make_format
from local_snowflake.stages.object_ddl import format_from_option
from local_snowflake.stages.reader import Option
from local_snowflake.stages.stages import StagePlace
from local_snowflake.stages.store import StoredFile
from local_snowflake.statement import Result, SnowflakeError, StatementContext, stand_in_limit

_ON_ERROR = re.compile(r"ABORT_STATEMENT|CONTINUE|SKIP_FILE(?:_(\d+)(%)?)?")


@dataclass
class FileLoad:
    """One file on its way into the table."""

    file: StoredFile
    name: str
    source: SourceFile
    rows: Projected
    #: Errors that belong to no row: a record or a file that could not be read.
    unread: list[RowError]

    @property
    def errors(self) -> list[RowError]:
        found = [*self.unread, *self.rows.bad.values()]
        return sorted(found, key=lambda error: (error.line or 0, error.character or 0))

    @property
    def parsed(self) -> int:
        return self.rows.table.num_rows + len(self.unread)

    def good(self) -> pa.Table:
        """The rows without an error."""
        if not self.rows.bad:
            return self.rows.table
        keep = [row not in self.rows.bad for row in range(self.rows.table.num_rows)]
        return self.rows.table.filter(pa.array(keep))


def option_text(options: dict[str, Option], name: str, default: str) -> str:
    """A keyword option in upper case, given bare or in quotes."""
    return str(options.get(name, default)).strip('"').upper()


def option_flag(options: dict[str, Option], name: str, default: bool = False) -> bool:
    """A boolean option."""
    value = options.get(name, default)
    if not isinstance(value, bool):
        raise _invalid_value(value, name)
    return value


def copy_into_table(context: StatementContext, loading: Loading, statement: CopyIntoTable) -> Result:
    """Loads the files that are new to the table. Raises SnowflakeError for a misfit that ON_ERROR forbids."""
    session = context.session
    assert statement.location is not None, "a query is copied by copy_query"
    target = describe_target(loading.engine, session, loading.stages.qualified(session, statement.table))
    columns = target.chosen(statement.columns)
    place = loading.stages.place(session, statement.location)
    file_format = load_format(context, loading, statement.options, place)
    options = load_options(statement.options, file_format)
    on_error = check_on_error(statement.options)
    files = chosen_files(loading.stages, place, statement.options)
    known = loading.history.loaded(target.key, place, files)
    force = option_flag(statement.options, "FORCE")
    fresh = [file for file in files if force or file.path not in known]
    loads = [_read(file, place, target, columns, options) for file in fresh]
    outcomes = _load(context, loading, target, columns, loads, on_error)
    done = [
        load for load, outcome in zip(loads, outcomes, strict=True) if outcome.loaded or not outcome.errors
    ]
    loading.history.record(target.key, place, [load.file for load in done])
    if option_flag(statement.options, "PURGE"):
        for load in done:
            loading.stages.store.remove(load.file, place.stage_id)
    skipped = [
        FileOutcome(place.listed_name(file), 0, 0, 0, [], skipped_as_loaded=True)
        for file in files
        if not force and file.path in known
    ]
    return load_result(outcomes + skipped)


def check_on_error(options: dict[str, Option]) -> str:
    """ON_ERROR in upper case. Raises SnowflakeError for a value that Snowflake does not have."""
    on_error = option_text(options, "ON_ERROR", "ABORT_STATEMENT")
    if not _ON_ERROR.fullmatch(on_error):
        raise _invalid_value(on_error, "ON_ERROR")
    return on_error


def _invalid_value(value: object, name: str) -> SnowflakeError:
    return SnowflakeError(
        "001008", "22023", f"SQL compilation error:\ninvalid value [{value}] for parameter '{name}'"
    )


def load_format(
    context: StatementContext, loading: Loading, options: dict[str, Option], place: StagePlace
) -> FileFormat:
    """The statement's file format, else the stage's, else CSV."""
    stored = place.record.file_format if place.record else None
    base = FileFormat.from_json(stored) if stored else None
    found = format_from_option(loading.stages, context.session, options.get("FILE_FORMAT"), base)
    return found or make_format({})


def load_options(options: dict[str, Option], file_format: FileFormat) -> LoadOptions:
    """Raises SnowflakeError for values that Snowflake does not have."""
    match = option_text(options, "MATCH_BY_COLUMN_NAME", "NONE")
    if match not in MATCH_MODES:
        raise _invalid_value(match, "MATCH_BY_COLUMN_NAME")
    if "SIZE_LIMIT" in options and options["SIZE_LIMIT"] != 0:
        raise stand_in_limit("COPY INTO … SIZE_LIMIT")
    truncate = option_flag(options, "TRUNCATECOLUMNS") or not option_flag(options, "ENFORCE_LENGTH", True)
    return LoadOptions(file_format, match, truncate)


def _read(
    file: StoredFile,
    place: StagePlace,
    target: TargetTable,
    columns: list[TargetColumn],
    options: LoadOptions,
) -> FileLoad:
    name = place.listed_name(file)
    try:
        source = read_source(name, file.local, options.file_format)
        return FileLoad(file, name, source, project(source, target, columns, options), source.errors)
    except RowError as error:
        empty = pa.table({})
        return FileLoad(file, name, SourceFile(name, empty), Projected(empty), [error])


def _load(
    context: StatementContext,
    loading: Loading,
    target: TargetTable,
    columns: list[TargetColumn],
    loads: list[FileLoad],
    on_error: str,
) -> list[FileOutcome]:
    if on_error == "ABORT_STATEMENT":
        _abort_on_error(loads)
    try:
        chosen = [load for load in loads if not _skips_file(load, on_error)]
        _insert(context, loading, target, [load.good() for load in chosen])
    except SnowflakeError as failure:
        for load in loads:
            find_misfits(context, loading.engine, target, columns, load.source, load.rows)
        if not any(load.rows.bad for load in loads):
            raise
        if on_error == "ABORT_STATEMENT":
            _abort_on_error(loads)
            raise AssertionError("an error was found above") from failure
        chosen = [load for load in loads if not _skips_file(load, on_error)]
        _insert(context, loading, target, [load.good() for load in chosen])
    return [_outcome(load, load in chosen, on_error) for load in loads]


def _abort_on_error(loads: list[FileLoad]) -> None:
    for load in loads:
        if load.errors:
            raise load.errors[0].as_statement_error(load.name)


def _skips_file(load: FileLoad, on_error: str) -> bool:
    if on_error in ("CONTINUE", "ABORT_STATEMENT"):
        return False
    limit, percent = _ON_ERROR.fullmatch(on_error).groups()  # pyright: ignore[reportOptionalMemberAccess]
    if limit is None:
        return bool(load.errors)
    if percent:
        return len(load.errors) * 100 > int(limit) * max(load.parsed, 1)
    return len(load.errors) >= int(limit)


def _outcome(load: FileLoad, inserted: bool, on_error: str) -> FileOutcome:
    loaded = load.rows.table.num_rows - len(load.rows.bad) if inserted else 0
    limit = max(load.parsed, 1) if on_error == "CONTINUE" else 1
    return FileOutcome(load.name, load.parsed, loaded, limit, load.errors)


def _insert(context: StatementContext, loading: Loading, target: TargetTable, tables: list[pa.Table]) -> None:
    tables = [table for table in tables if table.num_rows]
    if not tables:
        return
    rows = tables[0] if len(tables) == 1 else pa.concat_tables(tables, promote_options="permissive")
    names = [quoted(name) for name in rows.column_names]
    if not names:
        raise SnowflakeError(
            "000100",
            "22000",
            f"No column of the files has the name of a column of {target.sql} (MATCH_BY_COLUMN_NAME).",
        )
    with temporary_relation(context.session, loading.engine, rows) as relation:
        listed = ", ".join(names)
        loading.engine.run(
            context.session,
            f"INSERT INTO {target.sql} ({listed}) SELECT {listed} FROM {relation}",
            cancel=context.cancel,
        )
