"""The processes of Python handlers, without a server around them: start, answers, deaths."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa
import pytest

from local_snowflake.python_runtime.definition import parse_create
from local_snowflake.python_runtime.fork_client import ForkClient
from local_snowflake.python_runtime.routine import Routine
from local_snowflake.python_runtime.worker_pool import MAX_WORKERS, Evaluation, WorkerPool
from local_snowflake.statement import CancelToken, SnowflakeError

PYTHON = str(Path(__file__).resolve().parents[2])


@pytest.fixture(scope="module")
def forks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ForkClient]:
    client = ForkClient(tmp_path_factory.mktemp("bytecode"))
    yield client
    client.stop()


@pytest.fixture
def pool(forks: ForkClient, tmp_path: Path) -> Iterator[WorkerPool]:
    pool = WorkerPool(forks, lambda routine: tmp_path)
    yield pool
    pool.stop()


def routine(body: str, signature: str = "X FLOAT", returns: str = "FLOAT", clauses: str = "") -> Routine:
    definition = parse_create(
        f"CREATE FUNCTION F({signature}) RETURNS {returns} LANGUAGE PYTHON RUNTIME_VERSION = '3.11' "
        f"HANDLER = 'f' {clauses} AS $$\n{body}\n$$"
    )
    assert definition is not None
    return definition.routine("D", "S", "1")


def run(pool: WorkerPool, function: Routine, *columns: pa.Array, rows: int | None = None) -> list[object]:
    count = len(columns[0]) if rows is None else rows
    return pool.evaluate(function, columns, count, Evaluation(CancelToken())).to_pylist()


def until(condition: Callable[[], bool], seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "the condition did not come true in time"
        threading.Event().wait(0.02)


def is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{process}/stat")
    return not status.exists() or status.read_text().rpartition(")")[2].split()[0] != "Z"


def test_a_scalar_handler_sees_nulls_and_gives_values(pool: WorkerPool) -> None:
    plus_one = routine("def f(x):\n    return None if x is None else x + 1")
    assert run(pool, plus_one, pa.array([1.0, None, 3.0])) == [2.0, None, 4.0]


def test_strict_hides_rows_with_nulls_from_the_handler(pool: WorkerPool) -> None:
    add = routine("def f(x, y):\n    return x + y", "X FLOAT, Y FLOAT", clauses="STRICT")
    assert run(pool, add, pa.array([1.0, None, 3.0]), pa.array([1.0, 1.0, None])) == [2.0, None, None]
    vectorized = routine(
        "import pandas\nfrom _snowflake import vectorized\n"
        "@vectorized(input=pandas.DataFrame)\ndef f(df):\n"
        "    assert not df.isna().any().any()\n    return df[0]",
        clauses="STRICT",
    )
    assert run(pool, vectorized, pa.array([None, 5.0])) == [None, 5.0]


def test_a_vectorized_handler_gets_at_most_max_batch_size_rows(pool: WorkerPool) -> None:
    sizes = routine(
        "import pandas\nfrom _snowflake import vectorized\n"
        "@vectorized(input=pandas.DataFrame, max_batch_size=4)\ndef f(df):\n    return [len(df)] * len(df)"
    )
    assert run(pool, sizes, pa.array([0.0] * 10)) == [4.0] * 8 + [2.0] * 2


def test_values_of_every_type_reach_the_handler_as_snowflake_passes_them(pool: WorkerPool) -> None:
    kinds = routine(
        "def f(*values):\n    return [type(value).__name__ for value in values]",
        "A NUMBER, B NUMBER(10,2), C VARCHAR, D BOOLEAN, E DATE, "
        "G ARRAY, H OBJECT, I BINARY, J TIMESTAMP_NTZ",
        "ARRAY",
    )
    answer = run(
        pool,
        kinds,
        pa.array([1]),
        pa.array([1.5]).cast(pa.decimal128(10, 2)),
        pa.array(["x"]),
        pa.array([True]),
        pa.array([0], pa.int32()).cast(pa.date32()),
        pa.array(["[1]"]),
        pa.array(['{"a": 1}']),
        pa.array([b"x"]),
        pa.array([0]).cast(pa.timestamp("us")),
    )
    assert answer == ['["int", "Decimal", "str", "bool", "date", "list", "dict", "bytes", "datetime"]']


def test_a_function_without_arguments_is_called_once_per_row(pool: WorkerPool) -> None:
    assert run(pool, routine("def f():\n    return 'z'", "", "VARCHAR"), rows=2) == ["z", "z"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("def f(x):\n    raise ValueError('boom')", 'File "_udf_code.py", line 3, in f\nValueError: boom'),
        ("def g(x):\n    return x", "HANDLER 'f' was not found in module _udf_code"),
        ("import no_such_module", "No module named 'no_such_module'"),
        ("def f(x):\n    return 'text'", "could not convert string to float: 'text'"),
        ("import os\ndef f(x):\n    os._exit(3)", "the function's process ended with exit status 3"),
        (
            "import os\ndef f(x):\n    os.kill(os.getpid(), 9)",
            "the function's process was killed by signal 9",
        ),
    ],
)
def test_what_fails_in_a_handler_is_a_100357_that_says_what(
    pool: WorkerPool, body: str, expected: str
) -> None:
    with pytest.raises(SnowflakeError) as caught:
        run(pool, routine(body), pa.array([1.0]))
    assert (caught.value.code, caught.value.sqlstate) == ("100357", "P0000")
    assert caught.value.message.startswith("Python Interpreter Error:\n")
    assert expected in caught.value.message
    assert caught.value.message.endswith("in function F with handler f")
    assert "handler_process" not in caught.value.message


def test_a_function_answers_again_after_its_process_was_killed(pool: WorkerPool) -> None:
    same = routine("def f(x):\n    return x")
    assert run(pool, same, pa.array([1.0])) == [1.0]
    (process,) = pool.processes
    os.kill(process, 9)
    until(lambda: not is_alive(process))
    with pytest.raises(SnowflakeError, match="killed by signal 9"):
        run(pool, same, pa.array([1.0]))
    assert run(pool, same, pa.array([2.0])) == [2.0]


def test_cancelling_ends_a_running_batch_with_000604(pool: WorkerPool) -> None:
    endless = routine("import time\ndef f(x):\n    time.sleep(600)")
    token = CancelToken()
    failures: list[SnowflakeError] = []

    def evaluate() -> None:
        try:
            pool.evaluate(endless, [pa.array([1.0])], 1, Evaluation(token))
        except SnowflakeError as error:
            failures.append(error)

    thread = threading.Thread(target=evaluate)
    thread.start()
    until(lambda: any(worker > 0 for worker in pool.processes))
    token.cancel()
    thread.join(10)
    assert [error.code for error in failures] == ["000604"]
    assert pool.processes == []


def test_processes_are_reused_and_limited_in_number(pool: WorkerPool) -> None:
    functions = [routine("import os\ndef f(x):\n    return os.getpid()") for _ in range(MAX_WORKERS + 2)]
    first = [run(pool, function, pa.array([1.0])) for function in functions]
    assert len(pool.processes) == MAX_WORKERS
    assert run(pool, functions[-1], pa.array([1.0])) == first[-1]
    assert run(pool, functions[0], pa.array([1.0])) != first[0]


def test_a_retired_version_has_no_process(pool: WorkerPool) -> None:
    same = routine("def f(x):\n    return x")
    run(pool, same, pa.array([1.0]))
    (process,) = pool.processes
    pool.retire(same.version)
    assert pool.processes == []
    until(lambda: not is_alive(process))


def test_what_a_handler_prints_is_logged(pool: WorkerPool, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "local_snowflake.python")
    run(pool, routine("def f(x):\n    print('seen', x)\n    return x"), pa.array([1.5]))
    until(lambda: "function F: seen 1.5" in caplog.text)


def test_forked_processes_draw_different_random_numbers(pool: WorkerPool) -> None:
    body = "import numpy, random\nvalue = random.random() + numpy.random.rand()\ndef f(x):\n    return value"
    assert run(pool, routine(body), pa.array([0.0])) != run(pool, routine(body), pa.array([0.0]))


def test_a_module_is_compiled_once_for_all_processes(tmp_path: Path) -> None:
    client = ForkClient(tmp_path / "bytecode")
    imports = tmp_path / "imports"
    imports.mkdir()
    (imports / "helper.py").write_text("VALUE = 7.0")
    function = routine("import helper\ndef f(x):\n    return helper.VALUE")
    try:
        for _ in range(2):
            pool = WorkerPool(client, lambda routine: imports)
            assert run(pool, function, pa.array([0.0])) == [7.0]
            pool.stop()
    finally:
        client.stop()
    assert [path.name for path in (tmp_path / "bytecode").rglob("helper.*")] == [
        f"helper.{sys.implementation.cache_tag}.pyc"
    ]
    assert [path.name for path in imports.iterdir()] == ["helper.py"]


def test_a_process_that_is_killed_leaves_no_folder(tmp_path: Path) -> None:
    client = ForkClient(tmp_path / "bytecode")
    pool = WorkerPool(client, lambda routine: tmp_path)
    try:
        answer = run(
            pool, routine("import os\ndef f(x):\n    return os.getcwd()", returns="VARCHAR"), pa.array([0.0])
        )
        (folder,) = (Path(str(item)) for item in answer)
        assert folder.is_dir()
        pool.stop()
        until(lambda: not folder.exists())
    finally:
        client.stop()
    assert not folder.parent.exists()


def test_all_processes_die_with_the_server(tmp_path: Path) -> None:
    script = f"""
