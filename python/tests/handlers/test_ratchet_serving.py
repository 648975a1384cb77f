"""The serving procedure: only what the ledger calls live, whoever is late."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from snowflake.connector import SnowflakeConnection
from snowflake.snowpark import Session

import ratchet_serving

MODEL = "churn"
FEATURES = json.dumps([{"name": "MONTHS", "kind": "number"}, {"name": 'THE "PLAN\'S" $$', "kind": "text"}])


@dataclass
class Ledger:
    """The ledger of one model whose version N answers N, and N / 10 as the probability."""

    session: Session

    def version(self, number: int) -> None:
        for suffix, answer in (("", number), ("_PROBA", number / 10)):
            arguments = "(A FLOAT, B VARCHAR) RETURNS FLOAT"
            self.session.sql(
                f"CREATE FUNCTION \"P__V{number}{suffix}\"{arguments} AS '{answer}::FLOAT'"
            ).collect()
        self.session.sql(
            'INSERT INTO "MODEL_VERSIONS" VALUES (?, ?, ?, ?, ?, NULL)',
            params=[MODEL, number, FEATURES, f"P__V{number}", f"P__V{number}_PROBA"],
        ).collect()

    def go_live(self, number: int) -> None:
        self.session.sql(
            'UPDATE "LIVE_VERSION" SET "VERSION" = ?, "FENCE" = "FENCE" + 1 WHERE "MODEL" = ?',
            params=[number, MODEL],
        ).collect()

    def answers(self) -> list[tuple[Any, ...]]:
        select = "SELECT \"P's\"(1, 'a'), \"P's_PROBA\"(1, 'a')"
        return [tuple(row) for row in self.session.sql(select).collect()]

    def comments(self) -> list[str]:
        select = 'SELECT "COMMENT" FROM "INFORMATION_SCHEMA"."FUNCTIONS" WHERE STARTSWITH("FUNCTION_NAME", ?)'
        return [str(row[0]) for row in self.session.sql(select, params=["P's"]).collect()]


@pytest.fixture
def ledger(session: Session) -> Ledger:
    session.sql(
        'CREATE TABLE "LIVE_VERSION" ("MODEL" VARCHAR, "VERSION" NUMBER, "FENCE" NUMBER, '
        '"SERVING_FUNCTION" VARCHAR)'
    ).collect()
    session.sql(
        'CREATE TABLE "MODEL_VERSIONS" ("MODEL" VARCHAR, "VERSION" NUMBER, "FEATURES" VARCHAR, '
        '"FUNCTION_NAME" VARCHAR, "PROBABILITY_FUNCTION_NAME" VARCHAR, "TASK" VARCHAR)'
    ).collect()
    session.sql(
        'INSERT INTO "LIVE_VERSION" VALUES (?, NULL, 0, ?), (?, NULL, 0, NULL)',
        params=[MODEL, "P's", "other"],
    ).collect()
    made = Ledger(session)
    for number in (1, 2, 3):
        made.version(number)
    return made


def serve(session: Any, connection: SnowflakeConnection) -> dict[str, Any]:
    request = {"model": MODEL, "database": connection.database, "schema": connection.schema}
    return json.loads(ratchet_serving.serve(session, json.dumps(request)))


class Interrupted:
    """A session that does something of its own right before some of the statements that it is given."""

    def __init__(self, session: Session, before: Iterator[Callable[[], Any] | None], start: str) -> None:
        self._session = session
        self._before = before
        self._start = start

    def sql(self, statement: str, **options: Any) -> Any:
        if statement.startswith(self._start) and (act := next(self._before, None)):
            act()
        return self._session.sql(statement, **options)


def test_it_serves_the_live_version_under_both_names(
    session: Session, connection: SnowflakeConnection, ledger: Ledger
) -> None:
    ledger.go_live(1)
    assert serve(session, connection) == {"kind": "SERVED", "version": 1, "fence": 1, "rounds": 1}
    assert ledger.answers() == [(1.0, 0.1)]
    assert ledger.comments() == ['{"ratchet":{"model":"churn","version":1,"fence":1}}'] * 2


def test_a_call_that_comes_late_serves_what_is_live_by_then(
    session: Session, connection: SnowflakeConnection, ledger: Ledger
) -> None:
    ledger.go_live(1)
    ledger.go_live(2)
    serve(session, connection)
    assert serve(session, connection)["fence"] == 2
    assert ledger.answers() == [(2.0, 0.2)]


@pytest.mark.parametrize("statement", [1, 2])
def test_one_that_slept_between_the_ledger_and_a_function_makes_good(
    session: Session, connection: SnowflakeConnection, ledger: Ledger, statement: int
) -> None:
    """It read version 1; before its n-th function, version 2 goes live and is served by another."""
    ledger.go_live(1)

    def overtaken() -> None:
        ledger.go_live(2)
        serve(session, connection)

    acts: list[Callable[[], Any] | None] = [None] * (statement - 1)
    late = Interrupted(session, iter([*acts, overtaken]), "CREATE OR REPLACE FUNCTION")
    assert serve(late, connection) == {"kind": "SERVED", "version": 2, "fence": 2, "rounds": 2}
    assert ledger.answers() == [(2.0, 0.2)]


def test_it_gives_up_on_a_ledger_that_never_rests(
    session: Session, connection: SnowflakeConnection, ledger: Ledger
) -> None:
    ledger.go_live(1)
    moves = iter([lambda: ledger.go_live(2)] * 100)
    restless = Interrupted(session, moves, "SELECT")
    assert serve(restless, connection) == {"kind": "MOVING", "rounds": 10}


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ("INSERT INTO LIVE_VERSION SELECT * FROM LIVE_VERSION WHERE MODEL = 'churn'", "2 rows"),
        ("DELETE FROM LIVE_VERSION WHERE MODEL = 'churn'", "0 rows"),
        ("UPDATE LIVE_VERSION SET VERSION = NULL", "no version"),
        ("DELETE FROM MODEL_VERSIONS WHERE VERSION = 1", "version 1, of which it knows no functions"),
    ],
)
def test_it_leaves_the_functions_alone_when_the_ledger_is_corrupt(
    session: Session, connection: SnowflakeConnection, ledger: Ledger, change: str, found: str
) -> None:
    ledger.go_live(1)
    serve(session, connection)
    before = ledger.comments()
    session.sql(change).collect()
    assert serve(session, connection) == {"kind": "CORRUPT", "found": found}
    assert (ledger.answers(), ledger.comments()) == ([(1.0, 0.1)], before)
