"""One call of a procedure, inside its own process, with a Snowpark session connected back to the server."""

from __future__ import annotations

import inspect
import socket
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from local_snowflake.python_runtime.data_types import DataType
from local_snowflake.python_runtime.frames import send_frame
from local_snowflake.python_runtime.handler_process import interpreter_error, load_handler
from local_snowflake.python_runtime.values import decode, encode

if TYPE_CHECKING:
    from snowflake.snowpark import Session


def run_procedure(channel: socket.socket, request: dict[str, Any]) -> int:
    """Runs the handler and sends its value, or the error with its traceback."""
    try:
        # A zipped or pickled handler may need the session already while its module loads.
        session = _connect(request["connection"])
        handler = load_handler(request)
        values = [decode(DataType(**item["type"]), item["text"]) for item in request["arguments"]]
        answer = _answer(handler, session, values, request["returns"])
    except BaseException as error:
        send_frame(channel, {"error": interpreter_error(error)})
        return 0
    send_frame(channel, answer)
    return 0


def _connect(connection: dict[str, Any]) -> Session:
    import snowflake.connector
    from snowflake.snowpark import Session

    # As Snowpark opens a connection itself: session.sql binds by ?.
    opened = snowflake.connector.connect(paramstyle="qmark", **connection)
    return Session.builder.configs({"connection": opened}).create()  # pyright: ignore[reportArgumentType]


def _answer(
    handler: Callable[..., Any], session: Session, values: list[Any], returns: dict[str, Any] | None
) -> dict[str, Any]:
    value = handler(session, *values) if _takes_session(handler, len(values)) else handler(*values)
    if returns is not None:
        return {"text": encode(DataType(**returns), value)}
    from snowflake.snowpark import DataFrame

    if not isinstance(value, DataFrame):
        raise TypeError(
            f"RETURNS TABLE needs a Snowpark DataFrame, the handler returned {type(value).__name__}"
        )
    return {"query": value._execute_and_get_query_id()}  # pyright: ignore[reportPrivateUsage]


def _takes_session(handler: Callable[..., Any], count: int) -> bool:
    """A handler takes the session first, unless it has parameters for the SQL arguments alone."""
    parameters = inspect.signature(handler).parameters.values()
    if any(parameter.kind is inspect.Parameter.VAR_POSITIONAL for parameter in parameters):
        return True
    positional = [
        item for item in parameters if item.kind in (item.POSITIONAL_ONLY, item.POSITIONAL_OR_KEYWORD)
    ]
    return len(positional) > count
