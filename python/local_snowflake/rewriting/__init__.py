"""Changes to statement trees that turn Snowflake's meaning into DuckDB's terms."""

from __future__ import annotations

from local_snowflake.rewriting import (
    arithmetic,
    clauses,
    dates,
    fakesnow_rules,
    hashing,
    lambdas,
    merge,
    semi_structured,
    text,
    types,
)
from local_snowflake.rewriting.tree_pass import merged

RULES = merged(
    semi_structured.RULES,
    fakesnow_rules.RULES,
    dates.RULES,
    arithmetic.RULES,
    text.RULES,
    types.RULES,
    lambdas.RULES,
    hashing.RULES,
    clauses.RULES,
    merge.RULES,
)
