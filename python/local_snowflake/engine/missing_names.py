"""Names that lead nowhere, refused as Snowflake refuses them: DuckDB's names do not mind the case."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from sqlglot import exp

from local_snowflake.engine.names import FULL_NAME, WRITTEN_NAME
from local_snowflake.statement import SnowflakeError

if TYPE_CHECKING:
    from local_snowflake.engine.databases import Databases
    from local_snowflake.engine.table_catalog import ColumnDefinition

_DEFINING = (exp.Create, exp.Drop, exp.Alter, exp.Comment, exp.TruncateTable)


def defined_table(tree: exp.Expr) -> exp.Table | None:
    """The table that a definition makes, changes or drops, which knows itself whether it must be there."""
    if not isinstance(tree, _DEFINING):
        return None
    tables = tree.args.get("tables") or (tree.expressions if isinstance(tree, exp.TruncateTable) else [])
    target = tables[0] if tables else tree.this
    target = target.this if isinstance(target, exp.Schema) else target
    return target if isinstance(target, exp.Table) else None


def missing_table(table: exp.Table, databases: Databases) -> SnowflakeError:
    """Snowflake's error for a table that is not there; it names the outermost part that is missing."""
    database, schema, _ = table.meta[FULL_NAME]
    if not databases.exists(database):
        kind, name, state = "Database", database, "02000"
    elif schema not in databases.schemas(database):
        kind, name, state = "Schema", f"{database}.{schema}", "02000"
    else:
        kind, name, state = "Object", table.meta[WRITTEN_NAME], "42S02"
    return SnowflakeError(
        "002003", state, f"SQL compilation error:\n{kind} '{name}' does not exist or not authorized."
    )


def check_case(tree: exp.Expr, columns: Iterable[ColumnDefinition]) -> None:
    """Raises SnowflakeError 000904 for a column that is there in another case only."""
    known = {column.name for column in columns} | _names_in(tree)
    folded = {name.upper() for name in known}
    for column in tree.find_all(exp.Column):
        name = column.name
        if name and name not in known and name.upper() in folded:
            raise invalid_identifier(column)


def invalid_identifier(column: exp.Column) -> SnowflakeError:
    """Snowflake's error for a column that is not there, with the name in quotes where it needs them."""
    parts = [part.name for part in (column.args.get("table"), column.this) if part is not None]
    shown = ".".join(part if part.isidentifier() and part.upper() == part else f'"{part}"' for part in parts)
    return SnowflakeError(
        "000904", "42000", f"SQL compilation error: error line 1\ninvalid identifier '{shown}'"
    )


def _names_in(tree: exp.Expr) -> set[str]:
    """Every name that the statement itself gives to something."""
    names = {alias.alias for alias in tree.find_all(exp.Alias)}
    for alias in tree.find_all(exp.TableAlias):
        names |= {column.name for column in alias.columns}
    names |= {definition.name for definition in tree.find_all(exp.ColumnDef)}
    for function in tree.find_all(exp.Lambda):
        names |= {parameter.name for parameter in function.expressions}
    return names
