"""The server as a process: what it refuses to start with, how it stops, what it has after kill -9."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import ENVIRONMENT, PASSWORD_LOGIN, LocalServer
from snowflake.connector import SnowflakeConnection
from snowflake.connector.errors import ProgrammingError

PYTHON = "LANGUAGE PYTHON RUNTIME_VERSION = '3.11'"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[LocalServer]:
    server = LocalServer(tmp_path / "data")
    server.start()
    yield server
    if server.process is not None and server.process.poll() is None:
        server.stop()


def rows(connection: SnowflakeConnection, sql: str) -> list[tuple[Any, ...]]:
    return connection.cursor().execute(sql).fetchall()  # pyright: ignore


def until(condition: Callable[[], bool], seconds: float = 15) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "the condition did not come true in time"
        threading.Event().wait(0.05)


def refusal(*options: str) -> str:
    """What the server says when it does not start."""
    command = [sys.executable, "-m", "local_snowflake", *options]
    ended = subprocess.run(command, capture_output=True, text=True, env=ENVIRONMENT, timeout=60, check=False)
    assert ended.returncode == 2, ended
    assert ended.stdout == ""
    return ended.stderr


def test_one_server_at_a_time_works_on_a_data_folder(server: LocalServer) -> None:
    assert server.process is not None
    said = refusal("--port", "0", "--data", str(server.data), *PASSWORD_LOGIN)
    assert f"another local Snowflake (process {server.process.pid}) is running on the data folder" in said
    connection = server.connect()
    assert rows(connection, "SELECT 1") == [(1,)]
    connection.close()


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (("--port", "{port}"), "cannot be used (Address already in use): choose another --port"),
        (("--port", "0", "--host", "0.0.0.0"), "--host 0.0.0.0 is not an address of loopback"),
        (("--port", "0", "--host", "example.com"), "--host example.com is not an address of loopback"),
    ],
)
def test_an_address_that_cannot_be_used_is_refused(
    server: LocalServer, tmp_path: Path, options: tuple[str, ...], expected: str
) -> None:
    filled = [option.format(port=server.port) for option in options]
    assert expected in refusal(*filled, "--data", str(tmp_path / "other"), *PASSWORD_LOGIN)


def test_a_login_that_cannot_be_checked_is_refused(tmp_path: Path) -> None:
    place = ("--port", "0", "--data", str(tmp_path), "--user", "U")
    assert "NO_SUCH_VARIABLE of --password-env is not set" in refusal(
        *place, "--password-env", "NO_SUCH_VARIABLE"
    )
    broken = tmp_path / "key.pub"
    assert f"{broken} cannot be read" in refusal(*place, "--public-key", str(broken))
    broken.write_text("no key")
    assert f"{broken} is not a public key in PEM form" in refusal(*place, "--public-key", str(broken))


def test_sigterm_ends_statements_and_python_processes(server: LocalServer, tmp_path: Path) -> None:
    connection = server.connect()
    mark = tmp_path / "process"
    rows(
        connection,
        f"CREATE PROCEDURE HANGS() RETURNS VARCHAR {PYTHON} PACKAGES = ('snowflake-snowpark-python') "
        f"HANDLER = 'run' AS $$\nimport os, time\ndef run(session):\n"
        f"    open({str(mark)!r}, 'w').write(str(os.getpid()))\n    time.sleep(600)\n$$",
    )
    cursor = connection.cursor()
    cursor.execute_async("CALL HANGS()")
    query = cursor.sfqid
    until(lambda: mark.exists() and mark.read_text() != "")
    started = time.monotonic()
    server.stop()
    assert time.monotonic() - started < 10
    assert server.process is not None and server.process.returncode == 0
    until(lambda: not Path(f"/proc/{mark.read_text()}").exists())
    server.start()
    again = server.connect(schema=str(connection.schema))
    with pytest.raises(ProgrammingError, match="canceled"):
        again.get_query_status_throw_if_error(str(query))
    again.close()


def test_everything_is_there_after_kill_9(server: LocalServer, tmp_path: Path) -> None:
    connection = server.connect()
    schema = str(connection.schema)
    (tmp_path / "staged.csv").write_text("1\n2\n")
    rows(connection, "CREATE TABLE KEPT (N NUMBER(10, 2), V VARIANT)")
    rows(connection, "INSERT INTO KEPT SELECT 1.5, PARSE_JSON('{\"a\": 1}')")
    rows(connection, "CREATE STAGE FILES")
    rows(connection, f"PUT 'file://{tmp_path}/staged.csv' @FILES AUTO_COMPRESS=FALSE")
    rows(
        connection,
        f"CREATE FUNCTION PLUS(X FLOAT) RETURNS FLOAT {PYTHON} HANDLER='f' AS 'def f(x): return x + 1'",
    )
    rows(
        connection,
        f"CREATE PROCEDURE COUNTS() RETURNS NUMBER {PYTHON} PACKAGES = ('snowflake-snowpark-python') "
        "HANDLER = 'run' AS $$\ndef run(session):\n    return session.table('KEPT').count()\n$$",
    )
    cursor = connection.cursor()
    cursor.execute_async("SELECT SYSTEM$WAIT(600)")
    running = str(cursor.sfqid)
    rows(connection, "BEGIN")
    rows(connection, "INSERT INTO KEPT SELECT 9, NULL")
    server.kill()
    server.start()
    again = server.connect(schema=schema)
    assert rows(again, "SELECT N, V:a::NUMBER FROM KEPT") == [(1.5, 1)]
    assert [row[0] for row in rows(again, "LIST @FILES")] == ["files/staged.csv"]
    assert rows(again, "SELECT PLUS(1)") == [(2.0,)]
    assert rows(again, "CALL COUNTS()") == [(1,)]
    with pytest.raises(ProgrammingError, match="stopped while the statement ran"):
        again.get_query_status_throw_if_error(running)
    texts = {
        row[0] for row in rows(again, "SELECT QUERY_TEXT FROM TABLE(INFORMATION_SCHEMA.QUERY_HISTORY())")
    }
    assert {"CREATE STAGE FILES", "SELECT SYSTEM$WAIT(600)"} <= texts
    again.close()


def test_the_data_folder_is_readable_by_its_owner_only(server: LocalServer) -> None:
    assert os.stat(server.data).st_mode & 0o077 == 0
