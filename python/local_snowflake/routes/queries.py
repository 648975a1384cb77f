"""Statements: submit, wait, status, result, chunks of a result, cancel."""

from __future__ import annotations

import asyncio
import hmac
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from local_snowflake.query import Query
from local_snowflake.routes.requests import answering, body_of, json_response, token_of
from local_snowflake.routes.submissions import submission_of
from local_snowflake.sessions import Session
from local_snowflake.statement import SnowflakeError
from local_snowflake.wire.arrow_rows import arrow_stream
from local_snowflake.wire.chunks import Part
from local_snowflake.wire.json_rows import json_chunk
from local_snowflake.wire.replies import (
    IN_PROGRESS,
    IN_PROGRESS_ASYNC,
    Reply,
    failed,
    in_progress,
    query_status,
    succeeded,
)
from local_snowflake.wire.result_replies import result_reply

if TYPE_CHECKING:
    from local_snowflake.server import Server

#: Well under the Node driver's HTTP time-out of 90 s; then the driver asks again.
LONG_POLL_S = 40.0
#: Up to so many rows a reply is made on the event loop: handing it to a thread takes longer.
_FEW_ROWS = 500
CHUNKS = "result-chunks"


def query_routes(server: Server) -> list[Route]:
    """The routes around statements."""

    async def submit(request: Request) -> Reply | Response:
        session = server.sessions.of(token_of(request))
        body = await body_of(request)
        submission = submission_of(session, body, request.query_params.get("requestId"))
        query = server.queries.submit(submission)
        if body.get("asyncExec"):
            return in_progress(query.id, IN_PROGRESS_ASYNC)
        return await _reply(server, session, query)

    async def result(request: Request) -> Reply | Response:
        session = server.sessions.of(token_of(request))
        return await _reply(server, session, server.queries.of(request.path_params["query_id"]))

    async def status(request: Request) -> Reply:
        server.sessions.of(token_of(request))
        return query_status(server.queries.record(request.path_params["query_id"]))

    async def cancel(request: Request) -> Reply:
        server.sessions.of(token_of(request))
        return _cancelled(await run_in_threadpool(server.queries.cancel, request.path_params["query_id"]))

    async def cancel_request(request: Request) -> Reply:
        session = server.sessions.of(token_of(request))
        body = await body_of(request)
        request_id = str(body.get("requestId"))
        return _cancelled(await run_in_threadpool(server.queries.cancel_request, session, request_id))

    async def chunk(request: Request) -> Response:
        return await _chunk(server, request)

    return [
        Route("/queries/v1/query-request", answering(submit), methods=["POST"]),
        Route("/queries/v1/abort-request", answering(cancel_request), methods=["POST"]),
        Route("/queries/{query_id}/abort-request", answering(cancel), methods=["POST"]),
        Route("/queries/{query_id}/result", answering(result), methods=["GET"]),
        Route("/monitoring/queries/{query_id}", answering(status), methods=["GET"]),
        Route(
            f"/{CHUNKS}/{{query_id}}/{{key}}/{{kind}}/{{start:int}}/{{rows:int}}",
            answering(chunk),
            methods=["GET"],
        ),
    ]


async def _reply(server: Server, session: Session, query: Query) -> Reply | Response:
    """The outcome of a query, or that it still runs."""
    outcome = asyncio.wrap_future(query.outcome)
    # Looked at also when nobody waits any more: asyncio logs an exception that nobody has seen.
    outcome.add_done_callback(lambda done: done.exception())
    await asyncio.wait([outcome], timeout=LONG_POLL_S)
    if not outcome.done():
        return in_progress(query.id, IN_PROGRESS)
    if query.table is not None and query.table.num_rows > _FEW_ROWS:
        return await run_in_threadpool(lambda: json_response(_finished(server, session, query)))
    return _finished(server, session, query)


def _finished(server: Server, session: Session, query: Query) -> Reply:
    try:
        result = query.outcome.result()
    except SnowflakeError as error:
        return failed(error, query.id)
    assert query.table is not None
    prefix = f"{server.base_url}/{CHUNKS}/{query.id}/{query.chunk_key}"
    return result_reply(session, query.id, result, query.table, prefix)


async def _chunk(server: Server, request: Request) -> Response:
    path = request.path_params
    query = server.queries.of(path["query_id"])
    if query.table is None or not hmac.compare_digest(path["key"], query.chunk_key):
        return Response(status_code=404)
    part = Part(path["start"], path["rows"], 0).of(query.table)
    encode = arrow_stream if path["kind"] == "arrow" else json_chunk
    body = await run_in_threadpool(encode, part, query.outcome.result().columns)
    # Not application/json: the Node driver would parse it, and rows without brackets are none.
    return Response(body, media_type="application/octet-stream")


def _cancelled(was_running: bool) -> Reply:
    if was_running:
        return succeeded()
    return failed(SnowflakeError("000605", "02000", "Identified SQL statement is not currently executing."))
