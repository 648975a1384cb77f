"""SHOW and DESCRIBE of stages and file formats."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from local_snowflake.stages.file_format import DEFAULTS, FileFormat, make_format
from local_snowflake.stages.reader import Option, StatementReader
from local_snowflake.stages.stage_catalog import Record, does_not_exist
from local_snowflake.stages.stages import Stages, owner_session
from local_snowflake.statement import Column, Result, StatementContext

SHOW_STATEMENT = 0x4000
DESCRIBE_STATEMENT = 0x5000


@dataclass
class _Filter:
    pattern: re.Pattern[str] | None
    database: str | None
    schema: str | None
    limit: int | None

    def chooses(self, record: Record) -> bool:
        return (
            (self.pattern is None or self.pattern.fullmatch(record.name) is not None)
            and (self.database is None or self.database == record.database)
            and (self.schema is None or self.schema == record.schema)
        )


def like_pattern(like: str) -> re.Pattern[str]:
    """SHOW … LIKE: case-insensitive, with % and _."""
    parts = re.split(r"(\\.|[%_])", like)
    text = "".join({"%": ".*", "_": "."}.get(part, re.escape(part.removeprefix("\\"))) for part in parts)
    return re.compile(text, re.IGNORECASE | re.DOTALL)


def _filter(reader: StatementReader, context: StatementContext) -> _Filter:
    session = context.session
    found = _Filter(None, session.database, session.schema, None)
    if reader.accept("LIKE"):
        found.pattern = like_pattern(reader.literal())
    if reader.accept("IN"):
        if reader.accept("ACCOUNT"):
            found.database = found.schema = None
        elif reader.accept("DATABASE"):
            found.database = found.database if reader.at_end else reader.name()[0]
            found.schema = None
        else:
            reader.accept("SCHEMA")
            parts = reader.name()
            found.schema = parts[-1]
            found.database = parts[0] if len(parts) > 1 else session.database
    if reader.accept("LIMIT"):
        found.limit = int(reader.next().text)
    reader.expect_end()
    return found


def _columns(names: Sequence[str]) -> list[Column]:
    kinds = {"created_on": "TIMESTAMP_LTZ"}
    return [Column(name, kinds.get(name, "TEXT"), scale=9 if name in kinds else None) for name in names]


def _created(record: Record) -> datetime:
    return datetime.fromtimestamp(record.created_at, UTC)


def show_stages(context: StatementContext, stages: Stages) -> Result:
    """SHOW STAGES [LIKE …] [IN …] [LIMIT n]."""
    reader = StatementReader(context.sql, context.binds)
    reader.expect("SHOW", "STAGES")
    wanted = _filter(reader, context)
    names = [
        "created_on",
        "name",
        "database_name",
        "schema_name",
        "url",
        "has_credentials",
        "has_encryption_key",
        "owner",
        "comment",
        "region",
        "type",
        "cloud",
        "notification_channel",
        "storage_integration",
        "endpoint",
        "owner_role_type",
        "directory_enabled",
    ]
    rows: list[tuple[Any, ...]] = []
    for record in filter(wanted.chooses, stages.catalog.stages(owner_session(context.session))):
        kind = "INTERNAL TEMPORARY" if record.session else "INTERNAL"
        place = (record.name, record.database, record.schema)
        rest = (record.owner, record.comment, None, kind, None, None, None, None, "ROLE", "N")
        rows.append((_created(record), *place, "", "N", "N", *rest))
    return Result(_columns(names), rows=rows[: wanted.limit], statement_type_id=SHOW_STATEMENT)


def show_file_formats(context: StatementContext, stages: Stages) -> Result:
    """SHOW FILE FORMATS [LIKE …] [IN …] [LIMIT n]."""
    reader = StatementReader(context.sql, context.binds)
    reader.expect("SHOW", "FILE", "FORMATS")
    wanted = _filter(reader, context)
    names = [
        "created_on",
        "name",
        "database_name",
        "schema_name",
        "type",
        "owner",
        "comment",
        "format_options",
        "owner_role_type",
    ]
    rows: list[tuple[Any, ...]] = []
    for record in filter(wanted.chooses, stages.catalog.formats(owner_session(context.session))):
        place = (record.name, record.database, record.schema)
        rest = (record.format.type, record.owner, record.comment, record.definition, "ROLE")
        rows.append((_created(record), *place, *rest))
    return Result(_columns(names), rows=rows[: wanted.limit], statement_type_id=SHOW_STATEMENT)


def _property_row(parent: str | None, name: str, value: Option, default: Option) -> tuple[Any, ...]:
    kinds: dict[type, str] = {bool: "Boolean", int: "Integer", list: "List"}
    kind = kinds.get(type(default), "String")
    texts = [
        json.dumps(v) if isinstance(v, list) else str(v).lower() if v in (True, False) else str(v)
        for v in (value, default)
    ]
    return (parent, name, kind, *texts) if parent else (name, kind, *texts)


def _format_rows(file_format: FileFormat, parent: str | None) -> list[tuple[Any, ...]]:
    defaults = DEFAULTS[file_format.type]
    rows = [_property_row(parent, "TYPE", file_format.type, "CSV")]
    return rows + [
        _property_row(parent, name, value, defaults[name]) for name, value in file_format.options.items()
    ]


def describe_stage(context: StatementContext, stages: Stages) -> Result:
    """DESCRIBE STAGE name."""
    reader = StatementReader(context.sql, context.binds)
    if not reader.accept("DESC", "STAGE"):
        reader.expect("DESCRIBE", "STAGE")
    key = stages.qualified(context.session, reader.name())
    reader.expect_end()
    record = stages.catalog.find_stage(*key, owner_session(context.session))
    if record is None:
        raise does_not_exist("Stage", ".".join(key))
    file_format = FileFormat.from_json(record.file_format) if record.file_format else make_format({})
    rows = _format_rows(file_format, "STAGE_FILE_FORMAT")
    rows += [
        _property_row("STAGE_COPY_OPTIONS", "ON_ERROR", "ABORT_STATEMENT", "ABORT_STATEMENT"),
        _property_row("STAGE_COPY_OPTIONS", "PURGE", False, False),
        _property_row("DIRECTORY", "ENABLE", False, False),
    ]
    columns = _columns(["parent_property", "property", "property_type", "property_value", "property_default"])
    return Result(columns, rows=rows, statement_type_id=DESCRIBE_STATEMENT)


def describe_file_format(context: StatementContext, stages: Stages) -> Result:
    """DESCRIBE FILE FORMAT name."""
    reader = StatementReader(context.sql, context.binds)
    if not reader.accept("DESC", "FILE", "FORMAT"):
        reader.expect("DESCRIBE", "FILE", "FORMAT")
    key = stages.qualified(context.session, reader.name())
    reader.expect_end()
    record = stages.catalog.find_format(*key, owner_session(context.session))
    if record is None:
        raise does_not_exist("File format", ".".join(key))
    columns = _columns(["property", "property_type", "property_value", "property_default"])
    return Result(columns, rows=_format_rows(record.format, None), statement_type_id=DESCRIBE_STATEMENT)
