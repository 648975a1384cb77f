"""The wire types of the names that a statement uses, from its tables and from its own aliases."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from sqlglot import exp

from local_snowflake.rewriting.kinds import kind_of
from local_snowflake.rewriting.tree_pass import TableColumns

if TYPE_CHECKING:
    from local_snowflake.engine.table_catalog import ColumnDefinition

_WIRE = {"NUMBER": "FIXED", "FLOAT": "REAL"}
_UNKNOWN = "?"


def column_kinds(tree: exp.Expr, definitions: Iterable[ColumnDefinition]) -> TableColumns:
    """One kind a name; a name that stands for several kinds in the statement has none."""
    kinds: dict[str, set[str]] = {}
    for column in definitions:
        kinds.setdefault(column.name, set()).add(_WIRE.get(column.data_type, column.data_type))
    tables = _unambiguous(kinds)
    for alias in tree.find_all(exp.Alias):
        kinds.setdefault(alias.alias, set()).add(kind_of(alias.this, tables) or _UNKNOWN)
    for alias in tree.find_all(exp.TableAlias):
        for column in alias.columns:
            kinds.setdefault(column.name, set()).add(_UNKNOWN)
    return _unambiguous(kinds)


def _unambiguous(kinds: dict[str, set[str]]) -> TableColumns:
    single = {name: next(iter(found)) for name, found in kinds.items() if len(found) == 1}
    return TableColumns({name: kind for name, kind in single.items() if kind != _UNKNOWN})
