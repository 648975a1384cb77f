"""Changes to statement trees that the translation library lacks, before and after its own."""

from __future__ import annotations

from sqlglot import exp

from local_snowflake.rewriting.arithmetic import checked_division
from local_snowflake.rewriting.hashing import hash_functions
from local_snowflake.rewriting.table_definitions import table_definition
from local_snowflake.rewriting.types import exact_integers


def before_translation(tree: exp.Expr) -> exp.Expr:
    """Snowflake's meaning kept where the library would lose it. Changes the tree in place."""
    for change in (table_definition, exact_integers, checked_division, hash_functions):
        tree = tree.transform(change, copy=False)
    return tree


def after_translation(tree: exp.Expr) -> exp.Expr:
    """What can only be said in DuckDB's own terms. Changes the tree in place."""
    return tree
