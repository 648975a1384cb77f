"""Login, token renewal, heartbeat, the end of a session, and the drivers' telemetry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.routing import Route

from local_snowflake.routes.requests import answering, body_of, token_of
from local_snowflake.wire.replies import Reply, succeeded
from local_snowflake.wire.session_replies import logged_in, renewed

if TYPE_CHECKING:
    from local_snowflake.server import Server

_PLACE = {"databaseName": "database", "schemaName": "schema", "warehouse": "warehouse", "roleName": "role"}


def session_routes(server: Server) -> list[Route]:
    """The routes around a session's life."""

    async def login(request: Request) -> Reply:
        body = await body_of(request)
        place = {name: request.query_params.get(parameter) for parameter, name in _PLACE.items()}
        session = await run_in_threadpool(server.open_session, body.get("data") or {}, place)
        return logged_in(session, server.sessions.validity_s)

    async def renew(request: Request) -> Reply:
        session = server.sessions.renew(token_of(request))
        return renewed(session, server.sessions.validity_s)

    async def heartbeat(request: Request) -> Reply:
        server.sessions.of(token_of(request))
        return succeeded()

    async def end(request: Request) -> Reply:
        session = server.sessions.of(token_of(request))
        if request.query_params.get("delete") == "true":
            # As on an account: what the session has running is cancelled. A driver that wants it to go on
            # (serverSessionKeepAlive) does not send this request.
            await run_in_threadpool(server.close_session, session)
        return succeeded()

    async def telemetry(request: Request) -> Reply:
        await request.body()
        return succeeded("Log Received")

    return [
        Route("/session/v1/login-request", answering(login), methods=["POST"]),
        Route("/session/token-request", answering(renew), methods=["POST"]),
        Route("/session/heartbeat", answering(heartbeat), methods=["POST"]),
        Route("/session", answering(end), methods=["POST"]),
        Route("/telemetry/send", answering(telemetry), methods=["POST"]),
        Route("/telemetry/send/sessionless", answering(telemetry), methods=["POST"]),
    ]
