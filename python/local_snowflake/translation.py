"""Snowflake SQL trees to DuckDB: the one module that touches fakesnow, whose private parts are pinned with it.

Only its translation is used: no server, no connections, no result cache of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
from fakesnow import info_schema, macros
from fakesnow.conn import FakeSnowflakeConnection
from fakesnow.cursor import FakeSnowflakeCursor
from fakesnow.transforms import show
from fakesnow.transforms.stage import TableStages
from fakesnow.variables import Variables
from sqlglot import exp

from local_snowflake.duck_connection import DuckConnection
from local_snowflake.rewriting import after_translation, before_translation
from local_snowflake.rewriting.merge import merge_as_one_statement

GLOBAL_DATABASE = "_fs_global"
#: DuckDB 2 wants `lambda x:`; sqlglot still writes `x ->`.
DUCKDB_CONFIG = {"lambda_syntax": "ENABLE_SINGLE_ARROW"}


def global_creation_sql() -> str:
    """What the database beside all others must hold: column lengths, comments and the SHOW views."""
    return info_schema.fs_global_creation_sql() + show.fs_global_creation_sql()


def database_creation_sql(name: str) -> str:
    """What each database must hold: its information schema and its macros."""
    return info_schema.per_db_creation_sql(name) + macros.creation_sql(name)


class _NothingKept(dict[str, tuple[Any, ...]]):
    """fakesnow keeps every result forever; the server has its own, bounded, store."""

    def __setitem__(self, key: str, value: tuple[Any, ...]) -> None:
        return


class _Connection(FakeSnowflakeConnection):
    """fakesnow's view of a session: names and transactions are the server's business, not its."""

    def __init__(self, duck: DuckConnection, database: str | None, schema: str | None) -> None:
        self._duck_conn = duck  # pyright: ignore[reportAttributeAccessIssue]
        self._is_closed = False
        self.database = database
        self._schema = schema
        self.database_set = database is not None
        self.schema_set = schema is not None
        self.db_path = None
        self.nop_regexes = None
        self._paramstyle = "qmark"
        self.variables = Variables()
        self.table_stages = TableStages(duck)  # pyright: ignore[reportArgumentType]
        self.results_cache = _NothingKept()
        self._autocommit = True
        self._in_transaction = False


class _Cursor(FakeSnowflakeCursor):
    def run(self, tree: exp.Expr, before_execution: Callable[[exp.Expr], None]) -> pa.Table:
        self.check_db_and_schema(tree)
        for statement in self._transform_explode(tree):
            translated = self._transform(statement, None)
            before_execution(translated)
            self._execute(translated)
        assert self._arrow_table is not None
        return self._arrow_table

    def _transform_explode(self, expression: exp.Expr) -> list[exp.Expr]:
        if isinstance(expression, exp.Merge):
            return [expression]
        return super()._transform_explode(expression)

    def _transform(self, expression: exp.Expr, params: Any) -> exp.Expr:
        tree = super()._transform(before_translation(expression), params)
        if isinstance(tree, exp.Merge):
            tree = merge_as_one_statement(tree)
        return after_translation(tree)


@dataclass(frozen=True)
class Translated:
    """A statement's rows as DuckDB gave them, with DuckDB's type of each column."""

    table: pa.Table
    columns: list[tuple[str, str]]


def run_translated(
    duck: DuckConnection,
    tree: exp.Expr,
    database: str | None,
    schema: str | None,
    before_execution: Callable[[exp.Expr], None] = lambda _: None,
) -> Translated:
    """Translates one Snowflake statement and runs it. Raises DuckDB's and fakesnow's errors as they come.

    `before_execution` is shown each statement in DuckDB's dialect right before it runs.
    """
    connection = _Connection(duck, database, schema)
    table = _Cursor(connection, duck).run(tree, before_execution)  # pyright: ignore[reportArgumentType]
    return Translated(table, list(duck.description))


def translate(duck: DuckConnection, tree: exp.Expr, database: str | None, schema: str | None) -> str:
    """The DuckDB text of one query, not run."""
    cursor = _Cursor(_Connection(duck, database, schema), duck)  # pyright: ignore[reportArgumentType]
    cursor.check_db_and_schema(tree)
    return cursor._transform(tree, None).sql(dialect="duckdb")
