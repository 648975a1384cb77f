"""A query request's body as a statement to run."""

from __future__ import annotations

from typing import Any

from local_snowflake.parameters import from_client
from local_snowflake.query import Submission
from local_snowflake.sessions import Session
from local_snowflake.statement import SnowflakeError, stand_in_limit
from local_snowflake.wire.binds import decode_binds

_OF_ONE_STATEMENT = {"QUERY_TAG", "STATEMENT_TIMEOUT_IN_SECONDS", "MULTI_STATEMENT_COUNT"}


def submission_of(session: Session, body: dict[str, Any], request_id: str | None) -> Submission:
    """Raises SnowflakeError for no statement, bad binds, and parameters that only a session can have."""
    sql = str(body.get("sqlText") or "")
    if not sql.strip():
        raise SnowflakeError("000900", "42601", "SQL compilation error:\nEmpty SQL statement.")
    if body.get("bindStage"):
        raise stand_in_limit("binds from a stage")
    parameters = _statement_parameters(session, body.get("parameters") or {})

    def parameter(name: str) -> Any:
        return parameters.get(name, session.parameter(name))

    return Submission(
        session=session,
        sql=sql,
        binds=decode_binds(body.get("bindings")),
        query_tag=str(parameter("QUERY_TAG") or ""),
        timeout_s=int(parameter("STATEMENT_TIMEOUT_IN_SECONDS") or 0),
        request_id=request_id,
        describe_only=bool(body.get("describeOnly")),
    )


def _statement_parameters(session: Session, sent: dict[str, Any]) -> dict[str, Any]:
    parameters = from_client(sent)
    for name, value in parameters.items():
        if name not in _OF_ONE_STATEMENT and value != session.parameter(name):
            raise stand_in_limit(f"parameter {name} for one statement")
    if parameters.get("MULTI_STATEMENT_COUNT", 1) != 1:
        raise stand_in_limit("several statements in one request")
    return parameters
