"""The statements about functions and procedures that the server answers itself, by their first word."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from local_snowflake.python_runtime import definition_statements, grant_statements, listing, procedures
from local_snowflake.python_runtime.tokens import tokenize
from local_snowflake.statement import Result, StatementContext, StatementHandler

if TYPE_CHECKING:
    from local_snowflake.server import Server

_Answer = Callable[[StatementContext], Result | None]


def handlers(server: Server) -> list[StatementHandler]:
    """One handler that looks at the first word, so that other statements pass at the cost of a look-up."""
    runtime = server.python_runtime
    by_word: dict[str, list[_Answer]] = {
        "CREATE": [lambda context: definition_statements.create(runtime, server.stages, context)],
        "DROP": [lambda context: definition_statements.drop(runtime, context)],
        "ALTER": [lambda context: definition_statements.alter(runtime, context)],
        "COMMENT": [lambda context: definition_statements.comment_on(runtime, context)],
        "GRANT": [lambda context: grant_statements.grant(runtime, context)],
        "REVOKE": [lambda context: grant_statements.revoke(runtime, context)],
        "SHOW": [
            lambda context: grant_statements.show_grants(runtime, context),
            lambda context: listing.show(runtime, context),
        ],
        "DESCRIBE": [lambda context: listing.describe(runtime, context)],
        "DESC": [lambda context: listing.describe(runtime, context)],
        "CALL": [lambda context: procedures.call(server, context)],
        "WITH": [lambda context: procedures.call(server, context)],
    }

    def answer(context: StatementContext) -> Result | None:
        tokens = tokenize(context.sql)
        word = tokens[0].text.upper() if tokens else ""
        for attempt in by_word.get(word, []):
            if (result := attempt(context)) is not None:
                return result
        return None

    return [answer]
