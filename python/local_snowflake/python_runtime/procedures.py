"""CALL of a Python procedure: its own process works in the caller's transaction, over its own session."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from local_snowflake.engine.names import owner
from local_snowflake.python_runtime.call_arguments import ProcedureCall, is_text_already, parse_call
from local_snowflake.python_runtime.data_types import DataType
from local_snowflake.python_runtime.fork_client import HandlerProcess
from local_snowflake.python_runtime.frames import receive_frame, send_frame
from local_snowflake.python_runtime.function_worker import cancelled, handler_error
from local_snowflake.python_runtime.routine import Routine
from local_snowflake.python_runtime.values import decode, encode
from local_snowflake.statement import Result, StatementContext

if TYPE_CHECKING:
    from local_snowflake.server import Server
    from local_snowflake.sessions import Session

_CALL = 0x1000


def call(server: Server, context: StatementContext) -> Result | None:
    """Runs a CALL; None for other statements. Raises 100357 with the traceback, 000604 when cancelled."""
    found = _leased(server, context)
    if found is None:
        return None
    try:
        texts = _evaluate(server, context, found.routine, found.select)
        return _call(server, context, found.routine, texts)
    finally:
        server.python_runtime.store.release(found.routine)


def _leased(server: Server, context: StatementContext) -> ProcedureCall | None:
    """The call with its version of the procedure, kept until it is released even when it is replaced."""
    store = server.python_runtime.store
    found = parse_call(store, context)
    # A version that went away in between has been replaced: look again.
    while found is not None and not store.lease(found.routine):
        found = parse_call(store, context)
    return found


def _call(server: Server, context: StatementContext, routine: Routine, texts: list[str | None]) -> Result:
    session = _connected_back(server, context.session, routine)
    outer = owner(context.session).transaction
    try:
        answer = _run(server, context, session, routine, texts)
        return _result(server, context, routine, answer)
    finally:
        # What the process had asked for must not go on without it.
        server.cancel_statements(session)
        server.engine.end_procedure(context.session, outer)
        server.close_session(session)


def _evaluate(
    server: Server, context: StatementContext, routine: Routine, select: str | None
) -> list[str | None]:
    if select is None:
        return []
    values = first_row(server.engine.run(context.session, select, context.binds, context.cancel))
    return [
        value if is_text_already(routine, at) else encode(routine.arguments[at].type, value)
        for at, value in enumerate(values)
    ]


def first_row(result: Result) -> list[Any]:
    """The values of a result's only row."""
    if result.table is not None:
        return [column[0].as_py() for column in result.table.columns]
    assert result.rows is not None
    return list(result.rows[0])


def _connected_back(server: Server, caller: Session, routine: Routine) -> Session:
    """A session on the caller's connection; with owner's rights names resolve where the procedure is."""
    has_owners_rights = routine.execute_as == "OWNER"
    return server.sessions.open(
        caller.user,
        "PythonConnector",
        database=routine.database if has_owners_rights else caller.database,
        schema=routine.schema if has_owners_rights else caller.schema,
        role=caller.role,
        warehouse=caller.warehouse,
        parameters=dict(caller.parameters),
        share_of=caller,
    )


def _run(
    server: Server, context: StatementContext, session: Session, routine: Routine, texts: list[str | None]
) -> dict[str, Any]:
    child = server.python_runtime.forks.spawn(f"procedure {routine.name} ({context.query_id})")
    context.cancel.on_cancel(child.kill)
    try:
        answer = _exchange(child, _request(server, session, routine, texts))
    finally:
        child.kill()
        child.channel.close()
        child.ended.wait(5)
    if context.cancel.cancelled:
        raise cancelled()
    if answer is None:
        raise handler_error(routine, f"the procedure's process {child.how_it_ended()}")
    if "error" in answer:
        raise handler_error(routine, answer["error"])
    return answer


def _exchange(child: HandlerProcess, request: dict[str, Any]) -> dict[str, Any] | None:
    try:
        send_frame(child.channel, request)
        frame = receive_frame(child.channel)
    except OSError:
        return None
    return frame[0] if frame is not None else None


def _request(server: Server, session: Session, routine: Routine, texts: list[str | None]) -> dict[str, Any]:
    address = urlsplit(server.base_url)
    returns = routine.returns
    typed = zip(routine.arguments, texts, strict=True)
    return {
        "serve": "procedure",
        "imports": str(server.python_runtime.snapshots.path(routine)),
        "body": routine.body,
        "handler": routine.handler,
        "arguments": [{"type": asdict(argument.type), "text": text} for argument, text in typed],
        "returns": asdict(returns) if isinstance(returns, DataType) else None,
        "connection": {
            "account": "local",
            "user": session.user,
            "protocol": address.scheme,
            "host": address.hostname,
            "port": address.port,
            "session_token": session.token,
            "master_token": session.master_token,
            "database": session.database,
            "schema": session.schema,
            "role": session.role,
            "warehouse": session.warehouse,
        },
    }


def _result(server: Server, context: StatementContext, routine: Routine, answer: dict[str, Any]) -> Result:
    if not isinstance(routine.returns, DataType):
        return server.engine.run(context.session, f"SELECT * FROM TABLE(RESULT_SCAN('{answer['query']}'))")
    text = answer["text"]
    semi_structured = is_semi_structured(routine.returns)
    value = text if semi_structured else decode(routine.returns, text)
    return Result([routine.returns.column(routine.name)], rows=[[value]], statement_type_id=_CALL)


def is_semi_structured(type_: DataType) -> bool:
    return type_.name in ("VARIANT", "OBJECT", "ARRAY")
