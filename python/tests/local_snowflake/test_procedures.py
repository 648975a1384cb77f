"""Python procedures of local Snowflake, through the Python connector and Snowpark."""

from __future__ import annotations

import datetime as dt
import json
import os
import statistics
import threading
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from snowflake.connector import SnowflakeConnection
from snowflake.connector.errors import DatabaseError, ProgrammingError
from snowflake.snowpark import Session

PYTHON = "LANGUAGE PYTHON RUNTIME_VERSION = '3.11' PACKAGES = ('snowflake-snowpark-python')"
PROCESSES = Path("/proc")


def rows(connection: SnowflakeConnection, sql: str, binds: Any = None) -> list[tuple[Any, ...]]:
    return connection.cursor().execute(sql, binds).fetchall()  # pyright: ignore


def one(connection: SnowflakeConnection, sql: str, binds: Any = None) -> Any:
    return rows(connection, sql, binds)[0][0]


def create(
    connection: SnowflakeConnection, signature: str, returns: str, body: str, clauses: str = ""
) -> None:
    rows(
        connection,
        f"CREATE OR REPLACE PROCEDURE {signature} RETURNS {returns} {PYTHON} HANDLER = 'run' {clauses} "
        f"AS $$\n{body}\n$$",
    )


def until(condition: Callable[[], bool], seconds: float = 15) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "the condition did not come true in time"
        threading.Event().wait(0.05)


def test_arguments_are_literals_binds_expressions_and_names(connection: SnowflakeConnection) -> None:
    create(
        connection,
        "SHOW_IT(A VARCHAR, B NUMBER, C VARIANT, D FLOAT DEFAULT 0.5)",
        "VARIANT",
        "def run(session, a, b, c, d):\n    return {'a': a, 'b': b, 'c': c, 'd': d}",
    )

    def shown(sql: str, binds: Any = None) -> Any:
        return json.loads(one(connection, sql, binds))

    assert shown("CALL SHOW_IT('x', 1 + 1, PARSE_JSON('[1]'), 2)") == {"a": "x", "b": 2, "c": [1], "d": 2.0}
    assert shown("call show_it(%s, %s, OBJECT_CONSTRUCT('k', %s))", ("it's", 7, "v")) == {
        "a": "it's",
        "b": 7,
        "c": {"k": "v"},
        "d": 0.5,
    }
    assert shown("CALL SHOW_IT(C => NULL, B => NULL, A => UPPER('q'))") == {
        "a": "Q",
        "b": None,
        "c": None,
        "d": 0.5,
    }
    with pytest.raises(ProgrammingError, match="Invalid argument types for function 'SHOW_IT'") as caught:
        rows(connection, "CALL SHOW_IT(1)")
    assert caught.value.errno == 1044
    with pytest.raises(ProgrammingError, match="Unknown user-defined function"):
        rows(connection, "CALL NO_SUCH_PROCEDURE(1)")


@pytest.mark.parametrize(
    ("returns", "expression", "expected"),
    [
        ("VARCHAR", "'text'", "text"),
        ("VARCHAR", "None", None),
        ("NUMBER", "12345678901", 12345678901),
        ("FLOAT", "0.1", 0.1),
        ("BOOLEAN", "True", True),
        ("DATE", "__import__('datetime').date(2024, 2, 29)", dt.date(2024, 2, 29)),
        ("VARIANT", "{'n': float('nan'), 'l': [1]}", {"n": "NaN", "l": [1]}),
    ],
)
def test_results_have_the_declared_type(
    connection: SnowflakeConnection, returns: str, expression: str, expected: Any
) -> None:
    create(connection, "GIVE()", returns, f"def run(session):\n    return {expression}")
    value = one(connection, "CALL GIVE()")
    assert (json.loads(value) if returns == "VARIANT" else value) == expected


