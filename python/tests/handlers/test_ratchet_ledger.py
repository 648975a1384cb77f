"""Version numbers and switches: all of it or nothing, and never for a run that is over."""

from __future__ import annotations

import json
from typing import Any

import pytest
from snowflake.snowpark import Session

import ratchet_ledger

PROMOTION = {
    "MODEL": "churn",
    "VERSION": 4,
    "RUN_ID": "run-1",
    "PROMOTED_BY": "o'brien",
    "REASON": None,
    "EVIDENCE_DIGEST": "e" * 64,
    "QUERY_IDS": "[]",
}


@pytest.fixture(autouse=True)
def ledger(session: Session) -> None:
    for statement in (
        'CREATE TABLE "RUNS" ("RUN_ID" VARCHAR, "STATE" VARCHAR, "STEP" VARCHAR)',
        'CREATE TABLE "LIVE_VERSION" ("MODEL" VARCHAR, "VERSION" NUMBER, "FENCE" NUMBER, "RUN_ID" VARCHAR, '
        '"LAST_VERSION" NUMBER, "SERVING_FUNCTION" VARCHAR, "UPDATED_AT" TIMESTAMP_LTZ)',
        'CREATE TABLE "MODEL_VERSIONS" ("MODEL" VARCHAR, "VERSION" NUMBER, "RUN_ID" VARCHAR, '
        '"FUNCTION_NAME" VARCHAR, "CREATED_AT" TIMESTAMP_LTZ)',
        'CREATE TABLE "PROMOTIONS" ("MODEL" VARCHAR, "VERSION" NUMBER, "PREVIOUS_VERSION" NUMBER, '
        '"FENCE" NUMBER, "RUN_ID" VARCHAR, "PROMOTED_BY" VARCHAR, "REASON" VARCHAR, '
        '"EVIDENCE_DIGEST" VARCHAR, "QUERY_IDS" VARCHAR, "PROMOTED_AT" TIMESTAMP_LTZ)',
        "INSERT INTO RUNS VALUES ('run-1', 'RUNNING', 'staging'), ('run-2', 'CANCELLED', 'gate')",
        "INSERT INTO LIVE_VERSION SELECT 'churn', 3, 7, 'run-0', 3, 'PREDICT', CURRENT_TIMESTAMP()",
    ):
        session.sql(statement).collect()


def claim(session: Session, run_id: str) -> str:
    row = {"MODEL": "churn", "RUN_ID": run_id}
    request = {"row": row, "functions": {"FUNCTION_NAME": ["P__V", "_AB"]}}
    return json.loads(ratchet_ledger.claim(session, json.dumps(request)))["kind"]


def switch(session: Session, *, fence: int = 7, must_run: bool = True, **promotion: Any) -> str:
    request = {
        "promotion": {**PROMOTION, **promotion},
        "servingFunction": "PREDICT",
        "expectedFence": fence,
        "mustRun": must_run,
    }
    return json.loads(ratchet_ledger.switch(session, json.dumps(request)))["kind"]


def rows(session: Session, select: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in session.sql(select).collect()]


def live(session: Session) -> list[tuple[Any, ...]]:
    return rows(session, "SELECT VERSION, FENCE, RUN_ID FROM LIVE_VERSION")


def test_a_run_has_one_version_and_numbers_are_not_used_twice(session: Session) -> None:
    kinds = [claim(session, run_id) for run_id in ("run-1", "run-1", "run-2")]
    assert kinds == ["CLAIMED", "KEPT", "CLAIMED"]
    select = "SELECT RUN_ID, VERSION, FUNCTION_NAME FROM MODEL_VERSIONS ORDER BY VERSION"
    assert rows(session, select) == [("run-1", 4, "P__V4_AB"), ("run-2", 5, "P__V5_AB")]


def test_a_switch_moves_the_fence_and_tells_the_version_before(session: Session) -> None:
    assert switch(session) == "MOVED"
    assert live(session) == [(4, 8, "run-1")]
    promoted = rows(session, "SELECT VERSION, PREVIOUS_VERSION, FENCE, PROMOTED_BY, REASON FROM PROMOTIONS")
    assert promoted == [(4, 3, 8, "o'brien", None)]


def test_a_switch_under_another_fence_changes_nothing(session: Session) -> None:
    assert switch(session, fence=6) == "KEPT"
    assert (live(session), rows(session, "SELECT 1 FROM PROMOTIONS")) == ([(3, 7, "run-0")], [])


@pytest.mark.parametrize("run_id", ["run-2", "unknown"])
def test_a_run_that_is_over_never_goes_live_but_may_take_back(session: Session, run_id: str) -> None:
    assert switch(session, RUN_ID=run_id) == "CLOSED"
    assert live(session) == [(3, 7, "run-0")]
    assert switch(session, RUN_ID=run_id, must_run=False) == "MOVED"


def test_several_live_rows_are_left_as_they_are(session: Session) -> None:
    session.sql("INSERT INTO LIVE_VERSION SELECT * FROM LIVE_VERSION").collect()
    assert switch(session) == "CORRUPT"
    assert live(session) == [(3, 7, "run-0")] * 2


def test_a_switch_that_cannot_be_told_is_not_made(session: Session) -> None:
    session.sql("DROP TABLE PROMOTIONS").collect()
    request = {"promotion": PROMOTION, "servingFunction": "P", "expectedFence": 7, "mustRun": True}
    failed = json.loads(ratchet_ledger.switch(session, json.dumps(request)))["failedStatement"]
    assert (failed["code"], failed["sqlState"]) == ("002003", "42S02")
    assert "PROMOTIONS" in failed["message"]
    assert live(session) == [(3, 7, "run-0")]
