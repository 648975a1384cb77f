"""Refuses tables with two columns of one name, which DuckDB would rename or take for one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from sqlglot import exp

from local_snowflake.engine.execution import described
from local_snowflake.statement import SnowflakeError, stand_in_limit
from local_snowflake.translation import duckdb_sql

if TYPE_CHECKING:
    from local_snowflake.duck_connection import DuckConnection


def refuse_duplicates(names: Iterable[str]) -> None:
    """Raises SnowflakeError 002025; the stand-in's limit for names that differ only in case."""
    seen: dict[str, str] = {}
    for name in names:
        other = seen.get(name.upper())
        seen[name.upper()] = name
        if other is None:
            continue
        if other == name:
            raise SnowflakeError("002025", "42S21", f"SQL compilation error:\nduplicate column name '{name}'")
        raise stand_in_limit(f"two columns whose names differ only in case: {other}, {name}")


def refuse_duplicates_of_query(duck: DuckConnection, query: exp.Expr) -> None:
    """The same for a translated query's columns; DuckDB gives those of a derived table other names."""
    innermost = query
    while (derived := _all_of(innermost)) is not None:
        innermost = derived
    refuse_duplicates(name for name, _ in described(duck, duckdb_sql(innermost)))


def _all_of(query: exp.Expr) -> exp.Expr | None:
    """What stands in the parentheses of SELECT * FROM (…); None for any other query."""
    if not isinstance(query, exp.Select) or len(query.expressions) != 1 or query.args.get("joins"):
        return None
    star, source = query.expressions[0], query.args.get("from_")
    if not isinstance(star, exp.Star) or any(star.args.values()) or source is None:
        return None
    derived = source.this
    return derived.this if isinstance(derived, exp.Subquery) and not derived.args.get("with_") else None
