"""CREATE TABLE, CREATE VIEW, CREATE SEQUENCE."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from sqlglot import exp

from local_snowflake.engine.databases import quoted
from local_snowflake.engine.execution import described
from local_snowflake.engine.names import TableName, owner, point_at, sql_name
from local_snowflake.engine.queries import prepare_calls
from local_snowflake.engine.result_columns import status
from local_snowflake.engine.sql_statement import name_of, result_kinds
from local_snowflake.engine.statements.column_checks import CHECKED, check_constraint, column_check
from local_snowflake.engine.statements.definition_options import Options, take_options
from local_snowflake.engine.statements.transactions import commit_before_ddl
from local_snowflake.rewriting.table_definitions import without_keys
from local_snowflake.statement import Column, Result, SnowflakeError, stand_in_limit
from local_snowflake.translation import duckdb_sql, translate

if TYPE_CHECKING:
    from local_snowflake.engine.parts import Parts
    from local_snowflake.engine.sql_statement import SqlStatement


def create(parts: Parts, statement: SqlStatement) -> Result:
    """CREATE [OR REPLACE] [TEMPORARY | TRANSIENT] TABLE | VIEW | SEQUENCE [IF NOT EXISTS] …"""
    tree = statement.tree
    assert isinstance(tree, exp.Create)
    if tree.kind not in ("TABLE", "VIEW", "SEQUENCE"):
        raise stand_in_limit(f"CREATE {tree.kind}")
    commit_before_ddl(parts, statement.context.session)
    target = tree.this.this if isinstance(tree.this, exp.Schema) else tree.this
    name = name_of(target)
    _check_place(parts, name)
    options = take_options(tree)
    if tree.kind != "SEQUENCE" and (taken := _taken(parts, statement, name, options)):
        return taken
    point_at(target, statement.context.session, name)
    if options.temporary:
        _make_temporary(statement, target, name)
    sqls = _table(parts, statement, tree, name, options) if tree.kind == "TABLE" else _other(statement, tree)
    parts.execution.write(
        statement.context,
        statement.duck,
        [*sqls, *_comments(statement, tree, name, options)],
        [name],
        defines=True,
        before=lambda: prepare_calls(parts, statement, tree),
    )
    if tree.kind != "SEQUENCE" and not options.temporary:
        parts.times.created(name, transient=options.transient)
    parts.dropped(*name)
    return status(f"{tree.kind.capitalize()} {name[2]} successfully created.")


def _check_place(parts: Parts, name: TableName) -> None:
    database, schema, _ = name
    if not parts.databases.exists(database):
        raise SnowflakeError(
            "002003",
            "02000",
            f"SQL compilation error:\nDatabase '{database}' does not exist or not authorized.",
        )
    if schema not in parts.databases.schemas(database):
        raise SnowflakeError(
            "002003",
            "02000",
            f"SQL compilation error:\nSchema '{database}.{schema}' does not exist or not authorized.",
        )


def _taken(parts: Parts, statement: SqlStatement, name: TableName, options: Options) -> Result | None:
    """Answers for a name that exists; a temporary table may hide another one."""
    session = statement.context.session
    is_temporary = name in owner(session).temporary_tables
    if options.temporary:
        exists = is_temporary
    else:
        exists = is_temporary or bool(parts.columns.columns(statement.duck, session, name))
    if not exists or options.replace:
        return None
    if options.if_not_exists:
        return status(f"{name[2]} already exists, statement succeeded.")
    raise SnowflakeError(
        "002002", "42710", f"SQL compilation error:\nObject '{'.'.join(name)}' already exists."
    )


def _make_temporary(statement: SqlStatement, target: exp.Table, name: TableName) -> None:
    root = owner(statement.context.session)
    fresh = name not in root.temporary_tables
    root.temporary_tables.add(name)
    point_at(target, statement.context.session, name)
    target.set("alias", None)
    statement.tree.set("properties", exp.Properties(expressions=[exp.TemporaryProperty()]))
    if fresh:
        # Taken back when the statement fails: `forget_unless_made` runs with the statement's other clean-up.
        statement.stack.callback(_forget_unless_made, statement, name)


def _forget_unless_made(statement: SqlStatement, name: TableName) -> None:
    sql = sql_name(statement.context.session, name)
    try:
        statement.duck.raw.execute(f"SELECT 1 FROM {sql} LIMIT 0")
    except Exception:
        owner(statement.context.session).temporary_tables.discard(name)


def _table(
    parts: Parts, statement: SqlStatement, tree: exp.Create, name: TableName, options: Options
) -> list[str]:
    without_keys(tree)
    if options.source is not None:
        return [_copied(parts, statement, tree, options.source, with_rows=options.with_rows)]
    query = tree.expression
    if isinstance(tree.this, exp.Schema) and isinstance(query, exp.Expr):
        return _typed_from_query(statement, tree)
    if isinstance(query, exp.Expr):
        return _from_query(statement, tree, query)
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


def _translated_query(statement: SqlStatement, query: exp.Expr) -> exp.Expr:
    return translate(query.copy(), statement.columns)


def _from_query(statement: SqlStatement, tree: exp.Create, query: exp.Expr) -> list[str]:
    """CREATE TABLE t AS SELECT …; types that only a check tells are written out, the rows follow."""
    kinds = result_kinds(query, statement.columns)
    rows = duckdb_sql(_translated_query(statement, query))
    if not (set(kinds.by_place) | set(kinds.by_name.values())) & CHECKED:
        return [f"{_prefix(tree)} AS {rows}"]
    found = described(statement.duck, rows)
    columns = zip(found, kinds.columns(found), strict=True)
    definitions = [_definition(name, type_, column) for (name, type_), column in columns]
    return [f"{_prefix(tree)} ({', '.join(definitions)})", f"{_insert_into(tree)} {rows}"]


def _definition(name: str, duckdb_type: str, column: Column) -> str:
    kind = exp.DataType.build(column.type, dialect="snowflake") if column.type in CHECKED else None
    condition = column_check(name, kind) if kind is not None else None
    return f"{quoted(name)} {duckdb_type}" + (f" CHECK ({condition})" if condition else "")


def _insert_into(tree: exp.Create) -> str:
    target = tree.this.this if isinstance(tree.this, exp.Schema) else tree.this
    return f"INSERT INTO {target.sql(dialect='duckdb')}"


def _typed_from_query(statement: SqlStatement, tree: exp.Create) -> list[str]:
    """CREATE TABLE t (a TYPE, b TYPE) AS SELECT …: made first, then filled."""
    query = tree.expression
    tree.set("expression", None)
    definitions = [item for item in tree.this.expressions if isinstance(item, exp.ColumnDef)]
    rows = duckdb_sql(_translated_query(statement, query))
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
) -> str:
    """LIKE and CLONE. Column checks are not copied by DuckDB's CREATE TABLE AS, so such tables are refused."""
    columns = parts.columns.columns(statement.duck, statement.context.session, name_of(source))
    if any(column.length not in (None, 16_777_216, 8_388_608) or not column.nullable for column in columns):
        raise stand_in_limit("CLONE and LIKE of a table with NOT NULL or text lengths")
    return f"{_prefix(tree)} AS SELECT * FROM {source.sql(dialect='duckdb')}" + (
        "" if with_rows else " WHERE FALSE"
    )