def test_a_table_result_is_the_dataframes_rows(connection: SnowflakeConnection) -> None:
    rows(connection, "CREATE TABLE T AS SELECT COLUMN1 AS ID, COLUMN2 AS NAME FROM VALUES (1, 'a'), (2, 'b')")
    create(
        connection,
        "FILTERED(N NUMBER)",
        "TABLE()",
        "def run(session, n):\n    return session.table('T').filter(f'ID > {n}')",
    )
    assert rows(connection, "CALL FILTERED(1)") == [(2, "b")]
    create(connection, "WRONG()", "TABLE(A NUMBER)", "def run(session):\n    return 5")
    with pytest.raises(ProgrammingError, match="RETURNS TABLE needs a Snowpark DataFrame"):
        rows(connection, "CALL WRONG()")


def test_the_session_shares_temporary_tables_and_the_open_transaction(
    connection: SnowflakeConnection,
) -> None:
    rows(connection, "CREATE TABLE LEDGER (N NUMBER)")
    rows(connection, "CREATE TEMPORARY TABLE SCRATCH AS SELECT 41 AS N")
    create(
        connection,
        "COPY_OVER()",
        "NUMBER",
        "def run(session):\n"
        "    session.sql('INSERT INTO LEDGER SELECT N + 1 FROM SCRATCH').collect()\n"
        "    return session.table('LEDGER').count()",
        "EXECUTE AS CALLER",
    )
    rows(connection, "BEGIN")
    assert one(connection, "CALL COPY_OVER()") == 1
    rows(connection, "ROLLBACK")
    assert one(connection, "SELECT COUNT(*) FROM LEDGER") == 0
    assert one(connection, "CALL COPY_OVER()") == 1
    assert rows(connection, "SELECT N FROM LEDGER") == [(42,)]
    create(
        connection,
        "MAKE()",
        "VARCHAR",
        "def run(session):\n    session.sql('CREATE TEMPORARY TABLE MADE_THERE AS SELECT 1 AS A').collect()",
        "EXECUTE AS CALLER",
    )
    assert one(connection, "CALL MAKE()") is None
    assert one(connection, "SELECT A FROM MADE_THERE") == 1


def test_code_and_data_come_from_imports_as_they_were_at_create(
    connection: SnowflakeConnection, tmp_path: Path
) -> None:
    rows(connection, "CREATE STAGE CODE")
    (tmp_path / "main.py").write_text(
        "import helper, zipped, sys\n"
        "def run(session, spec):\n"
        "    text = open(sys._xoptions['snowflake_import_directory'] + 'data.json').read()\n"
        "    return f'{helper.NAME} {zipped.NAME} {text} {spec}'\n"
    )
    (tmp_path / "helper.py").write_text("NAME = 'helper'\n")
    (tmp_path / "data.json").write_text("{}")
    with zipfile.ZipFile(tmp_path / "archive.zip", "w") as archive:
        archive.writestr("zipped.py", "NAME = 'zipped'\n")
    names = ("main.py", "helper.py", "data.json", "archive.zip")
    for name in names:
        rows(connection, f"PUT 'file://{tmp_path}/{name}' @CODE/v1/ AUTO_COMPRESS=FALSE")
    imports = ", ".join(f"'@CODE/v1/{name}'" for name in names)
    rows(
        connection,
        f'CREATE PROCEDURE IF NOT EXISTS "Train"("SPEC" VARCHAR) RETURNS VARCHAR {PYTHON} '
        f"IMPORTS=({imports}) "
        "HANDLER='main.run' COMMENT='c' EXECUTE AS CALLER",
    )
    rows(connection, "REMOVE @CODE/v1/")
    assert one(connection, 'CALL "Train"(%s)', ('{"run": 1}',)) == 'helper zipped {} {"run": 1}'


