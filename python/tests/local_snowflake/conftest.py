"""A running local Snowflake, as its own process, for tests through the real drivers."""

from __future__ import annotations

import itertools
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import snowflake.connector
from snowflake.connector import SnowflakeConnection
from snowflake.snowpark import Session

PYTHON = str(Path(__file__).resolve().parents[2])
USER, PASSWORD = "TESTER", "a password for tests"
READY = "local Snowflake is ready on "
ENVIRONMENT = {**os.environ, "PYTHONPATH": PYTHON, "LOCAL_SNOWFLAKE_PASSWORD": PASSWORD}
_schemas = itertools.count(1)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


PASSWORD_LOGIN = ("--user", USER, "--password-env", "LOCAL_SNOWFLAKE_PASSWORD")


class LocalServer:
    """The server on a data folder; can be killed and started again on it."""

    def __init__(self, data: Path, options: Sequence[str] = PASSWORD_LOGIN) -> None:
        self.data = data
        self.options = options
        self.port = _free_port()
        self.process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Starts it and waits until it says that it is ready."""
        place = ["-m", "local_snowflake", "--port", str(self.port), "--data", str(self.data)]
        # What the server logs goes to pytest's own standard error, which a failing test shows.
        self.process = subprocess.Popen(
            [sys.executable, *place, *self.options], stdout=subprocess.PIPE, text=True, env=ENVIRONMENT
        )
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line.startswith(READY), f"the server said {line!r} and ended with {self.process.poll()}"

    def kill(self) -> None:
        """Kills it as kill -9 does."""
        assert self.process is not None
        self.process.kill()
        self._wait()

    def stop(self) -> None:
        """Stops it tidily."""
        assert self.process is not None
        self.process.terminate()
        self._wait()

    def _wait(self) -> None:
        assert self.process is not None and self.process.stdout is not None
        self.process.wait(20)
        self.process.stdout.close()

    def log_in(self, **options: Any) -> SnowflakeConnection:
        """A connection of the Python connector, by password unless the options say otherwise."""
        proof = {} if "private_key" in options else {"password": PASSWORD}
        place = {"account": "local", "host": "127.0.0.1", "port": self.port, "protocol": "http"}
        limits = {"login_timeout": 30, "network_timeout": 120}
        return snowflake.connector.connect(**{"user": USER, **proof, **place, **limits, **options})

    def connect(self, schema: str | None = None, **options: Any) -> SnowflakeConnection:
        """A connection in a schema of its own, unless one is named."""
        connection = self.log_in(**options)
        cursor = connection.cursor()
        cursor.execute("CREATE DATABASE IF NOT EXISTS TEST")
        name = schema or f"SCHEMA_{next(_schemas)}"
        cursor.execute(f'CREATE SCHEMA IF NOT EXISTS TEST."{name}"')
        cursor.execute(f'USE SCHEMA TEST."{name}"')
        return connection


@pytest.fixture(scope="session")
def local_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalServer]:
    server = LocalServer(tmp_path_factory.mktemp("local-snowflake"))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def connect(local_server: LocalServer) -> Iterator[Callable[..., SnowflakeConnection]]:
    """Opens connections that are closed after the test; `connect(schema=...)` joins another one's schema."""
    opened: list[SnowflakeConnection] = []

    def open_one(**options: Any) -> SnowflakeConnection:
        opened.append(local_server.connect(**options))
        return opened[-1]

    yield open_one
    for connection in opened:
        connection.close()


@pytest.fixture
def connection(connect: Callable[..., SnowflakeConnection]) -> SnowflakeConnection:
    return connect()


@pytest.fixture
def session(connection: SnowflakeConnection) -> Iterator[Session]:
    session = Session.builder.configs({"connection": connection}).create()  # pyright: ignore[reportArgumentType]
    yield session
    session.close()
