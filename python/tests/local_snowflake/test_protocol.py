"""The protocol of local Snowflake, through the Python connector and over plain HTTP."""

from __future__ import annotations

import datetime as dt
import json
import threading
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from conftest import PASSWORD, USER, LocalServer
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from snowflake.connector import SnowflakeConnection
from snowflake.connector.constants import QueryStatus
from snowflake.connector.errors import DatabaseError, OperationalError, ProgrammingError

ENDLESS = "SELECT SYSTEM$WAIT(600)"
EVERY_TYPE = """
SELECT 1::NUMBER AS A, -2.50::NUMBER(10, 2) AS B, 12345678901234567890::NUMBER(38, 0) AS C, 0.1::FLOAT AS D,
  'it''s "ünïcödé"\\n✓' AS E, TRUE AS F, FALSE AS G, '2024-02-29'::DATE AS H, '13:14:15'::TIME AS I,
  '1969-12-31 23:59:59.250'::TIMESTAMP_NTZ AS J, TO_BINARY('00FF', 'HEX') AS K,
  PARSE_JSON('{"a":[1,null]}') AS L, NULL AS M
"""
EVERY_VALUE = (
    1,
    Decimal("-2.50"),
    12345678901234567890,
    0.1,
    'it\'s "ünïcödé"\n✓',
    True,
    False,
    dt.date(2024, 2, 29),
    dt.time(13, 14, 15),
    dt.datetime(1969, 12, 31, 23, 59, 59, 250_000),
    b"\x00\xff",
    {"a": [1, None]},
    None,
)


def rows(connection: SnowflakeConnection, sql: str, binds: Any = None) -> list[tuple[Any, ...]]:
    return connection.cursor().execute(sql, binds).fetchall()  # pyright: ignore


def until(condition: Callable[[], bool], seconds: float = 15) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "the condition did not come true in time"
        threading.Event().wait(0.05)


def submitted(connection: SnowflakeConnection, sql: str) -> str:
    cursor = connection.cursor()
    cursor.execute_async(sql)
    return str(cursor.sfqid)


def ended(connection: SnowflakeConnection, query: str) -> bool:
    return not connection.is_still_running(connection.get_query_status(query))


@pytest.mark.parametrize("form", ["ARROW", "JSON"])
def test_every_type_comes_back_as_its_python_value(connection: SnowflakeConnection, form: str) -> None:
    rows(connection, f"ALTER SESSION SET PYTHON_CONNECTOR_QUERY_RESULT_FORMAT = '{form}'")
    (row,) = rows(connection, EVERY_TYPE)
    assert (*row[:11], json.loads(row[11]), row[12]) == EVERY_VALUE
    zoned = rows(connection, "SELECT '2024-01-01 12:00:00 +0000'::TIMESTAMP_TZ AS A, 1 AS B WHERE TRUE")
    assert zoned[0][0] == dt.datetime(2024, 1, 1, 12, tzinfo=dt.UTC)
    assert rows(connection, "SELECT 1 AS A WHERE FALSE") == []


def test_a_large_result_arrives_whole_and_in_order(connection: SnowflakeConnection) -> None:
    sql = (
        "SELECT SEQ4() AS N, 'row ' || SEQ4() AS T, IFF(SEQ4() % 3 = 0, NULL, SEQ4() / 4) AS F "
        "FROM TABLE(GENERATOR(ROWCOUNT => 100000)) ORDER BY N"
    )
    cursor = connection.cursor()
    cursor.execute(sql)
    batches = cursor.get_result_batches() or []
    assert len(batches) > 1
    assert cursor.rowcount == 100_000
    found = cursor.fetchall()
    assert [row[0] for row in found] == list(range(100_000))
    assert found[99_998][1] == "row 99998"
    assert found[99_999][2] is None
    frame = connection.cursor().execute(sql).fetch_pandas_all()  # pyright: ignore
    assert list(frame["N"]) == list(range(100_000))