def test_a_call_goes_on_with_its_imports_when_the_procedure_is_replaced(
    connection: SnowflakeConnection, connect: Any, tmp_path: Path
) -> None:
    rows(connection, "CREATE STAGE CODE")
    started, go_on = tmp_path / "started", tmp_path / "go-on"
    (tmp_path / "slow.py").write_text(
        "import pathlib, time\n"
        "def run(session):\n"
        f"    pathlib.Path({str(started)!r}).touch()\n"
        f"    while not pathlib.Path({str(go_on)!r}).exists():\n"
        "        time.sleep(0.01)\n"
        "    import late\n"
        "    return late.NAME\n"
    )
    (tmp_path / "late.py").write_text("NAME = 'imported late'\n")
    for name in ("slow.py", "late.py"):
        rows(connection, f"PUT 'file://{tmp_path}/{name}' @CODE AUTO_COMPRESS=FALSE")
    definition = (
        f"CREATE OR REPLACE PROCEDURE SLOW() RETURNS VARCHAR {PYTHON} "
        "IMPORTS=('@CODE/slow.py', '@CODE/late.py') HANDLER='slow.run'"
    )
    rows(connection, definition)
    cursor = connection.cursor()
    cursor.execute_async("CALL SLOW()")
    until(started.exists)
    other: SnowflakeConnection = connect(schema=connection.schema)
    rows(other, definition)
    rows(other, "DROP PROCEDURE SLOW()")
    go_on.touch()
    cursor.get_results_from_sfqid(str(cursor.sfqid))
    assert cursor.fetchall() == [("imported late",)]


def test_a_warm_call_answers_in_less_than_300_ms(connection: SnowflakeConnection) -> None:
    create(connection, "HELLO()", "VARCHAR", "def run(session):\n    return 'hello'")
    one(connection, "CALL HELLO()")
    times: list[float] = []
    for _ in range(7):
        start = time.perf_counter()
        assert one(connection, "CALL HELLO()") == "hello"
        times.append(time.perf_counter() - start)
    assert statistics.median(times) < 0.3


def test_an_exception_is_a_100357_with_the_handlers_traceback(connection: SnowflakeConnection) -> None:
    create(
        connection,
        "FAILS()",
        "VARCHAR",
        "def run(session):\n    raise ValueError('RATCHET_USER_ERROR: no rows')",
    )
    with pytest.raises(ProgrammingError) as caught:
        rows(connection, "CALL FAILS()")
    assert (caught.value.errno, caught.value.sqlstate) == (100357, "P0000")
    assert caught.value.msg is not None
    assert (
        "Python Interpreter Error:\nTraceback (most recent call last):\n"
        '  File "_udf_code.py", line 3, in run\n'
        "ValueError: RATCHET_USER_ERROR: no rows\n in function FAILS with handler run"
    ) in caught.value.msg


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("import os\ndef run(session):\n    os._exit(7)", "the procedure's process ended with exit status 7"),
        (
            "import os\ndef run(session):\n    os.kill(os.getpid(), 9)",
            "the procedure's process was killed by signal 9",
        ),
        ("def run(session):\n    session.sql('SELECT * FROM NO_SUCH_TABLE').collect()", "NO_SUCH_TABLE"),
    ],
)
def test_a_process_that_dies_or_a_statement_that_fails_is_a_clear_error(
    connection: SnowflakeConnection, body: str, message: str
) -> None:
    create(connection, "DIES()", "VARCHAR", body)
    with pytest.raises(ProgrammingError, match=message):
        rows(connection, "CALL DIES()")
    create(connection, "LIVES()", "VARCHAR", "def run(session):\n    return 'yes'")
    assert one(connection, "CALL LIVES()") == "yes"


def test_a_transaction_that_a_procedure_leaves_open_is_rolled_back(
    connection: SnowflakeConnection, connect: Any
) -> None:
    rows(connection, "CREATE TABLE LEDGER (N NUMBER)")
    body = (
        "import os\ndef run(session):\n"
        "    session.sql('BEGIN').collect()\n"
        "    session.sql('INSERT INTO LEDGER VALUES (1)').collect()\n"
        "    os._exit(7)"
    )
    create(connection, "LEAVES()", "VARCHAR", body, "EXECUTE AS CALLER")
    with pytest.raises(ProgrammingError, match="ended"):
        rows(connection, "CALL LEAVES()")
    other = connect(database=connection.database, schema=connection.schema)
    rows(other, "ALTER SESSION SET LOCK_TIMEOUT = 1")
    rows(other, "INSERT INTO LEDGER VALUES (2)")
    assert rows(connection, "SELECT N FROM LEDGER") == [(2,)]


