"""Python and SQL functions of local Snowflake, through the Python connector and Snowpark."""

from __future__ import annotations

import json
import math
import os
import subprocess
import threading
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import pandas as pd
import pytest
from conftest import PASSWORD, USER, LocalServer
from sklearn.compose import make_column_transformer
from sklearn.ensemble import RandomForestClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder
from snowflake.connector import SnowflakeConnection
from snowflake.connector.errors import ProgrammingError
from snowflake.snowpark import Session
from snowflake.snowpark.functions import col
from snowflake.snowpark.types import FloatType, IntegerType, PandasSeries

PYTHON = "LANGUAGE PYTHON RUNTIME_VERSION = '3.11'"
INC = (
    f"CREATE OR REPLACE FUNCTION INC(X FLOAT) RETURNS FLOAT {PYTHON} HANDLER = 'f' AS $$\n"
    "def f(x):\n    return None if x is None else x + 1\n$$"
)


def rows(connection: SnowflakeConnection, sql: str, binds: Any = None) -> list[tuple[Any, ...]]:
    return connection.cursor().execute(sql, binds).fetchall()  # pyright: ignore


def one(connection: SnowflakeConnection, sql: str, binds: Any = None) -> Any:
    return rows(connection, sql, binds)[0][0]


def refused(connection: SnowflakeConnection, sql: str, code: int, sqlstate: str, text: str) -> None:
    with pytest.raises(ProgrammingError) as caught:
        connection.cursor().execute(sql)
    assert (caught.value.errno, caught.value.sqlstate) == (code, sqlstate)
    assert text in str(caught.value.msg)


def test_a_scalar_function_takes_literals_columns_and_nulls(connection: SnowflakeConnection) -> None:
    assert one(connection, INC) == "Function INC successfully created."
    assert rows(connection, "SELECT INC(1), INC(NULL), inc(2.5), INC(INC(1)) + 1") == [(2.0, None, 3.5, 4.0)]
    rows(
        connection,
        "CREATE TABLE T AS SELECT COLUMN1 AS A, COLUMN2 AS B FROM VALUES (1, 'x'), (2, NULL), (NULL, 'z')",
    )
    assert rows(connection, "SELECT A, INC(A) FROM T ORDER BY A NULLS LAST") == [
        (1, 2.0),
        (2, 3.0),
        (None, None),
    ]


def test_calls_work_in_every_clause(connection: SnowflakeConnection) -> None:
    rows(connection, INC)
    rows(
        connection,
        "CREATE TABLE T AS SELECT COLUMN1 AS ID, COLUMN2 AS G FROM VALUES (1, 'a'), (2, 'a'), (3, 'b')",
    )
    rows(connection, "CREATE TABLE U AS SELECT COLUMN1 AS N FROM VALUES (2), (3), (9)")
    assert rows(connection, "SELECT ID FROM T WHERE INC(ID) > 2 ORDER BY INC(ID) DESC") == [(3,), (2,)]
    assert rows(connection, "SELECT INC(ID) AS K, COUNT(*) FROM T GROUP BY INC(ID) ORDER BY K") == [
        (2.0, 1),
        (3.0, 1),
        (4.0, 1),
    ]
    assert rows(connection, "SELECT T.ID, U.N FROM T JOIN U ON INC(T.ID) = U.N ORDER BY 1") == [
        (1, 2),
        (2, 3),
    ]
    assert rows(
        connection, "SELECT G, MAX(INC(ID)), SUM(INC(ID)) FROM T GROUP BY G HAVING MAX(INC(ID)) > 3"
    ) == [("b", 4.0, 4.0)]
    assert rows(connection, "SELECT CASE WHEN ID > 1 THEN INC(INC(ID)) ELSE 0 END FROM T ORDER BY ID") == [
        (0.0,),
        (4.0,),
        (5.0,),
    ]
    assert rows(
        connection, "WITH Q AS (SELECT ID, INC(ID) AS P FROM T) SELECT SUM(P) FROM Q WHERE ID > %s", (1,)
    ) == [(7.0,)]
    assert rows(
        connection, "SELECT ID, (SELECT MAX(INC(N)) FROM U WHERE U.N = T.ID) AS M FROM T ORDER BY ID"
    ) == [(1, None), (2, 3.0), (3, 4.0)]
    rows(connection, "UPDATE T SET G = TO_VARCHAR(INC(ID)) WHERE ID = 3")
    rows(connection, "CREATE TABLE V AS SELECT INC(ID) AS P FROM T")
    rows(connection, "INSERT INTO V SELECT INC(N) FROM U")
    assert one(connection, "SELECT SUM(P) FROM V") == 9.0 + 17.0