def test_binds_of_every_type_arrive_as_they_were(local_server: LocalServer) -> None:
    connection = local_server.connect(paramstyle="qmark")
    values = (
        7,
        Decimal("-1.25"),
        0.5,
        "it's",
        True,
        None,
        dt.date(2024, 2, 29),
        dt.time(1, 2, 3),
        dt.datetime(1960, 1, 2, 3, 4, 5, 678_000),
        b"\x01\xfe",
    )
    sql = (
        "SELECT ?::NUMBER, ?::NUMBER(10, 2), ?::FLOAT, ?, ?, ?, ?::DATE, ?::TIME, ?::TIMESTAMP_NTZ, ?::BINARY"
    )
    assert rows(connection, sql, values) == [values]
    rows(connection, "CREATE TABLE MANY (N NUMBER, T VARCHAR)")
    cursor = connection.cursor()
    cursor.executemany(
        "INSERT INTO MANY VALUES (?, ?)", [(n, None if n == 3 else f"t{n}") for n in range(500)]
    )
    assert cursor.rowcount == 500
    assert rows(connection, "SELECT COUNT(*), COUNT(T), MAX(N) FROM MANY") == [(500, 499, 499)]
    connection.close()


def test_an_error_has_code_sqlstate_message_and_query_id(connection: SnowflakeConnection) -> None:
    with pytest.raises(ProgrammingError) as missing:
        rows(connection, "SELECT * FROM NO_SUCH_TABLE")
    assert (missing.value.errno, missing.value.sqlstate) == (2003, "42S02")
    assert "NO_SUCH_TABLE" in str(missing.value.msg)
    with pytest.raises(ProgrammingError) as syntax:
        rows(connection, "SELEKT 1")
    assert (syntax.value.errno, syntax.value.sqlstate) == (1003, "42000")
    history = dict(
        rows(connection, "SELECT QUERY_ID, ERROR_CODE FROM TABLE(INFORMATION_SCHEMA.QUERY_HISTORY())")
    )
    assert history[missing.value.sfqid] == "002003"


def test_changed_rows_are_counted(connection: SnowflakeConnection) -> None:
    rows(connection, "CREATE TABLE T (N NUMBER)")
    cursor = connection.cursor()
    assert cursor.execute("INSERT INTO T SELECT 1 UNION ALL SELECT 2").rowcount == 2  # pyright: ignore
    assert cursor.execute("UPDATE T SET N = 3").rowcount == 2  # pyright: ignore
    assert cursor.execute("DELETE FROM T WHERE N = 4").rowcount == 0  # pyright: ignore


def test_a_result_is_fetched_by_query_id_from_another_connection(
    connection: SnowflakeConnection, connect: Callable[..., SnowflakeConnection]
) -> None:
    query = submitted(connection, "SELECT 41 + 1 AS A")
    other = connect(schema=connection.schema)
    until(lambda: ended(other, query))
    cursor = other.cursor()
    cursor.get_results_from_sfqid(query)
    assert cursor.fetchall() == [(42,)]
    with pytest.raises(ProgrammingError, match="not found"):
        cursor.query_result("01b00000-0000-0000-0000-000000000000")


def test_a_waiting_statement_answers_status_and_then_its_result(
    connection: SnowflakeConnection, connect: Callable[..., SnowflakeConnection]
) -> None:
    query = submitted(connection, "SELECT SYSTEM$WAIT(700, 'MILLISECONDS')")
    other = connect(schema=connection.schema)
    assert other.get_query_status(query) == QueryStatus.RUNNING
    cursor = other.cursor()
    cursor.get_results_from_sfqid(query)
    assert cursor.fetchall() == [("waited 700 milliseconds",)]
    assert other.get_query_status(query) == QueryStatus.SUCCESS


