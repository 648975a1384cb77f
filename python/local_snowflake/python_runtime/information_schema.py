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
    selects = [
        exp.Select(
            expressions=[
                exp.Alias(this=_value(column, value), alias=exp.to_identifier(column, quoted=True))
                for column, value in zip(columns, row, strict=True)
            ]
        )
        for row in (rows or [[None] * len(columns)])
    ]
    if not rows:
        selects[0].where(exp.false(), copy=False)
    query: exp.Query = selects[0]
    for select in selects[1:]:
        query = exp.Union(this=query, expression=select, distinct=False)
    return exp.Subquery(this=query, alias=alias or exp.TableAlias(this=exp.to_identifier(name)))


def _value(column: str, value: Any) -> exp.Expr:
    if column in ("CREATED", "LAST_ALTERED"):
        text = exp.Null() if value is None else exp.Literal.string(value.isoformat())
        return exp.Cast(this=text, to=exp.DataType.build("TIMESTAMP_LTZ", dialect="snowflake"))
    text = exp.Null() if value is None else exp.Literal.string(str(value))
    return exp.Cast(this=text, to=exp.DataType.build("VARCHAR", dialect="snowflake"))