def test_calls_work_in_a_transaction_and_over_an_alias(connection: SnowflakeConnection) -> None:
    rows(connection, INC)
    rows(connection, "CREATE TABLE T AS SELECT COLUMN1 AS ID FROM VALUES (1), (2)")
    rows(connection, "BEGIN")
    rows(connection, "INSERT INTO T SELECT INC(ID) + 1 FROM T")
    assert rows(connection, "SELECT ID * 2 AS D, INC(D) FROM T ORDER BY ID") == [
        (2, 3.0),
        (4, 5.0),
        (6, 7.0),
        (8, 9.0),
    ]
    rows(connection, "COMMIT")
    assert one(connection, "SELECT SUM(INC(ID)) FROM T") == 14.0


def test_an_unnamed_result_column_is_named_by_its_text(connection: SnowflakeConnection) -> None:
    rows(connection, INC)
    cursor = connection.cursor().execute("select inc(1), inc(2) + 1, inc(3) as p")
    assert cursor is not None
    assert [column.name for column in cursor.description] == ["INC(1)", "INC(2) + 1", "P"]


def test_every_type_goes_in_and_out(connection: SnowflakeConnection) -> None:
    types = ("NUMBER(38,0)", "NUMBER(10,2)", "VARCHAR", "BOOLEAN", "DATE", "TIMESTAMP_NTZ", "BINARY", "FLOAT")
    for at, kind in enumerate(types):
        rows(
            connection,
            f"CREATE FUNCTION SAME_{at}(X {kind}) RETURNS {kind} {PYTHON} HANDLER = 'f' AS "
            "'def f(x):\n    return x'",
        )
    literals = (
        "12345678901",
        "1.25",
        "'é''$'",
        "TRUE",
        "'2024-02-29'::DATE",
        "'2024-02-29 01:02:03.5'::TIMESTAMP_NTZ",
        "TO_BINARY('00FF', 'HEX')",
        "0.1",
    )
    for at, literal in enumerate(literals):
        (row,) = rows(connection, f"SELECT SAME_{at}({literal}), {literal}, SAME_{at}(NULL)")
        assert row[0] == row[1] or (at == 7 and math.isclose(row[0], float(row[1]))), literal
        assert row[2] is None


def test_semi_structured_values_go_in_and_out(connection: SnowflakeConnection) -> None:
    rows(
        connection,
        f"CREATE FUNCTION SHAPE(A ARRAY, V VARIANT) RETURNS VARIANT {PYTHON} HANDLER = 'f' AS $$\n"
        "def f(a, v):\n    return {'n': len(a), 'first': a[0], 'kind': type(v).__name__}\n$$",
    )
    answer = one(connection, "SELECT SHAPE(ARRAY_CONSTRUCT('x', 'y'), OBJECT_CONSTRUCT('k', 1))")
    assert "".join(answer.split()) == '{"first":"x","kind":"dict","n":2}' or "".join(answer.split()) == (
        '{"n":2,"first":"x","kind":"dict"}'
    )
    assert one(connection, "SELECT SHAPE(ARRAY_CONSTRUCT('x'), NULL):first::VARCHAR") == "x"


def test_names_resolve_quoted_qualified_and_by_overload(connection: SnowflakeConnection) -> None:
    rows(
        connection,
        f"CREATE FUNCTION \"it's\"(X FLOAT) RETURNS FLOAT {PYTHON} HANDLER='f' AS 'def f(x):\n return -x'",
    )
    assert one(connection, 'SELECT "it\'s"(2)') == -2.0
    place = f"{connection.database}.{connection.schema}"
    assert one(connection, f'SELECT {place}."it\'s"(3)') == -3.0
    for kind, answer in (("FLOAT", "number"), ("VARCHAR", "text")):
        rows(
            connection,
            f"CREATE FUNCTION KIND(X {kind}) RETURNS VARCHAR {PYTHON} HANDLER='f' AS "
            f"'def f(x):\n return \"{answer}\"'",
        )
    rows(
        connection,
        f"CREATE FUNCTION KIND() RETURNS VARCHAR {PYTHON} HANDLER='f' AS 'def f():\n return \"none\"'",
    )
    assert rows(connection, "SELECT KIND(1), KIND('1'), KIND()") == [("number", "text", "none")]