@pytest.mark.parametrize("way", ["query", "all", "driver"])
def test_a_statement_is_cancelled(
    connection: SnowflakeConnection, connect: Callable[..., SnowflakeConnection], way: str
) -> None:
    query = submitted(connection, ENDLESS)
    other = connect(schema=connection.schema)
    if way == "query":
        assert rows(other, f"SELECT SYSTEM$CANCEL_QUERY('{query}')") == [(f"query [{query}] terminated.",)]
    elif way == "all":
        assert rows(other, f"SELECT SYSTEM$CANCEL_ALL_QUERIES({connection.session_id})") == [("1 cancelled",)]
    else:
        assert other.cursor().abort_query(query)
    until(lambda: ended(other, query))
    with pytest.raises(ProgrammingError) as caught:
        other.get_query_status_throw_if_error(query)
    assert (caught.value.errno, caught.value.sqlstate) == (604, "57014")
    again = "Identified SQL statement is not currently executing."
    assert rows(other, f"SELECT SYSTEM$CANCEL_QUERY('{query}')") == [(again,)]


def test_a_running_join_is_cancelled_and_the_session_goes_on(connection: SnowflakeConnection) -> None:
    rows(connection, "CREATE TABLE MANY AS SELECT SEQ4() AS N FROM TABLE(GENERATOR(ROWCOUNT => 100000))")
    with pytest.raises(ProgrammingError) as caught:
        # The connector cancels the statement itself when its time is up.
        connection.cursor().execute(
            "SELECT COUNT(*) FROM MANY A JOIN MANY B ON A.N * B.N <> A.N + B.N", timeout=1
        )
    assert caught.value.errno == 604
    assert rows(connection, "SELECT COUNT(*) FROM MANY") == [(100_000,)]


def test_the_statement_timeout_is_the_sessions_or_the_statements(connection: SnowflakeConnection) -> None:
    cursor = connection.cursor()
    with pytest.raises(ProgrammingError) as statement:
        cursor.execute(ENDLESS, _statement_params={"STATEMENT_TIMEOUT_IN_SECONDS": "1"})
    assert (statement.value.errno, statement.value.sqlstate) == (630, "57014")
    rows(connection, "ALTER SESSION SET STATEMENT_TIMEOUT_IN_SECONDS = 1")
    with pytest.raises(ProgrammingError, match="timeout of 1 second") as session:
        rows(connection, ENDLESS)
    assert session.value.errno == 630


def test_the_history_tells_tag_type_status_and_rows(connection: SnowflakeConnection) -> None:
    cursor = connection.cursor()
    cursor.execute(
        "SELECT 1 AS A UNION ALL SELECT 2",
        _statement_params={"QUERY_TAG": '{"app":"ratchet","step":"train"}'},
    )
    query = cursor.sfqid
    found = rows(
        connection,
        "SELECT QUERY_ID, QUERY_TYPE, EXECUTION_STATUS, ROWS_PRODUCED, SESSION_ID, SCHEMA_NAME "
        "FROM TABLE(INFORMATION_SCHEMA.QUERY_HISTORY()) WHERE TRY_PARSE_JSON(QUERY_TAG):step = 'train' "
        f"AND SESSION_ID = {connection.session_id}",
    )
    assert found == [(query, "SELECT", "SUCCESS", 2, connection.session_id, connection.schema)]


@pytest.mark.parametrize(
    ("since", "found"),
    [
        ("TO_TIMESTAMP_LTZ('{now}')", ["running"]),
        ("DATEADD('hour', -1, CURRENT_TIMESTAMP())", ["ended", "running"]),
    ],
)
def test_the_history_since_a_moment_has_what_runs_and_what_ended_since(
    connection: SnowflakeConnection, since: str, found: list[str]
) -> None:
    tag = uuid.uuid4().hex
    rows(connection, f"ALTER SESSION SET QUERY_TAG = '{tag}'")
    rows(connection, "SELECT 'ended'")
    running = submitted(connection, ENDLESS)
    rows(connection, "ALTER SESSION UNSET QUERY_TAG")
    now = dt.datetime.now(dt.UTC).isoformat()
    seen = rows(
        connection,
        f"SELECT CASE WHEN QUERY_TEXT LIKE '%ended%' THEN 'ended' ELSE 'running' END AS S "
        "FROM TABLE(INFORMATION_SCHEMA.QUERY_HISTORY_BY_USER("
        f"END_TIME_RANGE_START => {since.format(now=now)}, RESULT_LIMIT => 10000)) "
        f"WHERE QUERY_TAG = '{tag}' AND QUERY_TYPE = 'SELECT' ORDER BY S",
    )
    rows(connection, f"SELECT SYSTEM$CANCEL_QUERY('{running}')")
    assert [row[0] for row in seen] == found