def _waiting(tmp_path: Path) -> str:
    return (
        "import os, time\ndef run(session):\n"
        f"    open({str(tmp_path / 'process')!r}, 'w').write(str(os.getpid()))\n"
        "    session.sql('INSERT INTO LEDGER SELECT 1').collect()\n"
        "    time.sleep(600)\n    session.sql('INSERT INTO LEDGER SELECT 2').collect()"
    )


def _process(tmp_path: Path) -> int:
    until(lambda: (tmp_path / "process").exists() and (tmp_path / "process").read_text() != "")
    return int((tmp_path / "process").read_text())


def _is_gone(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    stat = PROCESSES / str(process) / "stat"
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] == "Z"


def test_cancel_ends_the_process_and_what_it_runs(
    connection: SnowflakeConnection, connect: Any, tmp_path: Path
) -> None:
    rows(connection, "CREATE TABLE LEDGER (N NUMBER)")
    create(connection, "WAITS()", "VARCHAR", _waiting(tmp_path), "EXECUTE AS CALLER")
    cursor = connection.cursor()
    cursor.execute_async("CALL WAITS()")
    query = str(cursor.sfqid)
    process = _process(tmp_path)
    other: SnowflakeConnection = connect(schema=connection.schema)
    rows(other, f"SELECT SYSTEM$CANCEL_QUERY('{query}')")
    until(lambda: _is_gone(process))
    with pytest.raises((ProgrammingError, DatabaseError)) as caught:
        cursor.get_results_from_sfqid(query)
        cursor.fetchall()
    assert "cancel" in str(caught.value).lower()
    assert one(connection, "SELECT MAX(N) FROM LEDGER") in (None, 1)


def test_cancel_ends_a_statement_that_the_process_waits_for(connection: SnowflakeConnection) -> None:
    rows(connection, "CREATE TABLE MANY AS SELECT SEQ4() AS N FROM TABLE(GENERATOR(ROWCOUNT => 100000))")
    create(
        connection,
        "JOINS()",
        "NUMBER",
        "def run(session):\n"
        "    sql = 'SELECT COUNT(*) FROM MANY A JOIN MANY B ON A.N * B.N <> A.N + B.N'\n"
        "    return session.sql(sql).collect()[0][0]",
    )
    rows(connection, "ALTER SESSION SET STATEMENT_TIMEOUT_IN_SECONDS = 2")
    with pytest.raises((ProgrammingError, DatabaseError), match="000630"):
        rows(connection, "CALL JOINS()")
    rows(connection, "ALTER SESSION SET STATEMENT_TIMEOUT_IN_SECONDS = 10")
    assert one(connection, "SELECT COUNT(*) FROM MANY") == 100000


def test_the_statement_time_out_ends_the_process(connection: SnowflakeConnection, tmp_path: Path) -> None:
    rows(connection, "CREATE TABLE LEDGER (N NUMBER)")
    create(connection, "WAITS()", "VARCHAR", _waiting(tmp_path), "EXECUTE AS CALLER")
    rows(connection, "ALTER SESSION SET STATEMENT_TIMEOUT_IN_SECONDS = 2")
    with pytest.raises((ProgrammingError, DatabaseError)) as caught:
        rows(connection, "CALL WAITS()")
    assert "000630" in str(caught.value)
    process = _process(tmp_path)
    until(lambda: _is_gone(process))


def test_a_procedure_calls_a_procedure_and_a_function(connection: SnowflakeConnection) -> None:
    create(connection, "INSIDE(N NUMBER)", "NUMBER", "def run(session, n):\n    return n * 2")
    rows(
        connection,
        "CREATE FUNCTION ADD_ONE(X NUMBER) RETURNS NUMBER LANGUAGE PYTHON "
        "RUNTIME_VERSION='3.11' HANDLER='f' AS "
        "'def f(x):\n return x + 1'",
    )
    create(
        connection,
        "OUTSIDE()",
        "NUMBER",
        "def run(session):\n"
        "    inside = session.call('INSIDE', 20)\n"
        "    return session.sql(f'SELECT ADD_ONE({inside})').collect()[0][0]",
    )
    assert one(connection, "CALL OUTSIDE()") == 41