def test_wrong_arguments_are_a_001044(connection: SnowflakeConnection) -> None:
    rows(connection, INC)
    message = "Invalid argument types for function 'INC': "
    refused(connection, "SELECT INC(1, 'ab')", 1044, "42P13", message + "(NUMBER(1,0), VARCHAR(2))")
    refused(connection, "SELECT INC()", 1044, "42P13", message + "()")
    refused(connection, "SELECT INC('2024-01-01'::DATE)", 1044, "42P13", message + "(DATE)")


def test_default_arguments_and_named_arguments(connection: SnowflakeConnection) -> None:
    rows(
        connection,
        f"CREATE FUNCTION SUB(A FLOAT, B FLOAT DEFAULT 10) RETURNS FLOAT {PYTHON} HANDLER='f' AS "
        "'def f(a, b):\n return a - b'",
    )
    assert rows(connection, "SELECT SUB(1), SUB(1, 2), SUB(B => 1, A => 5)") == [(-9.0, -1.0, 4.0)]


def test_an_error_in_a_handler_is_a_100357_with_its_traceback(connection: SnowflakeConnection) -> None:
    rows(
        connection,
        f"CREATE FUNCTION BAD(X FLOAT) RETURNS FLOAT {PYTHON} HANDLER='f' AS $$\n"
        "def f(x):\n    return 1 / (x - x)\n$$",
    )
    expected = (
        'Python Interpreter Error:\nTraceback (most recent call last):\n  File "_udf_code.py", line 3, in f\n'
        "ZeroDivisionError: float division by zero\n in function BAD with handler f"
    )
    refused(connection, "SELECT BAD(1)", 100357, "P0000", expected)
    rows(connection, "CREATE TABLE T AS SELECT COLUMN1 AS ID FROM VALUES (1), (2)")
    refused(connection, "SELECT SUM(BAD(ID)) FROM T", 100357, "P0000", expected)
    assert rows(connection, "SELECT CASE WHEN ID > 5 THEN BAD(ID) ELSE ID END FROM T ORDER BY 1") == [
        (1.0,),
        (2.0,),
    ]


def test_sql_functions_call_python_functions_and_each_other(connection: SnowflakeConnection) -> None:
    rows(connection, INC)
    rows(connection, 'CREATE FUNCTION TWICE("x" FLOAT, Y FLOAT) RETURNS FLOAT AS \'INC("x") * 2 + Y\'')
    rows(
        connection,
        "CREATE FUNCTION OUTERMOST(X NUMBER) RETURNS VARCHAR COMMENT = 'c' AS $$ TWICE(X, 0.5) || '!' $$",
    )
    rows(connection, "CREATE TABLE T AS SELECT COLUMN1 AS ID FROM VALUES (1), (2)")
    rows(connection, "CREATE FUNCTION LARGEST() RETURNS NUMBER AS 'SELECT MAX(ID) FROM T'")
    assert rows(connection, "SELECT TWICE(1, ID), OUTERMOST(ID), LARGEST() FROM T ORDER BY ID") == [
        (5.0, "4.5!", 2),
        (6.0, "6.5!", 2),
    ]
    refused(
        connection,
        "CREATE FUNCTION BROKEN() RETURNS FLOAT AS 'SELECT FROM WHERE'",
        1003,
        "42000",
        "syntax error",
    )