import os, sys, pathlib, threading
import pyarrow as pa
from local_snowflake.python_runtime.fork_client import ForkClient
from local_snowflake.python_runtime.worker_pool import Evaluation, WorkerPool
from local_snowflake.python_runtime.definition import parse_create
from local_snowflake.statement import CancelToken
forks = ForkClient(pathlib.Path({str(tmp_path / "bytecode")!r}))
pool = WorkerPool(forks, lambda routine: pathlib.Path({str(tmp_path)!r}))
sql = "CREATE FUNCTION F(X FLOAT) RETURNS FLOAT LANGUAGE PYTHON RUNTIME_VERSION='3.11' HANDLER='f' AS "
definition = parse_create(sql + "'import time\\ndef f(x):\\n    return x if x else time.sleep(600)'")
routine = definition.routine("D", "S", "1")
pool.evaluate(routine, [pa.array([1.0])], 1, Evaluation(CancelToken()))
threading.Thread(
    target=pool.evaluate, args=(routine, [pa.array([0.0])], 1, Evaluation(CancelToken())), daemon=True
).start()
print(forks._server.pid, *pool.processes, flush=True)
threading.Event().wait()
"""
    server = subprocess.Popen(
        [sys.executable, "-c", script],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": PYTHON},
    )
    assert server.stdout is not None
    processes = [int(word) for word in server.stdout.readline().split()]
    assert len(processes) == 2
    assert all(is_alive(process) for process in processes)
    server.kill()
    server.wait()
    until(lambda: not any(is_alive(process) for process in processes))
    server.stdout.close()
