"""The JSON bodies of replies, in the shapes that snowflake-sdk 3.3.0 and the Python connector 4.8.1 read."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

import pyarrow as pa

from local_snowflake.parameters import DEFAULTS
from local_snowflake.query_history import QueryRecord
from local_snowflake.sessions import MASTER_VALIDITY_S, Session
from local_snowflake.statement import Result, SnowflakeError
from local_snowflake.statement_kind import INSERT, SELECT
from local_snowflake.wire.arrow_rows import arrow_stream
from local_snowflake.wire.chunks import Part, parts_of
from local_snowflake.wire.columns import rowtype
from local_snowflake.wire.json_rows import json_rows

Reply = dict[str, Any]
IN_PROGRESS, IN_PROGRESS_ASYNC = "333333", "333334"
SERVER_VERSION = "9.99.0 (local Snowflake)"


def succeeded(data: Any = None) -> Reply:
    """A reply without an error."""
    return {"data": data, "code": None, "message": None, "success": True}


def failed(error: SnowflakeError, query_id: str | None = None) -> Reply:
    """An error reply. The Node driver drops the error of a reply without sqlState, so there is always one."""
    data = {
        "internalError": False,
        "errorCode": error.code,
        "sqlState": error.sqlstate,
        "queryId": query_id,
        "type": "COMPILATION" if error.sqlstate.startswith("42") else "EXECUTION",
        "pos": -1,
        "line": -1,
    }
    return {"data": data, "code": error.code, "message": error.message, "success": False}


def in_progress(query_id: str, code: str) -> Reply:
    """The query runs on; `getResultUrl` is where its result will be."""
    data = {
        "queryId": query_id,
        "getResultUrl": f"/queries/{query_id}/result",
        "queryAbortsAfterSecs": 300,
        "progressDesc": None,
    }
    return {"data": data, "code": code, "message": "Query execution in progress.", "success": True}


def session_parameters(session: Session) -> list[Reply]:
    """Every parameter with the session's value."""
    return [{"name": name, "value": session.parameters.get(name, value)} for name, value in DEFAULTS.items()]


def logged_in(session: Session, validity_s: float) -> Reply:
    """The reply to a login."""
    return succeeded(
        {
            "token": session.token,
            "masterToken": session.master_token,
            "validityInSeconds": validity_s,
            "masterValidityInSeconds": MASTER_VALIDITY_S,
            "sessionId": session.id,
            "displayUserName": session.user,
            "serverVersion": SERVER_VERSION,
            "firstLogin": False,
            "healthCheckInterval": 45,
            "parameters": session_parameters(session),
            "sessionInfo": {
                "databaseName": session.database,
                "schemaName": session.schema,
                "warehouseName": session.warehouse,
                "roleName": session.role,
            },
        }
    )


def renewed(session: Session, validity_s: float) -> Reply:
    """The reply to a token renewal."""
    return succeeded(
        {
            "sessionToken": session.token,
            "validityInSecondsST": validity_s,
            "masterToken": session.master_token,
            "validityInSecondsMT": MASTER_VALIDITY_S,
            "masterValidityInSeconds": MASTER_VALIDITY_S,
            "sessionId": session.id,
        }
    )


def wants_arrow(session: Session, result: Result) -> bool:
    """Queries go to the Python connector as Arrow; row counts of DML, SHOW and the like as JSON."""
    chosen = session.parameter("PYTHON_CONNECTOR_QUERY_RESULT_FORMAT")
    is_query = result.statement_type_id == SELECT and bool(result.columns)
    return not session.is_node and is_query and str(chosen).upper() == "ARROW"


def result_reply(
    session: Session, query_id: str, result: Result, table: pa.Table, chunk_prefix: str
) -> Reply:
    """The result of a query. `chunk_prefix` is the address under which its chunks are served."""
    first, *rest = parts_of(table)
    arrow = wants_arrow(session, result)
    data: Reply = {
        "parameters": session_parameters(session),
        "rowtype": rowtype(result.columns),
        "total": table.num_rows,
        "returned": table.num_rows,
        "queryId": query_id,
        "databaseProvider": None,
        "finalDatabaseName": session.database,
        "finalSchemaName": session.schema,
        "finalWarehouseName": session.warehouse,
        "finalRoleName": session.role,
        "numberOfBinds": 0,
        "arrayBindSupported": result.statement_type_id == INSERT,
        "statementTypeId": result.statement_type_id,
        "version": 1,
        "queryResultFormat": "arrow" if arrow else "json",
        **_rows(result, first.of(table), arrow=arrow),
        **_chunks(rest, chunk_prefix, "arrow" if arrow else "json"),
        **result.extra,
    }
    return succeeded(data)


def _rows(result: Result, table: pa.Table, *, arrow: bool) -> Reply:
    if not arrow:
        return {"rowset": json_rows(table, result.columns)}
    return {"rowset": [], "rowsetBase64": b64encode(arrow_stream(table, result.columns)).decode()}


def _chunks(parts: list[Part], prefix: str, kind: str) -> Reply:
    if not parts:
        return {}
    chunks = [
        {
            "url": f"{prefix}/{kind}/{part.start}/{part.rows}",
            "rowCount": part.rows,
            "uncompressedSize": part.size,
            "compressedSize": part.size,
        }
        for part in parts
    ]
    # An object, even an empty one: without it the Node driver looks for encryption keys.
    return {"chunks": chunks, "chunkHeaders": {}}


def query_status(record: QueryRecord | None) -> Reply:
    """How a statement stands; no entry at all for one that is not known."""
    if record is None:
        return succeeded({"queries": []})
    status: Reply = {
        "id": record.query_id,
        "status": record.execution_status,
        "state": record.execution_status,
        "sqlText": record.query_text,
        "sessionId": record.session_id,
        "startTime": int(record.start_time * 1000),
        "endTime": int(record.end_time * 1000) if record.end_time else 0,
        "totalDuration": record.total_elapsed_time,
        "errorMessage": record.error_message or "",
    }
    if record.error_code is None:
        return succeeded({"queries": [status]})
    # The Node driver reads the code from the reply itself, the Python connector from the entry.
    status["errorCode"] = record.error_code
    data = {"queries": [status], "sqlState": record.sqlstate}
    return {"data": data, "code": record.error_code, "message": None, "success": True}
