"""The reply that carries a result."""

from __future__ import annotations

from base64 import b64encode

import pyarrow as pa

from local_snowflake.sessions import Session
from local_snowflake.statement import Result
from local_snowflake.statement_kind import INSERT, SELECT
from local_snowflake.wire.arrow_rows import arrow_stream
from local_snowflake.wire.chunks import Part, parts_of
from local_snowflake.wire.columns import rowtype
from local_snowflake.wire.json_rows import json_rows
from local_snowflake.wire.replies import Reply, succeeded
from local_snowflake.wire.session_replies import session_parameters


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
