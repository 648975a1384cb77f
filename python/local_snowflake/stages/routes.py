"""HTTP access to stage files: what the drivers' Google Cloud Storage clients ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from local_snowflake.stages.put_get import OBJECTS
from local_snowflake.statement import SnowflakeError

if TYPE_CHECKING:
    from local_snowflake.stages.grants import Grant
    from local_snowflake.stages.stages import Stages


def routes(stages: Stages) -> list[Route]:
    """PUT, GET and HEAD of /stage-objects/<grant>/<path>. 401 makes the drivers ask for a new grant."""

    def grant_of(request: Request) -> Grant | None:
        return stages.grants.read(request.path_params["token"])

    async def write(request: Request) -> Response:
        grant = grant_of(request)
        if grant is None or not grant.write:
            return Response(status_code=401)
        path = grant.prefix + request.path_params["path"]
        try:
            await stages.store.receive(grant.stage_id, path, request.stream(), overwrite=grant.overwrite)
        except SnowflakeError as error:
            return Response(error.message, status_code=400)
        except ClientDisconnect:
            return Response(status_code=499)
        return Response(status_code=200)

    async def read(request: Request) -> Response:
        grant = grant_of(request)
        if grant is None:
            return Response(status_code=401)
        try:
            file = stages.store.find(grant.stage_id, grant.prefix + request.path_params["path"])
        except SnowflakeError as error:
            return Response(error.message, status_code=400)
        if file is None:
            return Response(status_code=404)
        return FileResponse(file.local, media_type="application/octet-stream")

    path = f"/{OBJECTS}/{{token}}/{{path:path}}"
    return [Route(path, write, methods=["PUT"]), Route(path, read, methods=["GET", "HEAD"])]
