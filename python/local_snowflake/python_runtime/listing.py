"""SHOW FUNCTIONS, SHOW PROCEDURES and DESCRIBE, with Snowflake's columns."""

from __future__ import annotations

import datetime as dt
from typing import Any

from local_snowflake.python_runtime.call_rewriting import owner_id
from local_snowflake.python_runtime.data_types import DataType
from local_snowflake.python_runtime.definition_statements import accept_kind, named_routine
from local_snowflake.python_runtime.information_schema import quoted_list
from local_snowflake.python_runtime.names import like_pattern
from local_snowflake.python_runtime.routine import Kind, Routine
from local_snowflake.python_runtime.runtime import PythonRuntime
from local_snowflake.python_runtime.tokens import TokenCursor
from local_snowflake.statement import Column, Result, StatementContext

_SHOW, _DESCRIBE = 0x4400, 0x4500
_PROCEDURE_COLUMNS = (
    "created_on",
    "name",
    "schema_name",
    "is_builtin",
    "is_aggregate",
    "is_ansi",
    "min_num_arguments",
    "max_num_arguments",
    "arguments",
    "description",
    "catalog_name",
    "is_table_function",
    "valid_for_clustering",
    "is_secure",
    "secrets",
    "external_access_integrations",
)
_FUNCTION_COLUMNS = (
    *_PROCEDURE_COLUMNS,
    "is_external_function",
    "language",
    "is_memoizable",
    "is_data_metric",
)


def _column(name: str) -> Column:
    if name == "created_on":
        return Column(name, "TIMESTAMP_LTZ", precision=0, scale=9)
    if name.endswith("_num_arguments"):
        return Column(name, "FIXED", precision=38, scale=0)
    return Column(name, "TEXT", length=16777216)


def show(runtime: PythonRuntime, context: StatementContext) -> Result | None:
    """SHOW [USER] FUNCTIONS | PROCEDURES [LIKE] [IN] [STARTS WITH] [LIMIT]; None for other SHOWs."""
    cursor = TokenCursor(context.sql)
    cursor.expect("SHOW")
    cursor.accept("TERSE")
    cursor.accept("USER")
    if not (word := cursor.accept_any("FUNCTIONS", "PROCEDURES")):
        return None
    kind: Kind = "FUNCTION" if word == "FUNCTIONS" else "PROCEDURE"
    like = like_pattern(cursor.text()) if cursor.accept("LIKE") else None
    database, schema = _scope(cursor, context)
    prefix = cursor.text() if cursor.accept("STARTS", "WITH") else ""
    limit = cursor.integer() if cursor.accept("LIMIT") else None
    cursor.end()
    found = [
        routine
        for routine in runtime.store.all(kind, owner_id(context.session))
        if (like is None or like.fullmatch(routine.name))
        and database in (None, routine.database)
        and schema in (None, routine.schema)
        and routine.name.startswith(prefix)
    ]
    names = _FUNCTION_COLUMNS if kind == "FUNCTION" else _PROCEDURE_COLUMNS
    rows = [_row(routine)[: len(names)] for routine in found[:limit]]
    return Result([_column(name) for name in names], rows=rows, statement_type_id=_SHOW)


def _scope(cursor: TokenCursor, context: StatementContext) -> tuple[str | None, str | None]:
    """IN ACCOUNT | DATABASE d | SCHEMA s; without it, the session's schema or database."""
    session = context.session
    if not cursor.accept("IN"):
        return session.database, session.schema if session.database else None
    if cursor.accept("ACCOUNT"):
        return None, None
    if cursor.accept("DATABASE"):
        at_end = cursor.done or (cursor.peek is not None and cursor.peek.text.upper() in ("STARTS", "LIMIT"))
        return (session.database if at_end else cursor.identifier()), None
    cursor.accept("SCHEMA")
    if cursor.done:
        return session.database, session.schema
    parts = cursor.qualified_name()
    return (parts[-2] if len(parts) > 1 else session.database), parts[len(parts) - 1]


def _row(routine: Routine) -> list[Any]:
    returned = routine.returns.name if isinstance(routine.returns, DataType) else routine.returns.sql
    default_from = routine.required
    types = [
        item.type.name if at < default_from else f"DEFAULT {item.type.name}"
        for at, item in enumerate(routine.arguments)
    ]
    is_table = "N" if isinstance(routine.returns, DataType) else "Y"
    return [
        dt.datetime.fromtimestamp(routine.created_on, dt.UTC),
        routine.name,
        routine.schema,
        "N",
        "N",
        "N",
        routine.required,
        len(routine.arguments),
        f"{routine.name}({', '.join(types)}) RETURN {returned}",
        routine.comment or f"user-defined {routine.kind.lower()}",
        routine.database,
        is_table,
        "N",
        "Y" if routine.secure else "N",
        None,
        None,
        "N",
        routine.language,
        "N",
        "N",
    ]


def describe(runtime: PythonRuntime, context: StatementContext) -> Result | None:
    """DESCRIBE | DESC FUNCTION | PROCEDURE NAME(TYPES): property and value."""
    cursor = TokenCursor(context.sql)
    if not cursor.accept_any("DESCRIBE", "DESC") or (kind := accept_kind(cursor)) is None:
        return None
    routine = named_routine(runtime, context, kind, cursor)
    cursor.end()
    rows: list[list[Any]] = [
        ["signature", f"({', '.join(f'{item.name} {item.type.sql}' for item in routine.arguments)})"],
        ["returns", routine.returns.sql],
        ["language", routine.language],
    ]
    if routine.kind == "PROCEDURE":
        rows.append(["execute as", routine.execute_as])
    else:
        rows.append(
            ["null handling", "RETURNS NULL ON NULL INPUT" if routine.strict else "CALLED ON NULL INPUT"]
        )
        rows.append(["volatility", routine.volatility])
    rows.append(["body", routine.body])
    if routine.language == "PYTHON":
        rows += [
            ["imports", quoted_list(routine.imports)],
            ["handler", routine.handler],
            ["runtime_version", routine.runtime_version],
            ["packages", quoted_list(routine.packages)],
            ["installed_packages", quoted_list(routine.packages)],
            ["is_aggregate", "false"],
        ]
    columns = [_column("property"), _column("value")]
    return Result(columns, rows=rows, statement_type_id=_DESCRIBE)