def test_owners_rights_resolve_names_where_the_procedure_is(connection: SnowflakeConnection) -> None:
    home = connection.schema
    rows(connection, "CREATE TABLE PLACE AS SELECT 'home' AS NAME")
    body = "def run(session):\n    return session.table('PLACE').collect()[0][0]"
    create(connection, "OWNED()", "VARCHAR", body)
    create(connection, "CALLED()", "VARCHAR", body, "EXECUTE AS CALLER")
    rows(connection, f"CREATE SCHEMA {home}_AWAY")
    rows(connection, "CREATE TABLE PLACE AS SELECT 'away' AS NAME")
    assert one(connection, f"CALL {home}.OWNED()") == "home"
    assert one(connection, f"CALL {home}.CALLED()") == "away"


def test_definitions_are_shown_described_and_dropped(connection: SnowflakeConnection) -> None:
    create(
        connection,
        "P(A VARCHAR, B NUMBER)",
        "VARCHAR",
        "def run(session, a, b):\n    return a",
        "COMMENT = 'why'",
    )
    cursor = connection.cursor()
    cursor.execute("SHOW PROCEDURES LIKE 'p'")
    names = [column.name for column in cursor.description]
    shown = dict(zip(names, cursor.fetchall()[0], strict=True))
    assert (shown["name"], shown["arguments"], shown["description"]) == (
        "P",
        "P(VARCHAR, NUMBER) RETURN VARCHAR",
        "why",
    )
    described = dict(rows(connection, "DESC PROCEDURE P(VARCHAR, NUMBER)"))
    assert (described["execute as"], described["handler"]) == ("OWNER", "run")
    assert described["signature"] == "(A VARCHAR, B NUMBER(38,0))"
    assert (
        one(
            connection,
            "SELECT PROCEDURE_NAME FROM INFORMATION_SCHEMA.PROCEDURES "
            "WHERE PROCEDURE_SCHEMA = CURRENT_SCHEMA()",
        )
        == "P"
    )
    rows(connection, "GRANT USAGE ON PROCEDURE P(VARCHAR, NUMBER) TO ROLE ANALYST")
    assert len(rows(connection, "SHOW GRANTS ON PROCEDURE P(VARCHAR, NUMBER)")) == 2
    assert one(connection, "DROP PROCEDURE P(VARCHAR, NUMBER)") == "P successfully dropped."
    with pytest.raises(ProgrammingError, match="Unknown user-defined function"):
        rows(connection, "CALL P('a', 1)")


def test_snowpark_registers_and_calls_procedures(session: Session) -> None:
    session.sql("CREATE TABLE T AS SELECT COLUMN1 AS ID FROM VALUES (1), (2), (3)").collect()

    def count_above(session: Session, n: int) -> int:
        return session.table("T").filter(f"ID > {n}").count()

    registered = session.sproc.register(
        count_above, name="COUNT_ABOVE", packages=["snowflake-snowpark-python"], replace=True
    )
    assert registered(1, session=session) == 2
    assert session.call("COUNT_ABOVE", 2) == 1


def test_temporary_procedures_end_with_their_session(connection: SnowflakeConnection, connect: Any) -> None:
    other: SnowflakeConnection = connect(schema=connection.schema)
    rows(
        other,
        f"CREATE TEMPORARY PROCEDURE PASSING() RETURNS VARCHAR {PYTHON} HANDLER='run' AS "
        "'def run(session):\n return \"x\"'",
    )
    assert one(other, "CALL PASSING()") == "x"
    with pytest.raises(ProgrammingError, match="Unknown user-defined function"):
        rows(connection, "CALL PASSING()")
