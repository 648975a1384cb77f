"""What columns a statement would give, for drivers that ask before they run it (describeOnly)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from local_snowflake.loading.stage_query import parse_reading_stages
from local_snowflake.python_runtime.call_arguments import parse_call
from local_snowflake.python_runtime.data_types import DataType
from local_snowflake.stages.lexer import leading_words
from local_snowflake.statement import Result, StatementContext, stand_in_limit

if TYPE_CHECKING:
    from local_snowflake.server import Server

#: Statements that change nothing, so that running them tells their columns.
_HARMLESS = {"SHOW", "LIST", "LS", "DESCRIBE", "DESC"}
_QUERIES = {"SELECT", "WITH"}


def describe(server: Server, context: StatementContext) -> Result:
    """The columns, with no rows. Raises SnowflakeError."""
    word = "".join(leading_words(context.sql, 1))
    if word == "CALL" and (call := parse_call(server.python_runtime.store, context)) is not None:
        returns = call.routine.returns
        if not isinstance(returns, DataType):
            raise stand_in_limit("the columns of a procedure that returns a table, before it is called")
        return Result([returns.column(call.routine.name)], rows=[])
    reads_stage = word in _QUERIES and parse_reading_stages(context.sql) is not None
    if word in _HARMLESS or reads_stage:
        ran = server.run(context)
        return Result(ran.columns, rows=[], statement_type_id=ran.statement_type_id)
    return server.engine.describe(context.session, context.sql, context.binds)
