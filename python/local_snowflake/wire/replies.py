"""The JSON bodies of replies, in the shapes that snowflake-sdk 3.3.0 and the Python connector 4.8.1 read."""

from __future__ import annotations

from typing import Any

from local_snowflake.query_history import QueryRecord
from local_snowflake.statement import SnowflakeError

Reply = dict[str, Any]
IN_PROGRESS, IN_PROGRESS_ASYNC = "333333", "333334"


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
