"""CREATE and DROP of stages and file formats: the part of the grammar that both share, and the answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from local_snowflake.stages.file_format import FileFormat, make_format
from local_snowflake.stages.reader import Option, StatementReader
from local_snowflake.stages.stage_catalog import EVERYONE, Record, already_exists, does_not_exist
from local_snowflake.stages.stages import Stages, owner_session
from local_snowflake.statement import Column, Result, SnowflakeError, StatementContext, stand_in_limit

if TYPE_CHECKING:
    from local_snowflake.sessions import Session

DDL_STATEMENT = 0x6000
_EXTERNAL = ("URL", "STORAGE_INTEGRATION", "CREDENTIALS", "ENDPOINT")


def status(message: str) -> Result:
    """The one-row answer of a DDL statement."""
    return Result([Column("status", "TEXT")], rows=[(message,)], statement_type_id=DDL_STATEMENT)


@dataclass
class _Creation:
    replace: bool
    temporary: bool
    if_not_exists: bool
    key: tuple[str, str, str]


def _creation(reader: StatementReader, stages: Stages, session: Session, *kind: str) -> _Creation:
    reader.expect("CREATE")
    replace = reader.accept("OR", "REPLACE")
    reader.accept("SCOPED")
    temporary = reader.accept("TEMPORARY") or reader.accept("TEMP") or reader.accept("VOLATILE")
    reader.expect(*kind)
    if_not_exists = reader.accept("IF", "NOT", "EXISTS")
    key = stages.qualified(session, reader.name())
    if_not_exists = if_not_exists or reader.accept("IF", "NOT", "EXISTS")
    return _Creation(replace, temporary, if_not_exists, key)


def find_format(stages: Stages, session: Session, parts: list[str]) -> FileFormat:
    """The named file format. Raises SnowflakeError 002003 when there is none."""
    key = stages.qualified(session, parts)
    record = stages.catalog.find_format(*key, owner_session(session))
    if record is None:
        raise does_not_exist("File format", ".".join(key))
    return record.format


def format_from_option(
    stages: Stages, session: Session, option: Option | None, base: FileFormat | None = None
) -> FileFormat | None:
    """The format of `FILE_FORMAT = (FORMAT_NAME = … | TYPE = …)` or `FILE_FORMAT = name`; `base` without."""
    if option is None:
        return base
    if isinstance(option, str):
        return find_format(stages, session, StatementReader(option, []).name())
    if not isinstance(option, dict):
        raise SnowflakeError(
            "001003", "42000", "SQL compilation error:\nFILE_FORMAT expects a name or (TYPE = …)."
        )
    options = dict(option)
    name = options.pop("FORMAT_NAME", None)
    if name is not None:
        named = find_format(stages, session, StatementReader(str(name), []).name())
        return make_format(options, named) if options else named
    return make_format(options, base)


def create_stage(context: StatementContext, stages: Stages) -> Result:
    """CREATE [OR REPLACE] [TEMPORARY] STAGE [IF NOT EXISTS] name [FILE_FORMAT = …] [COMMENT = …]."""
    session = context.session
    reader = StatementReader(context.sql, context.binds)
    creation = _creation(reader, stages, session, "STAGE")
    options = reader.options()
    reader.expect_end()
    comment, file_format = _stage_options(stages, session, options)
    owner = owner_session(session) if creation.temporary else EVERYONE
    existing = stages.catalog.find_stage(*creation.key, owner)
    if existing is not None and existing.session == owner:
        if creation.if_not_exists:
            return status(f"{creation.key[2]} already exists, statement succeeded.")
        if not creation.replace:
            raise already_exists(creation.key[2])
        stages.catalog.drop(existing)
        stages.store.remove_stage(existing.id)
    definition = file_format.to_json() if file_format else None
    stages.catalog.create_stage(creation.key, owner, comment, definition, session.role)
    return status(f"Stage area {creation.key[2]} successfully created.")


def _stage_options(
    stages: Stages, session: Session, options: dict[str, Option]
) -> tuple[str, FileFormat | None]:
    file_format = format_from_option(stages, session, options.pop("FILE_FORMAT", None))
    comment = str(options.pop("COMMENT", ""))
    directory = options.pop("DIRECTORY", None)
    if isinstance(directory, dict) and directory.get("ENABLE") is True:
        raise stand_in_limit("CREATE STAGE … DIRECTORY = (ENABLE = TRUE)")
    encryption = options.pop("ENCRYPTION", None)
    if isinstance(encryption, dict) and encryption.get("TYPE") not in ("SNOWFLAKE_SSE", "SNOWFLAKE_FULL"):
        raise SnowflakeError("001420", "22023", f"SQL compilation error:\ninvalid ENCRYPTION {encryption}")
    for name in options:
        if name in _EXTERNAL:
            raise stand_in_limit(f"external stages (CREATE STAGE … {name})")
        if name == "COPY_OPTIONS":
            raise stand_in_limit("CREATE STAGE … COPY_OPTIONS")
        raise SnowflakeError(
            "001420", "22023", f"SQL compilation error:\ninvalid property '{name}' for 'STAGE'"
        )
    return comment, file_format


def create_file_format(context: StatementContext, stages: Stages) -> Result:
    """CREATE [OR REPLACE] [TEMPORARY] FILE FORMAT [IF NOT EXISTS] name TYPE = … [options]."""
    session = context.session
    reader = StatementReader(context.sql, context.binds)
    creation = _creation(reader, stages, session, "FILE", "FORMAT")
    options = reader.options()
    reader.expect_end()
    comment = str(options.pop("COMMENT", ""))
    file_format = make_format(options)
    owner = owner_session(session) if creation.temporary else EVERYONE
    existing = stages.catalog.find_format(*creation.key, owner)
    if existing is not None and existing.session == owner:
        if creation.if_not_exists:
            return status(f"{creation.key[2]} already exists, statement succeeded.")
        if not creation.replace:
            raise already_exists(creation.key[2])
        stages.catalog.drop(existing)
    stages.catalog.create_format(creation.key, owner, comment, file_format.to_json(), session.role)
    return status(f"File format {creation.key[2]} successfully created.")


def drop_stage(context: StatementContext, stages: Stages) -> Result:
    """DROP STAGE [IF EXISTS] name, with its files."""

    def find(key: tuple[str, str, str]) -> Record | None:
        return stages.catalog.find_stage(*key, owner_session(context.session))

    reader = StatementReader(context.sql, context.binds)
    reader.expect("DROP", "STAGE")
    record, name = _drop(reader, context, stages, find, "Stage")
    if record is None:
        return status(f"Drop statement executed successfully ({name} already dropped).")
    stages.store.remove_stage(record.id)
    return status(f"{name} successfully dropped.")


def drop_file_format(context: StatementContext, stages: Stages) -> Result:
    """DROP FILE FORMAT [IF EXISTS] name."""

    def find(key: tuple[str, str, str]) -> Record | None:
        return stages.catalog.find_format(*key, owner_session(context.session))

    reader = StatementReader(context.sql, context.binds)
    reader.expect("DROP", "FILE", "FORMAT")
    record, name = _drop(reader, context, stages, find, "File format")
    if record is None:
        return status(f"Drop statement executed successfully ({name} already dropped).")
    return status(f"{name} successfully dropped.")


def _drop(
    reader: StatementReader,
    context: StatementContext,
    stages: Stages,
    find: Callable[[tuple[str, str, str]], Record | None],
    kind: str,
) -> tuple[Record | None, str]:
    if_exists = reader.accept("IF", "EXISTS")
    key = stages.qualified(context.session, reader.name())
    if_exists = if_exists or reader.accept("IF", "EXISTS")
    reader.expect_end()
    record = find(key)
    if record is not None:
        stages.catalog.drop(record)
    elif not if_exists:
        raise does_not_exist(kind, ".".join(key))
    return record, key[2]
