"""CREATE, DROP, ALTER and COMMENT ON for functions and procedures."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import sqlglot
from sqlglot import exp

from local_snowflake import guard
from local_snowflake.guard.functions import snowflake_functions
from local_snowflake.python_runtime.call_rewriting import owner_id, sql_body
from local_snowflake.python_runtime.data_types import parse_types
from local_snowflake.python_runtime.definition import Definition, parse_create
from local_snowflake.python_runtime.names import key_of
from local_snowflake.python_runtime.packages import check_packages, check_runtime_version
from local_snowflake.python_runtime.routine import Kind, Routine
from local_snowflake.python_runtime.routine_store import already_exists
from local_snowflake.python_runtime.runtime import PythonRuntime
from local_snowflake.python_runtime.tokens import TokenCursor, syntax_error
from local_snowflake.statement import Column, Result, SnowflakeError, StatementContext, stand_in_limit

if TYPE_CHECKING:
    from local_snowflake.stages.stages import Stages

_DDL = 0x6000


def status(message: str) -> Result:
    """The one-row result of a DDL statement."""
    return Result([Column("status", "TEXT", length=16777216)], rows=[[message]], statement_type_id=_DDL)


def accept_kind(cursor: TokenCursor) -> Kind | None:
    """FUNCTION or PROCEDURE, when one comes next."""
    if cursor.accept("FUNCTION"):
        return "FUNCTION"
    return "PROCEDURE" if cursor.accept("PROCEDURE") else None


def named_routine(
    runtime: PythonRuntime, context: StatementContext, kind: Kind, cursor: TokenCursor
) -> Routine:
    """Reads NAME(TYPES) and finds the routine. Raises 002003."""
    key = key_of(kind, context.session, cursor.qualified_name())
    return runtime.store.exact(key, parse_types(cursor), owner_id(context.session))


def create(runtime: PythonRuntime, stages: Stages, context: StatementContext) -> Result | None:
    """CREATE [OR REPLACE] FUNCTION | PROCEDURE."""
    definition = parse_create(context.sql)
    if definition is None:
        return None
    key = key_of(definition.kind, context.session, definition.name)
    routine = definition.routine(key[1], key[2], owner_id(context.session))
    if taken := _taken(runtime, definition, routine, context):
        return taken
    _check(runtime, routine)
    runtime.snapshots.take(routine, lambda location: stages.resolve(context.session, location))
    try:
        created, old = runtime.store.create(
            routine, replace=definition.replace, if_not_exists=definition.if_not_exists
        )
    except BaseException:
        runtime.snapshots.remove(routine.version)
        raise
    if not created:
        runtime.snapshots.remove(routine.version)
        return status(f"{routine.name} already exists, statement succeeded.")
    if old is not None and not definition.copy_grants:
        runtime.grants.revoke(routine)
    return status(f"{routine.kind.capitalize()} {routine.name} successfully created.")


def _taken(
    runtime: PythonRuntime, definition: Definition, routine: Routine, context: StatementContext
) -> Result | None:
    """Answers early for a name that exists, before any file of IMPORTS is looked for."""
    overloads = runtime.store.overloads(routine.key, owner_id(context.session))
    same = [item for item in overloads if item.signature == routine.signature]
    if definition.replace or not any(item.session_id == routine.session_id for item in same):
        return None
    if definition.if_not_exists:
        return status(f"{routine.name} already exists, statement succeeded.")
    raise already_exists(routine)


def _check(runtime: PythonRuntime, routine: Routine) -> None:
    if routine.language == "SQL":
        if routine.strict:
            raise stand_in_limit("a SQL function with RETURNS NULL ON NULL INPUT")
        is_query = isinstance(sql_body(routine), exp.Subquery)
        guard.check(f"{'' if is_query else 'SELECT '}{routine.body}", runtime.is_function)
        return
    _check_name(routine)
    check_runtime_version(routine.runtime_version)
    check_packages(routine.kind, routine.packages)


def _check_name(routine: Routine) -> None:
    """Refuses a name that the SQL parser would take for a function of its own where Snowflake has none."""
    always_quoted = re.fullmatch(r"[A-Z_][A-Z0-9_$]*", routine.name) is None
    if routine.kind == "PROCEDURE" or always_quoted or routine.name in snowflake_functions():
        return
    call = sqlglot.parse_one(f"{routine.name}(X)", read="snowflake", error_level=sqlglot.ErrorLevel.IGNORE)
    if isinstance(call, exp.Func) and not isinstance(call, exp.Anonymous):
        raise stand_in_limit(f"a user-defined function named {routine.name}")


def drop(runtime: PythonRuntime, context: StatementContext) -> Result | None:
    """DROP FUNCTION | PROCEDURE [IF EXISTS] NAME(TYPES)."""
    cursor = TokenCursor(context.sql)
    cursor.expect("DROP")
    if (kind := accept_kind(cursor)) is None:
        return None
    if_exists = cursor.accept("IF", "EXISTS")
    key = key_of(kind, context.session, cursor.qualified_name())
    types = parse_types(cursor)
    cursor.end()
    try:
        routine = runtime.store.exact(key, types, owner_id(context.session))
    except SnowflakeError:
        if not if_exists:
            raise
        return status(f"Drop statement executed successfully ({key[3]} already dropped).")
    runtime.store.drop(routine)
    runtime.grants.revoke(routine)
    return status(f"{routine.name} successfully dropped.")


def alter(runtime: PythonRuntime, context: StatementContext) -> Result | None:
    """ALTER FUNCTION | PROCEDURE [IF EXISTS] NAME(TYPES) RENAME TO | SET COMMENT | UNSET COMMENT."""
    cursor = TokenCursor(context.sql)
    cursor.expect("ALTER")
    if (kind := accept_kind(cursor)) is None:
        return None
    if_exists = cursor.accept("IF", "EXISTS")
    try:
        routine = named_routine(runtime, context, kind, cursor)
    except SnowflakeError as error:
        if if_exists and error.code == "002003":
            return status("Statement executed successfully.")
        raise
    if cursor.accept("RENAME", "TO"):
        key = key_of(kind, context.session, cursor.qualified_name())
        cursor.end()
        runtime.grants.move(routine, runtime.store.alter(routine, key=key))
    elif cursor.accept("SET", "COMMENT"):
        cursor.expect("=")
        comment = cursor.text()
        cursor.end()
        runtime.store.alter(routine, comment=comment)
    elif cursor.accept("UNSET", "COMMENT"):
        cursor.end()
        runtime.store.alter(routine, comment="")
    else:
        raise stand_in_limit(f"ALTER {kind} with anything but RENAME TO, SET COMMENT and UNSET COMMENT")
    return status("Statement executed successfully.")


def comment_on(runtime: PythonRuntime, context: StatementContext) -> Result | None:
    """COMMENT [IF EXISTS] ON FUNCTION | PROCEDURE NAME(TYPES) IS 'text'."""
    cursor = TokenCursor(context.sql)
    cursor.expect("COMMENT")
    if_exists = cursor.accept("IF", "EXISTS")
    if not cursor.accept("ON") or (kind := accept_kind(cursor)) is None:
        return None
    try:
        routine = named_routine(runtime, context, kind, cursor)
    except SnowflakeError as error:
        if if_exists and error.code == "002003":
            return status("Statement executed successfully.")
        raise
    if not cursor.accept("IS"):
        raise syntax_error(cursor.peek)
    text = cursor.text()
    cursor.end()
    runtime.store.alter(routine, comment=text)
    return status("Statement executed successfully.")
