"""The guard lets Snowflake's own SQL pass and refuses what only the engine below has."""

from __future__ import annotations

from pathlib import Path

import pytest

from local_snowflake import guard
from local_snowflake.statement import SnowflakeError

FOLDER = Path(__file__).parent
USER_FUNCTIONS = {"MY_FUNCTION", "quotedFn", "PREDICT_CHURN", "MY_TABLE_FUNCTION"}
#: Statements that the server runs itself, before the guard: the guard alone would call them its limit.
RUN_ELSEWHERE = (
    "CALL ",
    "CREATE PROCEDURE",
    "CREATE FUNCTION",
    "CREATE OR REPLACE FUNCTION",
    "ALTER SESSION",
    "REMOVE ",
)


def statements(file: str) -> list[tuple[str, str]]:
    """(topic, statement) of each line of a file; a line of `-- topic` starts a topic."""
    found: list[tuple[str, str]] = []
    topic = ""
    for line in (FOLDER / file).read_text(encoding="utf-8").splitlines():
        if line.startswith("-- "):
            topic = line[3:]
        elif line:
            found.append((topic, line))
    return found


SNOWFLAKE = [sql for _, sql in statements("statements_snowflake_has.sql")]
DUCKDB = [(topic.split()[-1], sql) for topic, sql in statements("statements_only_duckdb_has.sql")]


def test_the_lists_are_as_wide_as_they_should_be() -> None:
    assert len(SNOWFLAKE) >= 200
    assert len(DUCKDB) >= 60


@pytest.mark.parametrize("sql", SNOWFLAKE)
def test_passes_what_snowflake_has(sql: str) -> None:
    if "my_" not in sql:
        guard.parses_as_snowflake(sql)
    if not sql.startswith(RUN_ELSEWHERE):
        guard.check(sql, USER_FUNCTIONS.__contains__)


@pytest.mark.parametrize(("code", "sql"), DUCKDB)
def test_refuses_what_only_duckdb_has(code: str, sql: str) -> None:
    with pytest.raises(SnowflakeError) as refused:
        guard.check(sql, lambda _name: False)
    assert refused.value.code == code


def test_an_unknown_function_is_named_as_snowflake_names_it() -> None:
    with pytest.raises(SnowflakeError) as refused:
        guard.check("SELECT list_sort(a) FROM t", lambda _name: False)
    assert (refused.value.code, refused.value.sqlstate) == ("002140", "42601")
    assert "Unknown function LIST_SORT" in refused.value.message


def test_a_users_function_passes_and_a_quoted_name_keeps_its_case() -> None:
    asked: list[str] = []
    guard.check('SELECT f(1), "g"(2), d.s.h(3) FROM t', lambda name: asked.append(name) is None)
    assert asked == ["F", "g", "H"]


def test_a_syntax_error_says_where() -> None:
    with pytest.raises(SnowflakeError) as refused:
        guard.check("SELECT 1,\n  2 ** 3", lambda _name: False)
    assert (refused.value.code, refused.value.sqlstate) == ("001003", "42000")
    assert "line 2 at position 5 unexpected '*'" in refused.value.message


def test_two_statements_at_once_are_refused() -> None:
    with pytest.raises(SnowflakeError) as refused:
        guard.check("SELECT 1; SELECT 2", lambda _name: False)
    assert refused.value.code == "000008"
    guard.check("SELECT 1;", lambda _name: False)


def test_a_word_in_a_text_or_a_comment_is_no_syntax() -> None:
    guard.check("SELECT 'FROM t ** == read_csv(1)' AS a -- unnest(1)\n/* list(1) */", lambda _name: False)


@pytest.mark.parametrize(
    "sql",
    [
        "EXECUTE IMMEDIATE 'SELECT 1'",
        "SELECT 1 ->> SELECT * FROM $1",
        "EXPLAIN USING TEXT SELECT 1",
        "CREATE TASK t AS SELECT 1",
    ],
)
def test_what_only_a_real_account_can_run_is_the_stand_ins_limit(sql: str) -> None:
    with pytest.raises(SnowflakeError) as refused:
        guard.check(sql, lambda _name: False)
    assert (refused.value.code, refused.value.sqlstate) == ("000002", "0A000")