def test_what_is_not_known_is_refused(connection: SnowflakeConnection) -> None:
    limit = "a limit of local Snowflake"
    code = "AS 'def f(x):\n return x'"
    refused(
        connection,
        "CREATE FUNCTION J(X FLOAT) RETURNS FLOAT LANGUAGE JAVASCRIPT AS 'return X'",
        2,
        "0A000",
        limit,
    )
    refused(
        connection,
        f"CREATE FUNCTION T(X FLOAT) RETURNS TABLE (Y FLOAT) {PYTHON} HANDLER='f' {code}",
        2,
        "0A000",
        limit,
    )
    refused(
        connection,
        f"CREATE FUNCTION S(X FLOAT) RETURNS FLOAT {PYTHON} HANDLER='f' SECRETS = ('a' = b) {code}",
        2,
        "0A000",
        "SECRETS",
    )
    refused(
        connection,
        f"CREATE FUNCTION P(X FLOAT) RETURNS FLOAT {PYTHON} HANDLER='f' "
        f"PACKAGES = ('pandas', 'no-such-package') {code}",
        391546,
        "22023",
        "Cannot create a Python function with the specified packages. "
        "Please check your packages specification and try again. 'no-such-package' is not installed",
    )
    refused(
        connection,
        f"CREATE FUNCTION P(X FLOAT) RETURNS FLOAT {PYTHON} PACKAGES = ('pandas==0.1') HANDLER='f' {code}",
        391546,
        "22023",
        "'pandas==0.1' does not fit the installed pandas",
    )
    refused(
        connection,
        f"CREATE FUNCTION P(X FLOAT) RETURNS FLOAT LANGUAGE PYTHON RUNTIME_VERSION='2.7' HANDLER='f' {code}",
        391505,
        "22023",
        "Unsupported RUNTIME_VERSION '2.7'",
    )


def test_sql_that_only_the_engine_below_has_is_refused_in_a_sql_function(
    connection: SnowflakeConnection,
) -> None:
    refused(
        connection, "CREATE FUNCTION E() RETURNS FLOAT AS 'list_sum(1)'", 2140, "42601", "Unknown function"
    )
    code = "HANDLER='f' AS 'def f(x):\n return x'"
    taken = f"CREATE FUNCTION NORMALIZE(X FLOAT) RETURNS FLOAT {PYTHON} {code}"
    refused(connection, taken, 2, "0A000", "a user-defined function named NORMALIZE")


def test_definitions_are_listed_described_altered_and_dropped(connection: SnowflakeConnection) -> None:
    rows(
        connection,
        f"CREATE FUNCTION \"Pred\"(A VARCHAR, B FLOAT) RETURNS FLOAT {PYTHON} PACKAGES=('pandas') "
        "HANDLER='f' COMMENT='{\"v\": 1}' AS 'def f(a, b):\n return b'",
    )
    refused(
        connection,
        "CREATE FUNCTION \"Pred\"(X VARCHAR, Y FLOAT) RETURNS FLOAT AS 'Y'",
        2002,
        "42710",
        "already exists",
    )
    assert "already exists, statement succeeded" in one(
        connection, "CREATE FUNCTION IF NOT EXISTS \"Pred\"(X VARCHAR, Y FLOAT) RETURNS FLOAT AS 'Y'"
    )
    cursor = connection.cursor()
    cursor.execute("SHOW USER FUNCTIONS LIKE 'pred'")
    names = [column.name for column in cursor.description]
    shown = dict(zip(names, cursor.fetchall()[0], strict=True))
    assert names[:4] == ["created_on", "name", "schema_name", "is_builtin"]
    assert (shown["name"], shown["arguments"], shown["description"], shown["language"]) == (
        "Pred",
        "Pred(VARCHAR, FLOAT) RETURN FLOAT",
        '{"v": 1}',
        "PYTHON",
    )
    described = dict(rows(connection, 'DESCRIBE FUNCTION "Pred"(VARCHAR, FLOAT)'))
    assert described["signature"] == "(A VARCHAR, B FLOAT)"
    assert (described["handler"], described["packages"], described["returns"]) == ("f", "['pandas']", "FLOAT")
    rows(connection, "COMMENT ON FUNCTION \"Pred\"(VARCHAR, FLOAT) IS 'second'")
    rows(connection, 'ALTER FUNCTION "Pred"(VARCHAR, FLOAT) RENAME TO PRED2')
    listed = (
        "SELECT FUNCTION_NAME, ARGUMENT_SIGNATURE, COMMENT FROM INFORMATION_SCHEMA.FUNCTIONS "
        "WHERE FUNCTION_SCHEMA = CURRENT_SCHEMA()"
    )
    assert rows(connection, listed) == [("PRED2", "(A VARCHAR, B FLOAT)", "second")]
    assert one(connection, "SELECT PRED2('a', 2)") == 2.0
    refused(connection, "DROP FUNCTION PRED2(VARCHAR)", 2003, "02000", "does not exist or not authorized")
    assert one(connection, "DROP FUNCTION PRED2(VARCHAR, FLOAT)") == "PRED2 successfully dropped."
    assert "already dropped" in one(connection, "DROP FUNCTION IF EXISTS PRED2(VARCHAR, FLOAT)")
    assert rows(connection, listed) == []
    with pytest.raises(ProgrammingError):
        rows(connection, "SELECT PRED2('a', 2)")


