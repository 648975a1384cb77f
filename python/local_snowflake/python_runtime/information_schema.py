"""INFORMATION_SCHEMA.FUNCTIONS, .PROCEDURES and .PACKAGES, put into a statement as the rows they have now."""

from __future__ import annotations

import datetime as dt
import sys
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from local_snowflake.python_runtime.data_types import DataType
from local_snowflake.python_runtime.packages import installed_packages
from local_snowflake.python_runtime.routine import Kind, Routine
from local_snowflake.python_runtime.routine_store import RoutineStore

if TYPE_CHECKING:
    from local_snowflake.sessions import Session

_KINDS: dict[str, Kind] = {"FUNCTIONS": "FUNCTION", "PROCEDURES": "PROCEDURE"}
_PACKAGE_COLUMNS = ("PACKAGE_NAME", "VERSION", "LANGUAGE", "RUNTIME_VERSION")


def with_routine_views(statement: exp.Expr, session: Session, store: RoutineStore) -> exp.Expr:
    """The statement with these views replaced by derived tables, in place."""
    from local_snowflake.python_runtime.call_rewriting import owner_id

    for table in list(statement.find_all(exp.Table)):
        view = table.name.upper()
        if table.db.upper() != "INFORMATION_SCHEMA" or view not in (*_KINDS, "PACKAGES"):
            continue
        database = table.catalog or session.database
        if view == "PACKAGES":
            columns: list[str] = list(_PACKAGE_COLUMNS)
            rows: list[list[Any]] = [list(row) for row in _packages()]
        else:
            records = [
                _record(routine)
                for routine in store.all(_KINDS[view], owner_id(session))
                if database is None or routine.database.upper() == database.upper()
            ]
            columns = [name.format(_KINDS[view]) for name in _COLUMNS]
            rows = [list(record) for record in records]
        table.replace(_derived_table(columns, rows, table.alias or view, table.args.get("alias")))
    return statement


def _packages() -> list[tuple[str, str, str, str]]:
    runtime = f"{sys.version_info.major}.{sys.version_info.minor}"
    return [(name, version, "python", runtime) for name, version in installed_packages()]


_COLUMNS = (
    "{0}_CATALOG",
    "{0}_SCHEMA",
    "{0}_NAME",
    "{0}_OWNER",
    "ARGUMENT_SIGNATURE",
    "DATA_TYPE",
    "{0}_LANGUAGE",
    "{0}_DEFINITION",
    "CREATED",
    "LAST_ALTERED",
    "COMMENT",
    "IS_SECURE",
    "HANDLER",
    "IMPORTS",
    "PACKAGES",
    "RUNTIME_VERSION",
    "INSTALLED_PACKAGES",
    "VOLATILITY",
)


def argument_signature(routine: Routine) -> str:
    """Names with types, as the information schema shows them: (GENDER VARCHAR, AGE FLOAT)."""
    return f"({', '.join(f'{item.name} {item.type.name}' for item in routine.arguments)})"


def quoted_list(values: tuple[str, ...]) -> str:
    """['a','b'], as DESCRIBE and the information schema show IMPORTS and PACKAGES."""
    return "[" + ",".join(f"'{value}'" for value in values) + "]"


def _record(routine: Routine) -> tuple[Any, ...]:
    created = dt.datetime.fromtimestamp(routine.created_on, dt.UTC)
    is_python = routine.language == "PYTHON"
    return (
        routine.database,
        routine.schema,
        routine.name,
        "ACCOUNTADMIN",
        argument_signature(routine),
        routine.returns.name if isinstance(routine.returns, DataType) else routine.returns.sql,
        routine.language,
        routine.body,
        created,
        created,
        routine.comment or None,
        "YES" if routine.secure else "NO",
        routine.handler or None,
        quoted_list(routine.imports) if is_python else None,
        quoted_list(routine.packages) if is_python else None,
        routine.runtime_version or None,
        None,
        routine.volatility,
    )


def _derived_table(
    columns: list[str], rows: list[list[Any]], name: str, alias: exp.TableAlias | None
) -> exp.Subquery:
    values = exp.Values(
        expressions=[exp.Tuple(expressions=[_text(item) for item in row]) for row in rows]
        or [exp.Tuple(expressions=[exp.Null() for _ in columns])],
        alias=exp.TableAlias(
            this=exp.to_identifier("LISTED"),
            columns=[exp.to_identifier(column, quoted=True) for column in columns],
        ),
    )
    query = exp.Select(expressions=[_typed(column) for column in columns]).from_(values)
    if not rows:
        query.where(exp.false(), copy=False)
    return exp.Subquery(this=query, alias=alias or exp.TableAlias(this=exp.to_identifier(name)))


def _text(value: Any) -> exp.Expr:
    return exp.Null() if value is None else exp.Literal.string(str(value))


def _typed(column: str) -> exp.Expr:
    type_ = "TIMESTAMP_LTZ" if column in ("CREATED", "LAST_ALTERED") else "VARCHAR"
    value = exp.Cast(this=exp.column(column, quoted=True), to=exp.DataType.build(type_, dialect="snowflake"))
    return exp.alias_(value, column, quoted=True)
