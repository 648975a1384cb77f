"""Which loading statement goes where, and what a table's end means for its load history."""

from __future__ import annotations

from local_snowflake.loading.array_insert import insert_arrays
from local_snowflake.loading.copy_into_location import copy_into_location
from local_snowflake.loading.copy_into_table import copy_into_table
from local_snowflake.loading.copy_query import copy_query
from local_snowflake.loading.copy_statement import CopyIntoLocation, parse_copy
from local_snowflake.loading.parts import Loading
from local_snowflake.loading.stage_query import query_stages
from local_snowflake.loading.using_template import create_using_template
from local_snowflake.stages.lexer import leading_words
from local_snowflake.statement import Result, StatementContext, StatementHandler


def loading_handlers(loading: Loading) -> list[StatementHandler]:
    """The handlers of this package's statements."""

    def copy(context: StatementContext) -> Result | None:
        if leading_words(context.sql, 2) != ("COPY", "INTO"):
            return None
        statement = parse_copy(context.sql, context.binds)
        if isinstance(statement, CopyIntoLocation):
            return copy_into_location(context, loading, statement)
        run = copy_into_table if statement.query is None else copy_query
        return run(context, loading, statement)

    def template(context: StatementContext) -> Result | None:
        return create_using_template(context, loading)

    def query(context: StatementContext) -> Result | None:
        return query_stages(context, loading)

    def arrays(context: StatementContext) -> Result | None:
        return insert_arrays(context, loading)

    return [copy, arrays, template, query]