def test_grants_are_kept_by_copy_grants_only(connection: SnowflakeConnection) -> None:
    rows(connection, INC)
    rows(connection, "GRANT USAGE ON FUNCTION INC(FLOAT) TO ROLE ANALYST")

    def granted() -> list[tuple[Any, ...]]:
        shown = rows(connection, "SHOW GRANTS ON FUNCTION INC(FLOAT)")
        return [(row[1], row[2], row[5]) for row in shown]

    both = [("OWNERSHIP", "FUNCTION", "ACCOUNTADMIN"), ("USAGE", "FUNCTION", "ANALYST")]
    assert granted() == both
    rows(
        connection,
        "CREATE OR REPLACE FUNCTION INC(X FLOAT) COPY GRANTS RETURNS FLOAT COMMENT = 'x' AS 'X + 2'",
    )
    assert granted() == both
    rows(connection, "REVOKE USAGE ON FUNCTION INC(FLOAT) FROM ROLE ANALYST")
    assert granted() == both[:1]
    rows(connection, "GRANT USAGE ON FUNCTION INC(FLOAT) TO ROLE ANALYST")
    rows(connection, "CREATE OR REPLACE FUNCTION INC(X FLOAT) RETURNS FLOAT AS 'X + 3'")
    assert granted() == both[:1]


def test_a_replaced_function_is_one_version_throughout_every_statement(connect: Any) -> None:
    def definition(version: int) -> str:
        return (
            f"CREATE OR REPLACE FUNCTION INNER_{version % 2}(X FLOAT) RETURNS FLOAT {PYTHON} HANDLER='f' AS "
            f"'def f(x):\n return {version}.0'"
        )

    writer: SnowflakeConnection = connect()
    rows(writer, "CREATE TABLE T AS SELECT SEQ4() AS ID FROM TABLE(GENERATOR(ROWCOUNT => 5000))")
    rows(writer, definition(0))
    rows(writer, "CREATE OR REPLACE FUNCTION SERVING(X FLOAT) RETURNS FLOAT AS 'INNER_0(X)'")
    finished = threading.Event()
    seen: list[list[tuple[Any, ...]]] = []
    failures: list[BaseException] = []
    reader_connections = [connect(schema=writer.schema) for _ in range(4)]

    def read(reader: SnowflakeConnection) -> None:
        try:
            while not finished.is_set():
                seen.append(
                    rows(reader, "SELECT MIN(SERVING(ID)), MAX(SERVING(ID)), COUNT(SERVING(ID)) FROM T")
                )
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=read, args=(reader,)) for reader in reader_connections]
    for thread in threads:
        thread.start()
    for version in range(1, 51):
        rows(writer, definition(version))
        rows(writer, f"CREATE OR REPLACE FUNCTION SERVING(X FLOAT) RETURNS FLOAT AS 'INNER_{version % 2}(X)'")
    finished.set()
    for thread in threads:
        thread.join(60)
    assert failures == []
    assert len(seen) >= 8
    assert [row for (row,) in seen if row[0] != row[1] or row[2] != 5000] == []
    assert len({row[0] for (row,) in seen}) > 2


@pytest.fixture(scope="module")
def churn() -> tuple[pd.DataFrame, Any]:
    """100,000 rows of 19 features, texts and numbers, with a fitted pipeline."""
    random = np.random.default_rng(0)
    texts = {f"T{at}": random.choice(["Yes", "No", "No internet service"], 2000) for at in range(16)}
    frame = pd.DataFrame({**texts, **{f"N{at}": random.normal(size=2000) for at in range(3)}})
    target = (frame["N0"] + (frame["T0"] == "Yes") > 0.5).astype(int)
    encoder = make_column_transformer(
        (OneHotEncoder(handle_unknown="ignore"), list(texts)), remainder="passthrough"
    )
    model = make_pipeline(encoder, RandomForestClassifier(n_estimators=20, random_state=0)).fit(frame, target)
    many = frame.sample(100_000, replace=True, random_state=1).reset_index(drop=True)
    many["N0"] += random.normal(size=len(many))
    return many, model


