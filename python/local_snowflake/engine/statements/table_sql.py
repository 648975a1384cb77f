"""CREATE TABLE in DuckDB's SQL: from column definitions, from a query, from another table."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from sqlglot import exp

from local_snowflake.engine.databases import quoted
from local_snowflake.engine.execution import described
from local_snowflake.engine.names import TableName
from local_snowflake.engine.sql_statement import name_of, result_kinds
from local_snowflake.engine.statements.column_checks import CHECKED, check_constraint, column_check
from local_snowflake.engine.statements.duplicate_columns import (
    refuse_duplicates,
    refuse_duplicates_of_query,
)
from local_snowflake.rewriting.table_definitions import without_keys
from local_snowflake.rewriting.tree_pass import TableColumns
from local_snowflake.statement import Column
from local_snowflake.translation import duckdb_sql, translate

if TYPE_CHECKING:
    from local_snowflake.engine.parts import Parts
    from local_snowflake.engine.sql_statement import SqlStatement
    from local_snowflake.engine.statements.definition_options import Options
    from local_snowflake.engine.table_catalog import ColumnDefinition

#: What DuckDB calls the type of a bare NULL, which in Snowflake makes a column of text.
_UNTYPED = '"NULL"'


def table_sql(
    parts: Parts, statement: SqlStatement, tree: exp.Create, name: TableName, options: Options
) -> list[str]:
    """The statements that make the table, and fill it; translates the tree in place."""
    without_keys(tree)
    if options.source is not None:
        return _copied(parts, statement, tree, options.source, with_rows=options.with_rows)
    query = tree.expression
    if isinstance(tree.this, exp.Schema) and isinstance(query, exp.Expr):
        return _typed_from_query(statement, tree)
    if isinstance(query, exp.Expr):
        return _from_query(statement, tree, query)
    refuse_duplicates(item.name for item in _definitions(tree))
    checks = _checks(tree)
    sequences = _sequences(tree, name)
    translated = translate(tree, statement.columns)
    _add_checks(translated, checks)
    return [*sequences, duckdb_sql(translated)]


def _prefix(tree: exp.Create) -> str:
    """CREATE [OR REPLACE] TABLE name, without what follows."""
    target = tree.this.this if isinstance(tree.this, exp.Schema) else tree.this
    replace = "OR REPLACE " if tree.args.get("replace") else ""
    temporary = "TEMPORARY " if tree.args.get("properties") is not None else ""
    return f"CREATE {replace}{temporary}TABLE {target.sql(dialect='duckdb')}"


def _from_query(statement: SqlStatement, tree: exp.Create, query: exp.Expr) -> list[str]:
    """CREATE TABLE t AS SELECT …; types that only a check tells are written out, the rows follow."""
    kinds = result_kinds(query, statement.columns)
    tree.set("expression", translate(query, statement.columns))
    refuse_duplicates_of_query(statement.duck, tree.expression)
    rows = duckdb_sql(tree.expression)
    found = described(statement.duck, rows)
    is_checked = bool((set(kinds.by_place) | set(kinds.by_name.values())) & CHECKED)
    if not is_checked and all(type_ != _UNTYPED for _, type_ in found):
        return [f"{_prefix(tree)} AS {rows}"]
    columns = zip(found, kinds.columns(found), strict=True)
    definitions = [_definition(name, type_, column) for (name, type_), column in columns]
    return [f"{_prefix(tree)} ({', '.join(definitions)})", f"{_insert_into(tree)} {rows}"]


def _definition(name: str, duckdb_type: str, column: Column) -> str:
    kind = exp.DataType.build(column.type, dialect="snowflake") if column.type in CHECKED else None
    condition = column_check(name, kind) if kind is not None else None
    type_ = "VARCHAR" if duckdb_type == _UNTYPED else duckdb_type
    return f"{quoted(name)} {type_}" + (f" CHECK ({condition})" if condition else "")


def _insert_into(tree: exp.Create) -> str:
    target = tree.this.this if isinstance(tree.this, exp.Schema) else tree.this
    return f"INSERT INTO {target.sql(dialect='duckdb')}"


def _typed_from_query(statement: SqlStatement, tree: exp.Create) -> list[str]:
    """CREATE TABLE t (a TYPE, b TYPE) AS SELECT …: made first, then filled."""
    query = tree.expression
    tree.set("expression", None)
    definitions = _definitions(tree)
    rows = duckdb_sql(translate(query, statement.columns))
    if len(definitions) != len(tree.this.expressions):
        # Only names: CREATE TABLE t (a, b) AS …
        names = ", ".join(item.sql(dialect="duckdb") for item in tree.this.expressions)
        return [f"{_prefix(tree)} AS SELECT * FROM ({rows}) AS ROWS ({names})"]
    checks = _checks(tree)
    translated = translate(tree, statement.columns)
    _add_checks(translated, checks)
    return [duckdb_sql(translated), f"{_insert_into(tree)} {rows}"]


def _copied(
    parts: Parts, statement: SqlStatement, tree: exp.Create, source: exp.Table, *, with_rows: bool
) -> list[str]:
    """LIKE and CLONE."""
    columns = parts.columns.columns(statement.duck, statement.context.session, name_of(source))
    definitions = ", ".join(_definition_like(column) for column in columns)
    made = f"{_prefix(tree)} ({definitions})"
    return (
        [made, f"{_insert_into(tree)} SELECT * FROM {source.sql(dialect='duckdb')}"] if with_rows else [made]
    )


def _definition_like(column: ColumnDefinition) -> str:
    kind = exp.DataType.build(column.declared, dialect="snowflake")
    condition = column_check(column.name, kind)
    parts = [
        quoted(column.name),
        duckdb_sql(translate(kind, TableColumns())),
        "" if column.nullable else "NOT NULL",
        f"DEFAULT {column.default}" if column.default else "",
        f"CHECK ({condition})" if condition else "",
    ]
    return " ".join(part for part in parts if part)


def _definitions(tree: exp.Create) -> list[exp.ColumnDef]:
    items = tree.this.expressions if isinstance(tree.this, exp.Schema) else []
    return [item for item in items if isinstance(item, exp.ColumnDef)]


def _checks(tree: exp.Create) -> dict[str, str]:
    """The conditions of columns, by name; before translation, which loses the types."""
    found: dict[str, str] = {}
    for item in _definitions(tree):
        if isinstance(item.kind, exp.DataType):
            condition = column_check(item.name, item.kind)
            if condition is not None:
                found[item.name] = condition
    return found


def _add_checks(tree: exp.Expr, checks: dict[str, str]) -> None:
    for item in tree.find_all(exp.ColumnDef):
        if item.name in checks:
            item.append("constraints", check_constraint(checks[item.name]))


def _sequences(tree: exp.Create, name: TableName) -> list[str]:
    """AUTOINCREMENT and IDENTITY as a sequence and a default."""
    made: list[str] = []
    for item in tree.find_all(exp.ColumnDef):
        for constraint in item.constraints:
            kind = constraint.args.get("kind")
            if not isinstance(
                kind, (exp.AutoIncrementColumnConstraint, exp.GeneratedAsIdentityColumnConstraint)
            ):
                continue
            start, step = (kind.args.get(key) for key in ("start", "increment"))
            sequence = quoted(name[0], name[1], f"{name[2]}_{item.name}_{secrets.token_hex(4)}")
            made.append(
                f"CREATE SEQUENCE {sequence} START WITH {start.name if start else 1} "
                f"INCREMENT BY {step.name if step else 1}"
            )
            call = exp.Anonymous(this="nextval", expressions=[exp.Literal.string(sequence)])
            constraint.set("kind", exp.DefaultColumnConstraint(this=call))
    return made
