"""Reading requests and writing replies; whatever goes wrong becomes a reply, never an HTTP 5xx.

The drivers send a request that met a 5xx again for minutes, so that a bug here would look like a hang.
"""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from local_snowflake.query import internal_error
from local_snowflake.statement import SnowflakeError
from local_snowflake.wire.replies import Reply, failed

_TOKEN = re.compile(r'Snowflake Token="(.*)"')
Answer = Callable[[Request], Awaitable[Reply | Response]]


def answering(answer: Answer) -> Callable[[Request], Awaitable[Response]]:
    """An endpoint that sends what `answer` gives, or the error that it raises, as a reply."""

    async def endpoint(request: Request) -> Response:
        try:
            reply = await answer(request)
        except SnowflakeError as error:
            reply = failed(error)
        except ClientDisconnect:
            return Response(status_code=499)
        except Exception as error:
            reply = failed(internal_error(error))
        return reply if isinstance(reply, Response) else json_response(reply)

    return endpoint


def json_response(reply: Reply) -> Response:
    """A reply as JSON."""
    return Response(json.dumps(reply, ensure_ascii=False), media_type="application/json")


async def body_of(request: Request) -> dict[str, Any]:
    """The request's JSON object. Raises SnowflakeError 390400 when it is none."""
    raw = await request.body()
    try:
        if request.headers.get("content-encoding") == "gzip":
            raw = gzip.decompress(raw)
        body = json.loads(raw or b"{}")
    except (ValueError, OSError, EOFError, zlib.error):
        raise _bad_request("is not JSON") from None
    if not isinstance(body, dict):
        raise _bad_request("is not a JSON object")
    return body


def token_of(request: Request) -> str | None:
    """The session token or master token of the request."""
    found = _TOKEN.fullmatch(request.headers.get("authorization", ""))
    return found[1] if found else None


def _bad_request(what: str) -> SnowflakeError:
    return SnowflakeError("390400", "22000", f"The body of the request {what}.")