def load(connection: SnowflakeConnection, frame: pd.DataFrame, table: str, folder: Path) -> dict[str, str]:
    """A table of the frame's rows, numbered by ID; gives the columns with their types."""
    columns = {name: "FLOAT" if frame[name].dtype.kind == "f" else "VARCHAR" for name in frame.columns}
    frame.reset_index(names="ID").to_parquet(folder / "rows.parquet")
    rows(connection, "CREATE STAGE ROWS")
    rows(connection, f"PUT 'file://{folder}/rows.parquet' @ROWS AUTO_COMPRESS=FALSE")
    rows(connection, f"CREATE TABLE {table} (ID NUMBER, {', '.join(map(' '.join, columns.items()))})")
    copied = f"COPY INTO {table} FROM @ROWS FILE_FORMAT=(TYPE=PARQUET) MATCH_BY_COLUMN_NAME=CASE_INSENSITIVE"
    rows(connection, copied)
    return columns


def test_a_vectorized_model_over_100_000_rows_equals_scikit_learn(
    connection: SnowflakeConnection, churn: tuple[pd.DataFrame, Any], tmp_path: Path
) -> None:
    frame, model = churn
    columns = load(connection, frame, "FEATURES", tmp_path)
    joblib.dump(model, tmp_path / "model.joblib")
    rows(connection, "CREATE STAGE ARTIFACTS")
    rows(connection, f"PUT 'file://{tmp_path}/model.joblib' @ARTIFACTS/v1/ AUTO_COMPRESS=FALSE")
    rows(
        connection,
        f"CREATE FUNCTION PREDICT({', '.join(map(' '.join, columns.items()))}) RETURNS FLOAT {PYTHON} "
        "PACKAGES=('scikit-learn','pandas','joblib') "
        "IMPORTS=('@ARTIFACTS/v1/model.joblib') HANDLER='predict' AS $$\n"
        "import sys\nimport joblib\nimport pandas\nfrom _snowflake import vectorized\n"
        "model = joblib.load(sys._xoptions['snowflake_import_directory'] + 'model.joblib')\n"
        "@vectorized(input=pandas.DataFrame)\n"
        f"def predict(df):\n    df.columns = {list(frame.columns)!r}\n"
        "    return model.predict_proba(df)[:, 1]\n$$",
    )
    call = f"PREDICT({', '.join(columns)})"
    scored = [row[1] for row in rows(connection, f"SELECT ID, {call} FROM FEATURES ORDER BY ID")]
    assert np.array_equal(np.array(scored), model.predict_proba(frame)[:, 1])


def test_the_bytes_of_a_function_never_change_after_create(
    connection: SnowflakeConnection, tmp_path: Path
) -> None:
    rows(connection, "CREATE STAGE CODE")
    rows(connection, "CREATE STAGE EMPTY")

    def put(module: str, data: str) -> None:
        (tmp_path / "versioned.py").write_text(module)
        (tmp_path / "data.txt").write_text(data)
        for name in ("versioned.py", "data.txt"):
            rows(connection, f"PUT 'file://{tmp_path}/{name}' @CODE/a/ AUTO_COMPRESS=FALSE OVERWRITE=TRUE")

    body = (
        "import sys\ndef f():\n"
        "    return '{} ' + open(sys._xoptions['snowflake_import_directory'] + 'data.txt').read()\n"
    )
    create = (
        f"FUNCTION VERSIONED() RETURNS VARCHAR {PYTHON} HANDLER='versioned.f' "
        "IMPORTS=('@CODE/a/versioned.py', '@CODE/a/data.txt')"
    )
    put(body.format("one"), "first")
    rows(connection, f"CREATE {create}")
    put(body.format("two"), "second")
    assert one(connection, "SELECT VERSIONED()") == "one first"
    rows(connection, "REMOVE @CODE/a/")
    assert one(connection, "SELECT VERSIONED()") == "one first"
    put(body.format("three"), "third")
    rows(connection, f"CREATE OR REPLACE {create}")
    assert one(connection, "SELECT VERSIONED()") == "three third"
    with pytest.raises(ProgrammingError):
        rows(
            connection,
            f"CREATE FUNCTION X() RETURNS VARCHAR {PYTHON} IMPORTS=('@EMPTY/no.py') HANDLER='no.f'",
        )