def test_closing_a_session_cancels_what_it_has_running(
    local_server: LocalServer, connection: SnowflakeConnection
) -> None:
    leaving = local_server.connect()
    query = submitted(leaving, ENDLESS)
    assert leaving.rest is not None
    leaving.rest.delete_session()
    until(lambda: ended(connection, query))
    with pytest.raises(ProgrammingError, match="canceled"):
        connection.get_query_status_throw_if_error(query)


class Wire:
    """Plain HTTP to the server, as a driver in another language would speak it."""

    def __init__(self, server: LocalServer) -> None:
        self.base = f"http://127.0.0.1:{server.port}"
        self.token: str | None = None

    def post(self, path: str, body: Any = None, raw: bytes | None = None) -> tuple[int, Any]:
        data = raw if raw is not None else json.dumps(body or {}).encode()
        return self.send(urllib.request.Request(self.base + path, data))

    def get(self, path: str) -> tuple[int, Any]:
        return self.send(urllib.request.Request(self.base + path))

    def send(self, request: urllib.request.Request) -> tuple[int, Any]:
        if self.token:
            request.add_header("Authorization", f'Snowflake Token="{self.token}"')
        with urllib.request.urlopen(request, timeout=30) as reply:
            return reply.status, json.loads(reply.read())

    def log_in(self, password: str = PASSWORD) -> Any:
        data = {"LOGIN_NAME": USER, "PASSWORD": password, "CLIENT_APP_ID": "JavaScript"}
        _, reply = self.post("/session/v1/login-request", {"data": data})
        self.token = (reply["data"] or {}).get("token")
        return reply


@pytest.fixture
def wire(local_server: LocalServer) -> Wire:
    wire = Wire(local_server)
    wire.log_in()
    return wire


def test_a_request_that_is_sent_twice_runs_once(wire: Wire, connection: SnowflakeConnection) -> None:
    table = f'TEST."{connection.schema}".ONCE'
    rows(connection, f"CREATE TABLE {table} (N NUMBER)")
    path = "/queries/v1/query-request?requestId=6e1c1c8e-0000-4000-8000-000000000001"
    body = {"sqlText": f"INSERT INTO {table} VALUES (1)"}
    replies = [wire.post(path, body)[1] for _ in range(3)]
    assert len({reply["data"]["queryId"] for reply in replies}) == 1
    assert [reply["data"]["rowset"] for reply in replies] == [[["1"]]] * 3
    assert rows(connection, f"SELECT COUNT(*) FROM {table}") == [(1,)]


def test_a_request_is_cancelled_by_its_request_id(wire: Wire) -> None:
    request = "6e1c1c8e-0000-4000-8000-000000000002"
    body = {"sqlText": ENDLESS, "asyncExec": True}
    _, reply = wire.post(f"/queries/v1/query-request?requestId={request}", body)
    assert reply["code"] == "333334"
    assert wire.post("/queries/v1/abort-request", {"requestId": request})[1]["success"]
    _, result = wire.get(reply["data"]["getResultUrl"])
    assert (result["success"], result["code"], result["data"]["sqlState"]) == (False, "000604", "57014")
    assert wire.post("/queries/v1/abort-request", {"requestId": request})[1]["code"] == "000605"


