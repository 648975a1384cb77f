"""The HTTP application."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Route

from local_snowflake.routes.queries import query_routes
from local_snowflake.routes.requests import answering
from local_snowflake.routes.sessions import session_routes
from local_snowflake.stages.routes import routes as stage_routes
from local_snowflake.statement import stand_in_limit
from local_snowflake.wire.replies import Reply

if TYPE_CHECKING:
    from local_snowflake.server import Server

_METHODS = ["GET", "POST", "PUT", "DELETE", "PATCH"]


def create_app(server: Server) -> Starlette:
    """All routes over one server. What no route knows is refused in Snowflake's error shape."""

    async def unknown(request: Request) -> Reply:
        raise stand_in_limit(f"{request.method} {request.url.path}")

    # The busiest first: routes are tried in order.
    routes = [
        *query_routes(server),
        *session_routes(server),
        *stage_routes(server.stages),
        Route("/{path:path}", answering(unknown), methods=_METHODS),
    ]
    return Starlette(routes=routes)