def test_functions_of_the_same_files_live_and_end_apart(
    connection: SnowflakeConnection, tmp_path: Path
) -> None:
    (tmp_path / "shared.py").write_text("def f(x):\n    return x * 2\ndef g(x):\n    return x * 3\n")
    rows(connection, "CREATE STAGE CODE")
    rows(connection, f"PUT 'file://{tmp_path}/shared.py' @CODE AUTO_COMPRESS=FALSE")
    for name, handler in (("TWICE", "f"), ("THRICE", "g")):
        rows(
            connection,
            f"CREATE FUNCTION {name}(X FLOAT) RETURNS FLOAT {PYTHON} IMPORTS=('@CODE/shared.py') "
            f"HANDLER='shared.{handler}'",
        )
    assert rows(connection, "SELECT TWICE(2), THRICE(2)") == [(4.0, 6.0)]
    rows(connection, "DROP FUNCTION TWICE(FLOAT)")
    rows(
        connection,
        f"CREATE FUNCTION AGAIN(X FLOAT) RETURNS FLOAT {PYTHON} IMPORTS=('@CODE/shared.py') "
        "HANDLER='shared.g'",
    )
    assert rows(connection, "SELECT THRICE(2), AGAIN(2)") == [(6.0, 6.0)]


def test_definitions_imports_and_grants_survive_kill_9(tmp_path: Path) -> None:
    server = LocalServer(tmp_path / "data")
    server.start()
    before = server.connect(schema="KEPT")
    (tmp_path / "kept.py").write_text("def f(x):\n    return x * 3\ndef run(session):\n    return 'kept'\n")
    rows(before, "CREATE STAGE CODE")
    rows(before, f"PUT 'file://{tmp_path}/kept.py' @CODE AUTO_COMPRESS=FALSE")
    imported = "IMPORTS=('@CODE/kept.py')"
    rows(
        before,
        f"CREATE FUNCTION TRIPLE(X FLOAT) RETURNS FLOAT {PYTHON} {imported} HANDLER='kept.f' COMMENT='c'",
    )
    rows(before, "CREATE FUNCTION SERVING(X FLOAT) RETURNS FLOAT AS 'TRIPLE(X) + 1'")
    packages = "PACKAGES=('snowflake-snowpark-python')"
    rows(before, f"CREATE PROCEDURE RUN() RETURNS VARCHAR {PYTHON} {packages} {imported} HANDLER='kept.run'")
    rows(before, "GRANT USAGE ON FUNCTION SERVING(FLOAT) TO ROLE ANALYST")
    rows(before, "REMOVE @CODE")
    server.kill()
    server.start()
    after = server.connect(schema="KEPT")
    assert rows(after, "SELECT TRIPLE(2), SERVING(2)") == [(6.0, 7.0)]
    assert one(after, "CALL RUN()") == "kept"
    assert (
        one(after, "SELECT COMMENT FROM INFORMATION_SCHEMA.FUNCTIONS WHERE FUNCTION_NAME = 'TRIPLE'") == "c"
    )
    assert len(rows(after, "SHOW GRANTS ON FUNCTION SERVING(FLOAT)")) == 2
    after.close()
    server.stop()


def test_imports_are_found_in_a_data_folder_that_is_named_from_here_and_then_moved(tmp_path: Path) -> None:
    server = LocalServer(Path(os.path.relpath(tmp_path / "data")))
    server.start()
    before = server.connect(schema="MOVED")
    (tmp_path / "moved.py").write_text("def f(x):\n    return x * 3\n")
    rows(before, "CREATE STAGE CODE")
    rows(before, f"PUT 'file://{tmp_path}/moved.py' @CODE AUTO_COMPRESS=FALSE")
    rows(
        before,
        f"CREATE FUNCTION TRIPLE(X FLOAT) RETURNS FLOAT {PYTHON} IMPORTS=('@CODE/moved.py') "
        "HANDLER='moved.f'",
    )
    assert one(before, "SELECT TRIPLE(2)") == 6.0
    before.close()
    server.stop()
    moved = LocalServer((tmp_path / "data").rename(tmp_path / "elsewhere"))
    moved.start()
    after = moved.connect(schema="MOVED")
    assert one(after, "SELECT TRIPLE(2)") == 6.0
    after.close()
    moved.stop()


