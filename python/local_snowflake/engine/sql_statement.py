"""A statement of SQL made ready: names in full, binds and variables as values, functions resolved."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlglot import exp

from local_snowflake.engine.binding import names_in_binds, put_in_binds, put_in_variables
from local_snowflake.engine.column_kinds import column_kinds
from local_snowflake.engine.column_names import name_expressions
from local_snowflake.engine.context_functions import put_in_context
from local_snowflake.engine.missing_names import check_case, defined_table, missing_table
from local_snowflake.engine.names import (
    FULL_NAME,
    Names,
    TableName,
    exact_identifiers,
    inline_identifiers,
    qualify_sequences,
)
from local_snowflake.engine.result_columns import ResultKinds
from local_snowflake.engine.table_functions import TableFunctions
from local_snowflake.rewriting.kinds import kind_of
from local_snowflake.rewriting.tree_pass import TableColumns

if TYPE_CHECKING:
    from local_snowflake.duck_connection import DuckConnection
    from local_snowflake.engine.databases import Databases
    from local_snowflake.engine.table_catalog import ColumnDefinition, TableCatalog
    from local_snowflake.guard.reading import Reading
    from local_snowflake.python_runtime.native_calls import StatementCalls
    from local_snowflake.python_runtime.runtime import PythonRuntime
    from local_snowflake.statement import StatementContext


@dataclass
class SqlStatement:
    """A statement on its way; `tree` is Snowflake's SQL until it is translated."""

    context: StatementContext
    duck: DuckConnection
    calls: StatementCalls
    tree: exp.Expr
    tables: list[exp.Table]
    columns: TableColumns = field(default_factory=TableColumns)
    #: Takes away what is registered for the statement.
    stack: ExitStack = field(default_factory=ExitStack)

    @property
    def kinds(self) -> ResultKinds:
        """The wire types of the result's columns; before translation."""
        return result_kinds(self.tree, self.columns)

    @property
    def is_repeatable(self) -> bool:
        """Whether its DuckDB SQL means the same when the statement is over."""
        return not self.calls.calls and not self.duck.relations


class Preparation:
    """Makes trees ready; knows the tables and the user-defined functions."""

    def __init__(
        self, databases: Databases, catalog: TableCatalog, runtime: PythonRuntime, functions: TableFunctions
    ) -> None:
        self._databases = databases
        self._catalog = catalog
        self._runtime = runtime
        self._functions = functions

    def prepare(
        self,
        context: StatementContext,
        duck: DuckConnection,
        reading: Reading,
        calls: StatementCalls,
        stack: ExitStack,
    ) -> SqlStatement:
        """Everything up to the translation. Raises SnowflakeError."""
        session = context.session
        tree = reading.trees[0].copy()
        if "IDENTIFIER" in reading.sql.upper():
            inline_identifiers(tree, names_in_binds(tree, context.binds))
        tree = put_in_binds(tree, context.binds)
        tree = put_in_variables(tree, session.variables)
        name_expressions(tree, reading)
        tree = self._runtime.rewrite(session, tree, calls)
        tree = put_in_context(tree, session)
        exact_identifiers(tree)
        if "NEXTVAL" in reading.sql.upper():
            qualify_sequences(tree, session)
        tables = Names(session, frozenset(duck.relations)).qualify(tree)
        self._functions.replace(tree, session, duck, stack)
        statement = SqlStatement(context, duck, calls, tree, tables, stack=stack)
        statement.columns = self._columns(statement)
        return statement

    def _columns(self, statement: SqlStatement) -> TableColumns:
        """The kinds of the tables' columns. Raises SnowflakeError for a table or column that is not there."""
        context, duck = statement.context, statement.duck
        defined = defined_table(statement.tree)
        columns: list[ColumnDefinition] = []
        for table in statement.tables:
            found = self._catalog.columns(duck, context.session, name_of(table))
            if not found and table is not defined and not isinstance(statement.tree, exp.Alter):
                raise missing_table(table, self._databases)
            columns += found
        check_case(statement.tree, columns)
        return column_kinds(statement.tree, columns)


def name_of(table: exp.Table) -> TableName:
    """The full name that `prepare` has noted on a table."""
    return table.meta[FULL_NAME]


def result_kinds(query: exp.Expr, columns: TableColumns) -> ResultKinds:
    """The wire types of a query's columns, as far as its text in Snowflake's dialect tells them."""
    select = query
    while isinstance(select, (exp.SetOperation, exp.Subquery)):
        select = select.this
    items = select.expressions if isinstance(select, exp.Select) else []
    return ResultKinds([kind_of(item, columns) for item in items], columns.kinds)
