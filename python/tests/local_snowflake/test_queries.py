"""The registry of statements without HTTP around it: results kept and let go, deadlines, history."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from local_snowflake.catalog import Catalog
from local_snowflake.deadlines import Deadlines
from local_snowflake.engine.query_history_rows import query_history_result
from local_snowflake.queries import Queries
from local_snowflake.query import Query, Submission
from local_snowflake.query_history import QueryHistory
from local_snowflake.result_store import Retention
from local_snowflake.sessions import Session, Sessions
from local_snowflake.statement import Column, Result, SnowflakeError, StatementContext

SESSION = Sessions().open("TESTER", "JavaScript")


def answer(context: StatementContext) -> Result:
    """Gives the statement's text back; FAIL and BREAK do what they say, WAIT ends when it is cancelled."""
    if context.sql == "FAIL":
        raise SnowflakeError("100038", "22018", "Numeric value 'x' is not recognized")
    if context.sql == "BREAK":
        raise KeyError("nobody thought of it")
    if context.sql == "WAIT":
        cancelled = threading.Event()
        context.cancel.on_cancel(cancelled.set)
        assert cancelled.wait(20)
        raise InterruptedError
    return Result([Column("SQL", "TEXT")], rows=[[context.sql]])


@pytest.fixture
def catalog(tmp_path: Path) -> Catalog:
    return Catalog(tmp_path / "catalog.sqlite")


@pytest.fixture
def registry(catalog: Catalog) -> Iterator[Callable[..., Queries]]:
    opened: list[Queries] = []

    def open_one(**retention: float) -> Queries:
        kept = Retention(**retention)  # pyright: ignore[reportArgumentType]
        opened.append(Queries(answer, answer, QueryHistory(catalog), kept))
        return opened[-1]

    yield open_one
    for queries in opened:
        queries.stop()


def run(queries: Queries, sql: str, session: Session = SESSION, **members: int | str) -> Query:
    query = queries.submit(Submission(session, sql, [], **members))  # pyright: ignore[reportArgumentType]
    query.outcome.exception(20)
    return query


def failure(queries: Queries, query_id: str) -> SnowflakeError:
    with pytest.raises(SnowflakeError) as caught:
        queries.of(query_id)
    return caught.value


def test_the_oldest_results_go_when_there_are_too_many(registry: Callable[..., Queries]) -> None:
    queries = registry(max_queries=2)
    first, second = run(queries, "A"), run(queries, "B")
    queries.of(first.id)
    third = run(queries, "C")
    assert queries.result_of(SESSION, first.id).rows == [["A"]]
    assert queries.result_of(SESSION, third.id).rows == [["C"]]
    assert failure(queries, second.id).code == "000710"
    assert [record.query_text for record in queries.history()] == ["C", "B", "A"]


def test_the_oldest_results_go_when_they_are_too_large(registry: Callable[..., Queries]) -> None:
    queries = registry(max_bytes=1_000)
    small = run(queries, "A")
    large = run(queries, "B" * 5_000)
    assert failure(queries, small.id).code == "000710"
    assert queries.result_of(SESSION, large.id).rows == [["B" * 5_000]]


def test_a_failure_is_told_again_after_it_was_let_go(registry: Callable[..., Queries]) -> None:
    queries = registry(max_queries=1)
    failed = run(queries, "FAIL")
    run(queries, "A")
    again = failure(queries, failed.id)
    assert (again.code, again.sqlstate, again.message) == (
        "100038",
        "22018",
        "Numeric value 'x' is not recognized",
    )
    assert failure(queries, "no-such-id").code == "000709"


def test_what_nobody_foresaw_is_a_000603_that_names_the_stand_in(registry: Callable[..., Queries]) -> None:
    query = run(registry(), "BREAK")
    error = query.outcome.exception()
    assert isinstance(error, SnowflakeError)
    assert (error.code, error.sqlstate) == ("000603", "XX000")
    assert "local Snowflake, the stand-in: KeyError" in error.message


def test_a_repeated_request_is_one_statement_within_its_session(registry: Callable[..., Queries]) -> None:
    queries = registry()
    other = Sessions().open("TESTER", "JavaScript")
    first, again = run(queries, "A", request_id="r"), run(queries, "A", request_id="r")
    assert first is again
    assert run(queries, "A", other, request_id="r") is not first
    assert len(queries.history()) == 2


def test_time_out_and_cancel_are_told_apart(registry: Callable[..., Queries]) -> None:
    queries = registry()
    late = run(queries, "WAIT", timeout_s=1)
    cancelled = queries.submit(Submission(SESSION, "WAIT", []))
    assert queries.cancel_all(SESSION.id) == 1
    codes = [getattr(query.outcome.exception(20), "code", None) for query in (late, cancelled)]
    assert codes == ["000630", "000604"]
    assert not queries.cancel(cancelled.id)


def test_what_ran_when_the_server_died_is_told_as_failed(
    registry: Callable[..., Queries], catalog: Catalog
) -> None:
    running = registry().submit(Submission(SESSION, "WAIT", []))
    started = QueryHistory(catalog).find(running.id)
    assert started is not None
    assert (started.execution_status, started.error_code) == ("FAILED_WITH_ERROR", "000603")
    assert started.error_message == "Local Snowflake was stopped while the statement ran."


def test_deadlines_come_in_order_and_dropped_ones_not_at_all() -> None:
    deadlines = Deadlines()
    seen: list[str] = []
    last = threading.Event()
    deadlines.after(0.06, last.set)
    deadlines.after(0.04, lambda: seen.append("second"))
    deadlines.drop(deadlines.after(0.03, lambda: seen.append("dropped")))
    deadlines.after(0.02, lambda: seen.append("first"))
    deadlines.after(1e12, lambda: seen.append("never"))
    assert last.wait(10)
    deadlines.stop()
    assert seen == ["first", "second"]


def test_the_history_of_a_user_has_nothing_of_another(registry: Callable[..., Queries]) -> None:
    queries = registry()
    other = Sessions().open("IMPOSTOR", "JavaScript")
    run(queries, "SELECT 'mine'", query_tag="{}")
    run(queries, "SELECT 'theirs'", other, query_tag="{}")

    history = query_history_result(queries.history(), "QUERY_HISTORY_BY_USER", [], SESSION, lambda _: 0.0)

    column = [column.name for column in history.columns].index("QUERY_TEXT")
    assert [row[column] for row in history.rows or []] == ["SELECT 'mine'"]