def test_the_node_driver_gets_the_same(local_server: LocalServer, connection: SnowflakeConnection) -> None:
    script = Path(__file__).parent / "node" / "functions_and_procedures.mjs"
    environment = {**os.environ, "SNOWFLAKE_USER": USER, "SNOWFLAKE_PASSWORD": PASSWORD}
    ran = subprocess.run(
        ["node", str(script), str(local_server.port), str(connection.schema)],
        capture_output=True,
        text=True,
        env=environment,
        timeout=120,
    )
    assert ran.returncode == 0, ran.stderr
    results = json.loads(ran.stdout)
    assert results["createFunction"] == [{"status": "Function NodePlus successfully created."}]
    assert results["select"] == [{"A": 4.5, "B": 1}]
    assert (results["wrongArguments"]["code"], results["wrongArguments"]["sqlState"]) == ("001044", "42P13")
    answer = json.loads(results["call"][0]["NODE_RUN"])
    assert answer == {"spec": {"text": "it's; $ ok"}, "answer": 42.0}
    assert (results["failedCall"]["code"], results["failedCall"]["sqlState"]) == ("100357", "P0000")
    assert "ValueError: RATCHET_USER_ERROR: no\n in function NODE_RUN" in results["failedCall"]["message"]
    assert results["callVariant"] == [{"VARIANT_RESULT": {"table": "TELCO_DATASET", "score": 0.5}}]
    assert {"property": "signature", "value": "(X FLOAT, Y VARCHAR)"} in results["describe"]
    assert [row["name"] for row in results["show"]] == ["NodePlus"]


def test_functions_registered_by_snowpark(session: Session) -> None:
    plus = session.udf.register(
        lambda x: x + 1, return_type=IntegerType(), input_types=[IntegerType()], name="PLUS"
    )

    def half(x: PandasSeries[float]) -> PandasSeries[float]:
        return x / 2

    halved = session.udf.register(half, name="HALF", packages=["pandas"])
    session.sql("CREATE TABLE T AS SELECT COLUMN1 AS A FROM VALUES (1), (2)").collect()
    frame = session.table("T").select(plus(col("A")), halved(col("A").cast(FloatType())))
    assert sorted(tuple(row) for row in frame.collect()) == [(2, 0.5), (3, 1.0)]


def test_the_quickstarts_function_loads_its_model_per_row(
    session: Session, connection: SnowflakeConnection, churn: tuple[pd.DataFrame, Any], tmp_path: Path
) -> None:
    frame, model = churn
    joblib.dump(model, tmp_path / "model.joblib.gz")
    session.sql("CREATE OR REPLACE STAGE MY_MODELS").collect()
    session.file.put(str(tmp_path / "model.joblib.gz"), "@MY_MODELS", auto_compress=False, overwrite=True)
    features = list(frame.columns)

    def predict_churn(args: list) -> float:  # pyright: ignore[reportMissingTypeArgument]
        import sys

        import joblib
        import pandas as pd

        folder = sys._xoptions["snowflake_import_directory"]  # pyright: ignore[reportPrivateUsage]
        loaded = joblib.load(folder + "model.joblib.gz")
        return float(loaded.predict(pd.DataFrame([args], columns=features))[0])

    session.udf.register(
        predict_churn,
        name="PREDICT_CHURN",
        is_permanent=True,
        stage_location="@MY_MODELS",
        imports=["@MY_MODELS/model.joblib.gz"],
        packages=["scikit-learn", "pandas", "joblib"],
        replace=True,
    )
    few = frame.head(5)
    load(connection, few, "FEW", tmp_path)
    quoted = ", ".join(f'"{name}"' for name in features)
    scored = session.sql(f"SELECT PREDICT_CHURN(ARRAY_CONSTRUCT({quoted})) AS P FROM FEW").collect()
    assert sorted(row["P"] for row in scored) == sorted(model.predict(few).astype(float))