def _checks(tree: exp.Create) -> dict[str, str]:
    """The conditions of columns, by name; before translation, which loses the types."""
    found: dict[str, str] = {}
    for item in tree.this.expressions if isinstance(tree.this, exp.Schema) else []:
        if isinstance(item, exp.ColumnDef) and isinstance(item.kind, exp.DataType):
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
                f"CREATE SEQUENCE {sequence} START WITH {start.name if start else 1} INCREMENT BY {step.name if step else 1}"
            )
            call = exp.Anonymous(this="nextval", expressions=[exp.Literal.string(sequence)])
            constraint.set("kind", exp.DefaultColumnConstraint(this=call))
    return made


def _other(statement: SqlStatement, tree: exp.Create) -> list[str]:
    return [duckdb_sql(translate(tree, statement.columns))]


def _comments(statement: SqlStatement, tree: exp.Create, name: TableName, options: Options) -> list[str]:
    if tree.kind == "SEQUENCE":
        return []
    target = sql_name(statement.context.session, name)
    found = [f"COMMENT ON {tree.kind} {target} IS {_text(options.comment)}"] if options.comment else []
    return found + [
        f"COMMENT ON COLUMN {target}.{quoted(column)} IS {_text(text)}"
        for column, text in options.column_comments.items()
    ]


def _text(value: str) -> str:
    return exp.Literal.string(value).sql(dialect="duckdb")
