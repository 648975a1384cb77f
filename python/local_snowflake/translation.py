"""Snowflake SQL trees to DuckDB: our rules, fakesnow's where they fit, sqlglot's generator for the rest."""

from __future__ import annotations

import logging
from pathlib import Path

from sqlglot import exp
from sqlglot.errors import ErrorLevel, UnsupportedError

from local_snowflake.rewriting import RULES, fakesnow_rules
from local_snowflake.rewriting.kinds import note_kinds
from local_snowflake.rewriting.lambdas import lambda_parameters
from local_snowflake.rewriting.tree_pass import TableColumns, apply_rules
from local_snowflake.rewriting.types import remember_length
from local_snowflake.statement import stand_in_limit

#: DuckDB 2 wants `lambda x:`; sqlglot still writes `x ->`.
DUCKDB_CONFIG: dict[str, str | bool | int | float | list[str]] = {"lambda_syntax": "ENABLE_SINGLE_ARROW"}
_MACROS = Path(__file__).parent / "rewriting" / "macros.sql"
# The generator would log what it cannot write and go on; `duckdb_sql` makes it raise.
logging.getLogger("sqlglot").setLevel(logging.ERROR)


def macro_sql() -> str:
    """The macros that translated statements call."""
    return fakesnow_rules.macro_sql() + ";" + _MACROS.read_text(encoding="utf-8")


def translate(tree: exp.Expr, columns: TableColumns) -> exp.Expr:
    """The statement in DuckDB's terms; changes the tree in place. Names are qualified and quoted by now."""
    columns = columns.with_kinds(dict.fromkeys(lambda_parameters(tree), "VARIANT"))
    remember_length(tree)
    note_kinds(tree, columns)
    return apply_rules(tree, RULES, columns)


def duckdb_sql(tree: exp.Expr) -> str:
    """The text that DuckDB runs. Raises SnowflakeError for what has no counterpart in DuckDB."""
    try:
        return tree.sql(dialect="duckdb", unsupported_level=ErrorLevel.RAISE, comments=False)
    except UnsupportedError as error:
        raise stand_in_limit(str(error)) from None