@pytest.mark.parametrize(
    ("path", "raw", "code"),
    [
        ("/queries/v1/query-request", b"no json", "390400"),
        ("/queries/v1/query-request", b"[1]", "390400"),
        ("/queries/v1/query-request", b"{}", "000900"),
        ("/queries/v1/query-request", b'{"sqlText": "SELECT ?", "bindings": {"1": {"type": "X"}}}', "000002"),
        (
            "/queries/v1/query-request",
            b'{"sqlText": "SELECT 1", "parameters": {"TIMEZONE": "Asia/Tokyo"}}',
            "000002",
        ),
        ("/queries/no-such-query/abort-request", b"", "000605"),
        ("/session/token-request", b"{}", "390114"),
        ("/api/v2/statements", b"{}", "000002"),
    ],
)
def test_what_the_server_does_not_know_is_an_error_reply_with_status_200(
    wire: Wire, path: str, raw: bytes, code: str
) -> None:
    status, reply = wire.post(path, raw=raw)
    assert (status, reply["success"], reply["code"]) == (200, False, code)
    assert len(reply["data"]["sqlState"]) == 5


def test_without_a_valid_token_nothing_is_answered(local_server: LocalServer) -> None:
    wire = Wire(local_server)
    for token in (None, "ver:1-hint:1-forged"):
        wire.token = token
        for path in ("/queries/v1/query-request", "/session/heartbeat", "/session?delete=true"):
            assert wire.post(path, {"sqlText": "SELECT 1"})[1]["code"] == "390104"
        assert wire.get("/monitoring/queries/1")[1]["code"] == "390104"
    assert wire.log_in("wrong")["code"] == "390100"


def test_the_chunks_of_a_result_need_its_key(wire: Wire) -> None:
    sql = "SELECT SEQ4() AS N FROM TABLE(GENERATOR(ROWCOUNT => 50000))"
    _, reply = wire.post("/queries/v1/query-request", {"sqlText": sql})
    url = reply["data"]["chunks"][0]["url"]
    with urllib.request.urlopen(url) as chunk:
        assert len(json.loads(f"[{chunk.read().decode()}]")) == reply["data"]["chunks"][0]["rowCount"]
    forged = url.replace(url.split("/")[5], "forged")
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(forged)


class KeyPair:
    def __init__(self, folder: Path, name: str) -> None:
        key = rsa.generate_private_key(65537, 2048)
        self.private = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        self.public_file = folder / f"{name}.pub"
        self.public_file.write_bytes(
            key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        )


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> KeyPair:
    return KeyPair(tmp_path_factory.mktemp("keys"), "registered")


@pytest.fixture(scope="module")
def key_server(tmp_path_factory: pytest.TempPathFactory, keys: KeyPair) -> Iterator[LocalServer]:
    options = ("--user", USER, "--public-key", str(keys.public_file), "--session-validity", "1")
    server = LocalServer(tmp_path_factory.mktemp("key-server"), options)
    server.start()
    yield server
    server.stop()


def test_only_the_registered_key_lets_in(key_server: LocalServer, keys: KeyPair, tmp_path: Path) -> None:
    connection = key_server.log_in(private_key=keys.private)
    assert rows(connection, "SELECT CURRENT_USER()") == [(USER,)]
    connection.close()
    other = KeyPair(tmp_path, "other")
    for refused in ({"private_key": other.private}, {"private_key": keys.private, "user": "SOMEBODY"}):
        with pytest.raises((DatabaseError, OperationalError)) as caught:
            key_server.log_in(**refused)
        assert caught.value.errno == 390144
    with pytest.raises(DatabaseError) as password:
        key_server.log_in()
    assert password.value.errno == 390100


def test_a_session_outlives_its_token(key_server: LocalServer, keys: KeyPair) -> None:
    connection = key_server.log_in(private_key=keys.private)
    rows(connection, "ALTER SESSION SET QUERY_TAG = 'kept'")
    assert connection.rest is not None
    first = connection.rest.token
    until(lambda: rows(connection, "SELECT 1") == [(1,)] and connection.rest.token != first)  # pyright: ignore
    assert rows(connection, "SHOW PARAMETERS LIKE 'QUERY_TAG'")[0][1] == "kept"
    connection.close()
