"""LIST and REMOVE: the files of a stage."""

from __future__ import annotations

from local_snowflake.stages.reader import StatementReader
from local_snowflake.stages.stages import Stages
from local_snowflake.statement import Column, Result, StatementContext

LIST_STATEMENT = 0x7103
REMOVE_STATEMENT = 0x7104


def _pattern(reader: StatementReader) -> str | None:
    pattern = None
    if reader.accept("PATTERN"):
        if not reader.accept_symbol("=>"):
            reader.expect_symbol("=")
        pattern = reader.literal()
    reader.expect_end()
    return pattern


def list_files(context: StatementContext, stages: Stages) -> Result:
    """LIST | LS @stage/path [PATTERN = '…']: name, size in bytes, MD5 and when each file was last changed."""
    reader = StatementReader(context.sql, context.binds)
    reader.next()
    place = stages.place(context.session, reader.location())
    files = stages.matching(place, _pattern(reader))
    columns = [
        Column("name", "TEXT"),
        Column("size", "FIXED", precision=38, scale=0),
        Column("md5", "TEXT"),
        Column("last_modified", "TEXT"),
    ]
    rows = [(place.listed_name(f), f.size, stages.store.md5(f), f.last_modified) for f in files]
    return Result(columns, rows=rows, statement_type_id=LIST_STATEMENT)


def remove_files(context: StatementContext, stages: Stages) -> Result:
    """REMOVE | RM @stage/path [PATTERN = '…']: deletes every file whose path begins with it."""
    reader = StatementReader(context.sql, context.binds)
    reader.next()
    place = stages.place(context.session, reader.location())
    rows: list[tuple[str, str]] = []
    for file in stages.matching(place, _pattern(reader)):
        stages.store.remove(file, place.stage_id)
        rows.append((place.listed_name(file), "removed"))
    columns = [Column("name", "TEXT"), Column("result", "TEXT")]
    return Result(columns, rows=rows, statement_type_id=REMOVE_STATEMENT)
