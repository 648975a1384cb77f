"""The engine by itself: sessions beside each other, locks, transactions, and what outlives a kill."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from conftest import LocalServer

from local_snowflake.catalog import Catalog
from local_snowflake.engine import Engine
from local_snowflake.python_runtime import PythonRuntime
from local_snowflake.sessions import Session, Sessions
from local_snowflake.statement import CancelToken, Result, SnowflakeError
from local_snowflake.wire.table import as_table


class NoQueries:
    """A query log of a server that has run nothing."""

    def history(self) -> list[Any]:
        return []

    def result_of(self, session: Session, query_id: str) -> Result:
        raise SnowflakeError("000709", "02000", f"Statement {query_id} not found")


class Place:
    """An engine on a folder, and sessions in one schema of it."""

    def __init__(self, folder: Path) -> None:
        self.catalog = Catalog(folder / "catalog.sqlite")
        self.engine = Engine(folder, self.catalog)
        self.runtime = PythonRuntime(self.catalog, folder)
        self.engine.connect(self.runtime, NoQueries())
        self.sessions = Sessions()

    def session(self) -> Session:
        session = self.sessions.open("TESTER", "PythonConnector")
        self.run(session, "CREATE DATABASE IF NOT EXISTS D")
        self.run(session, "USE SCHEMA D.PUBLIC")
        return session

    def run(
        self, session: Session, sql: str, *binds: Any, cancel: CancelToken | None = None
    ) -> list[tuple[Any, ...]]:
        """The rows as tuples."""
        result = self.engine.run(session, sql, binds, cancel, "query-id")
        columns = [column.to_pylist() for column in as_table(result).columns]
        return list(zip(*columns, strict=True))

    def stop(self) -> None:
        self.runtime.stop()
        self.engine.stop()
        self.catalog.close()


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    opened = Place(tmp_path)
    yield opened
    opened.stop()


def until(condition: Callable[[], bool], seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "the condition did not come true in time"
        threading.Event().wait(0.01)


def test_transactions_on_one_row_wait_for_each_other(place: Place) -> None:
    first = place.session()
    place.run(first, "CREATE TABLE COUNTER AS SELECT 1 AS ID, 0 AS N")

    def increment(_: int) -> None:
        session = place.session()
        for _ in range(10):
            place.run(session, "BEGIN")
            place.run(session, "UPDATE COUNTER SET N = N + 1 WHERE ID = 1")
            place.run(session, "COMMIT")
        place.engine.close_session(session)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(increment, range(8)))
    assert place.run(first, "SELECT N FROM COUNTER") == [(80,)]


def test_merges_of_one_key_insert_it_once(place: Place) -> None:
    first = place.session()
    place.run(first, "CREATE TABLE T (ID NUMBER, N NUMBER)")
    merge = (
        "MERGE INTO T USING (SELECT ? AS ID) S ON T.ID = S.ID "
        "WHEN MATCHED THEN UPDATE SET N = T.N + 1 WHEN NOT MATCHED THEN INSERT (ID, N) VALUES (S.ID, 1)"
    )

    def merge_often(_: int) -> None:
        session = place.session()
        for key in range(10):
            place.run(session, merge, key)

    with ThreadPoolExecutor(6) as threads:
        list(threads.map(merge_often, range(6)))
    assert place.run(first, "SELECT COUNT(*), MIN(N), MAX(N) FROM T") == [(10, 6, 6)]


def test_inserts_into_one_table_do_not_wait(place: Place) -> None:
    first, second = place.session(), place.session()
    place.run(first, "CREATE TABLE T (A NUMBER)")
    place.run(first, "BEGIN")
    place.run(first, "INSERT INTO T VALUES (1)")
    place.run(second, "INSERT INTO T VALUES (2)")
    place.run(first, "COMMIT")
    assert place.run(second, "SELECT SUM(A) FROM T") == [(3,)]


def test_sessions_that_make_one_table_if_it_does_not_exist_all_succeed(place: Place) -> None:
    sessions = [place.session() for _ in range(8)]
    for number in range(10):
        start = threading.Barrier(len(sessions))

        def make(session: Session, start: threading.Barrier = start, number: int = number) -> str:
            start.wait()
            return place.run(session, f"CREATE TABLE IF NOT EXISTS SHARED_{number} (ID NUMBER)")[0][0]

        with ThreadPoolExecutor(len(sessions)) as pool:
            answers = list(pool.map(make, sessions))
        assert sum("successfully created" in answer for answer in answers) == 1
        assert sum("already exists, statement succeeded" in answer for answer in answers) == 7


def test_a_transaction_sees_what_others_committed_to_a_table_that_it_locks_later(place: Place) -> None:
    first, second = place.session(), place.session()
    place.run(first, "CREATE TABLE A AS SELECT 1 AS N")
    place.run(first, "CREATE TABLE B AS SELECT 1 AS N")
    place.run(first, "BEGIN")
    place.run(first, "UPDATE A SET N = 10")
    place.run(second, "UPDATE B SET N = 5")
    place.run(first, "UPDATE B SET N = N + 1")
    place.run(first, "COMMIT")
    assert place.run(second, "SELECT A.N, B.N FROM A, B") == [(10, 6)]


def test_two_transactions_that_wait_for_each_other_end_with_one_error(place: Place) -> None:
    first, second = place.session(), place.session()
    place.run(first, "CREATE TABLE A AS SELECT 1 AS N")
    place.run(first, "CREATE TABLE B AS SELECT 1 AS N")
    place.run(first, "BEGIN")
    place.run(second, "BEGIN")
    place.run(first, "UPDATE A SET N = 2")
    place.run(second, "UPDATE B SET N = 2")
    with ThreadPoolExecutor(1) as thread:
        waiting = thread.submit(place.run, first, "UPDATE B SET N = 3")
        until(lambda: not waiting.done())
        with pytest.raises(SnowflakeError) as refused:
            # Whichever asks last closes the circle; the other one goes on.
            place.run(second, "UPDATE A SET N = 3")
            waiting.result()
        assert refused.value.code == "000625"
        place.run(second, "ROLLBACK")
        place.run(first, "ROLLBACK")


def test_a_statement_that_waits_for_a_lock_can_be_cancelled(place: Place) -> None:
    first, second = place.session(), place.session()
    place.run(first, "CREATE TABLE A AS SELECT 1 AS N")
    place.run(first, "BEGIN")
    place.run(first, "UPDATE A SET N = 2")
    cancel = CancelToken()
    with ThreadPoolExecutor(1) as thread:
        waiting = thread.submit(place.run, second, "UPDATE A SET N = 3", cancel=cancel)
        cancel.cancel()
        with pytest.raises(SnowflakeError) as refused:
            waiting.result(10)
    assert refused.value.code == "000604"
    place.run(first, "COMMIT")
    assert place.run(second, "SELECT N FROM A") == [(2,)]


def test_a_cancelled_statement_leaves_its_transaction_as_it_was(place: Place) -> None:
    session = place.session()
    place.run(session, "CREATE TABLE MANY AS SELECT SEQ4() AS N FROM TABLE(GENERATOR(ROWCOUNT => 100000))")
    place.run(session, "CREATE TABLE T (N NUMBER)")
    place.run(session, "BEGIN")
    place.run(session, "INSERT INTO T VALUES (1)")
    cancel = CancelToken()
    slow = "INSERT INTO T SELECT COUNT(*) FROM MANY A JOIN MANY B ON A.N * B.N <> A.N + B.N"
    with ThreadPoolExecutor(1) as thread:
        running = thread.submit(place.run, session, slow, cancel=cancel)
        threading.Timer(0.2, cancel.cancel).start()
        with pytest.raises(SnowflakeError) as refused:
            running.result(20)
    assert refused.value.code == "000604"
    place.run(session, "INSERT INTO T VALUES (2)")
    place.run(session, "COMMIT")
    assert place.run(session, "SELECT N FROM T ORDER BY N") == [(1,), (2,)]


def test_a_session_runs_statements_beside_a_slow_one(place: Place) -> None:
    session = place.session()
    place.run(session, "CREATE TABLE MANY AS SELECT SEQ4() AS N FROM TABLE(GENERATOR(ROWCOUNT => 100000))")
    cancel = CancelToken()
    slow = "SELECT COUNT(*) FROM MANY A JOIN MANY B ON A.N * B.N <> A.N + B.N"
    with ThreadPoolExecutor(1) as thread:
        running = thread.submit(place.run, session, slow, cancel=cancel)
        assert place.run(session, "SELECT 1") == [(1,)]
        assert not running.done()
        cancel.cancel()
        with pytest.raises(SnowflakeError):
            running.result(20)


def test_closing_a_session_rolls_back_and_gives_its_locks_back(place: Place) -> None:
    first, second = place.session(), place.session()
    place.run(first, "CREATE TABLE A AS SELECT 1 AS N")
    place.run(first, "CREATE TEMPORARY TABLE MINE AS SELECT 1 AS N")
    place.run(first, "BEGIN")
    place.run(first, "UPDATE A SET N = 2")
    place.engine.close_session(first)
    place.run(second, "UPDATE A SET N = N + 10")
    assert place.run(second, "SELECT N FROM A") == [(11,)]
    with pytest.raises(SnowflakeError, match="does not exist"):
        place.run(second, "SELECT * FROM MINE")


def test_drop_listeners_hear_of_tables_schemas_and_databases(place: Place) -> None:
    heard: list[tuple[str, str | None, str | None]] = []
    place.engine.on_dropped(lambda *name: heard.append(name))
    session = place.session()
    place.run(session, "CREATE SCHEMA S")
    place.run(session, "CREATE TABLE T (A NUMBER)")
    place.run(session, "TRUNCATE TABLE T")
    place.run(session, "DROP SCHEMA S")
    place.run(session, "DROP DATABASE D")
    assert ("D", "S", "T") in heard
    assert heard[-2:] == [("D", "S", None), ("D", None, None)]


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM T AT(OFFSET => -60)",
        "SELECT A FROM T START WITH A = 1 CONNECT BY PRIOR A = A + 1",
        "SELECT TO_VARCHAR(1234.5, '9,999.00')",
        "SELECT REGEXP_REPLACE('aXbX', 'X', 'y', 1, 2)",
        "SELECT * FROM TABLE(SPLIT_TO_TABLE('a,b', ','))",
        "SELECT TO_VARCHAR('2024-01-01'::DATE, 'YYYY-MMMMM')",
        "INSERT ALL INTO T (A) VALUES (X) SELECT 1 AS X",
        "CREATE TABLE U (A VARCHAR COLLATE 'en-ci')",
        "ALTER SESSION SET WEEK_START = 7",
        "ALTER SESSION SET TIMESTAMP_TYPE_MAPPING = 'TIMESTAMP_LTZ'",
        "SHOW PIPES",
    ],
)
def test_what_the_stand_in_cannot_do_is_refused_as_its_limit(place: Place, sql: str) -> None:
    session = place.session()
    place.run(session, "CREATE TABLE T (A NUMBER)")
    with pytest.raises(SnowflakeError) as refused:
        place.run(session, sql)
    assert (refused.value.code, refused.value.sqlstate) == ("000002", "0A000")
    assert "a limit of local Snowflake" in refused.value.message


def test_what_was_committed_outlives_a_kill(tmp_path: Path) -> None:
    server = LocalServer(tmp_path)
    server.start()
    try:
        connection = server.connect("KEPT")
        cursor = connection.cursor()
        for sql in (
            'CREATE TABLE "My Table" ("The ID" NUMBER NOT NULL, T VARCHAR(3), V VARIANT, A ARRAY)',
            "COMMENT ON TABLE \"My Table\" IS 'c'",
            "INSERT INTO \"My Table\" SELECT 1, 'abc', PARSE_JSON('{\"k\": 1}'), ARRAY_CONSTRUCT(1)",
            'CREATE VIEW SEEN AS SELECT "The ID" / 3 AS D, V:k::VARCHAR AS K FROM "My Table"',
            "CREATE SEQUENCE NUMBERS",
            "BEGIN",
            'INSERT INTO "My Table" ("The ID") VALUES (2)',
        ):
            cursor.execute(sql)
        server.kill()
        server.start()
        again = server.connect("KEPT").cursor()

        def rows(sql: str) -> Any:
            return again.execute(sql).fetchall()  # pyright: ignore[reportOptionalMemberAccess]

        assert [str(value) for value in rows("SELECT * FROM SEEN")[0]] == ["0.333333", "1"]
        assert rows('SELECT COUNT(*), MAX("The ID") FROM "My Table"') == [(1, 1)]
        described = [(row[0], row[1], row[3]) for row in rows('DESCRIBE TABLE "My Table"')]
        assert described == [
            ("The ID", "NUMBER(38,0)", "N"),
            ("T", "VARCHAR(3)", "Y"),
            ("V", "VARIANT", "Y"),
            ("A", "ARRAY", "Y"),
        ]
        assert rows("SELECT NUMBERS.NEXTVAL") == [(1,)]
        assert rows("SHOW TABLES LIKE 'my%'")[0][5] == "c"
    finally:
        server.stop()
