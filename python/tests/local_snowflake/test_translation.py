"""What statements become for DuckDB, where it matters how."""

from __future__ import annotations

import pytest
import sqlglot

from local_snowflake.rewriting.tree_pass import TableColumns
from local_snowflake.translation import duckdb_sql, translate


@pytest.mark.parametrize(
    ("type_", "macro"),
    [("BOOLEAN", "_SF_BOOLEAN"), ("NUMBER", "_SF_INTEGER"), ("VARCHAR", "_SF_TEXT")],
)
def test_casts_of_one_type_within_each_other_are_one(type_: str, macro: str) -> None:
    # A macro writes its argument out some six times: five levels of a function's arguments took 40 s to bind.
    nested = f"CAST(CAST((CAST(A AS {type_})) AS {type_}) AS {type_})"
    translated = duckdb_sql(
        translate(sqlglot.parse_one(f"SELECT {nested}", read="snowflake"), TableColumns())
    )
    assert translated.upper().count(macro) == 1
