"""A training counts once: whoever may, stores a result, and everybody else gets that one."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest
from snowflake.connector import SnowflakeConnection
from snowflake.snowpark import Session

import ratchet_training
from ratchet_problems import UserCodeProblem
from ratchet_request import Request, parse_request
from ratchet_training_fence import Fenced, require_trained, trained_once
from tests.handlers.conftest import FOREST, customers, open_candidates, open_run, request_text

pytestmark = pytest.mark.usefixtures("stages", "ledger")


@pytest.fixture
def other_session(connect: Callable[..., SnowflakeConnection], session: Session) -> Session:
    """Another session on the same tables, as a second statement has it."""
    schema = str(session.get_current_schema()).strip('"')
    connection = connect(paramstyle="qmark", schema=schema)
    return Session.builder.configs({"connection": connection}).create()  # pyright: ignore[reportArgumentType]


def request_of(run: dict[str, Any]) -> Request:
    return parse_request(request_text(**run))


def take_fence(session: Session, run: dict[str, Any]) -> dict[str, Any]:
    """What a later attempt does before it sends a CALL of its own."""
    session.sql(
        'UPDATE "TRAININGS" SET "FENCE" = "FENCE" + 1 WHERE "RUN_ID" = ?', params=[run["run"]["id"]]
    ).collect()
    return {**run, "fence": run["fence"] + 1}


def end(session: Session, run: dict[str, Any], state: str = "CANCELLED") -> None:
    session.sql(
        'UPDATE "RUNS" SET "STATE" = ? WHERE "RUN_ID" = ?', params=[state, run["run"]["id"]]
    ).collect()


def result_of(session: Session, run: dict[str, Any]) -> Any:
    statement = 'SELECT "RESULT", "ENDED_AT" FROM "TRAININGS" WHERE "RUN_ID" = ?'
    ((result, ended_at),) = session.sql(statement, params=[run["run"]["id"]]).collect()
    assert (result is None) == (ended_at is None)
    return None if result is None else json.loads(result)


def never() -> dict[str, Any]:
    raise AssertionError("it trained")


def test_a_second_statement_gets_the_result_of_the_first_and_trains_nothing(session: Session) -> None:
    run = open_run(session)
    first = trained_once(session, request_of(run), lambda: {"artifact": "a"})
    assert json.loads(first) == {"artifact": "a"} == result_of(session, run)
    assert trained_once(session, request_of(run), never) == first
    assert trained_once(session, request_of(take_fence(session, run)), never) == first


def test_what_a_run_gave_is_still_told_after_its_end(session: Session) -> None:
    run = open_run(session)
    first = trained_once(session, request_of(run), lambda: {"artifact": "a"})
    end(session, run, "PROMOTED")
    assert trained_once(session, request_of(run), never) == first


@pytest.mark.parametrize("takes_fence", [False, True])
def test_two_at_once_have_one_effect_and_both_get_it(
    session: Session, other_session: Session, takes_fence: bool
) -> None:
    """Without a fence of its own, the second is the same statement sent twice."""
    run = open_run(session)
    first_trains, second_ended = Event(), Event()

    def train_for_long() -> dict[str, Any]:
        first_trains.set()
        assert second_ended.wait(60)
        return {"artifact": "first"}

    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(trained_once, other_session, request_of(run), train_for_long)
        assert first_trains.wait(60)
        later = take_fence(session, run) if takes_fence else run
        second = trained_once(session, request_of(later), lambda: {"artifact": "second"})
        second_ended.set()
        assert first.result() == second
    assert result_of(session, run) == {"artifact": "second"}


def test_a_statement_that_ends_after_a_later_one_took_the_fence_changes_nothing(session: Session) -> None:
    run = open_run(session)

    def overtaken() -> dict[str, Any]:
        take_fence(session, run)
        return {"artifact": "older"}

    with pytest.raises(
        Fenced, match=r"^RATCHET_FENCED: the training of run .* has the fence 2 by now and this"
    ):
        trained_once(session, request_of(run), overtaken)
    assert result_of(session, run) is None


def test_a_statement_that_starts_with_an_old_fence_does_not_train(session: Session) -> None:
    run = open_run(session)
    newer = take_fence(session, run)
    with pytest.raises(Fenced, match="a later one has taken its place"):
        trained_once(session, request_of(run), never)
    assert trained_once(session, request_of(newer), lambda: {"artifact": "newer"})


@pytest.mark.parametrize("state", ["CANCELLED", "FAILED", "TERMINATED"])
def test_a_statement_that_starts_after_the_end_of_the_run_does_not_train(
    session: Session, state: str
) -> None:
    run = open_run(session, state=state)
    with pytest.raises(Fenced, match=f"has ended as {state}; nothing of it counts any more"):
        trained_once(session, request_of(run), never)
    assert result_of(session, run) is None


def test_a_run_that_ends_during_the_training_gets_no_result(session: Session) -> None:
    run = open_run(session)

    def cancelled() -> dict[str, Any]:
        end(session, run)
        return {"artifact": "late"}

    with pytest.raises(Fenced, match="has ended as CANCELLED"):
        trained_once(session, request_of(run), cancelled)
    assert result_of(session, run) is None


def test_a_run_that_the_ledger_does_not_know_is_not_trained(session: Session) -> None:
    unknown = {**open_run(session), "run": {"id": "unknown", "model": "churn"}}
    with pytest.raises(Fenced, match="the ledger knows no training of run unknown"):
        trained_once(session, request_of(unknown), never)


def test_train_py_is_not_even_imported_for_a_run_that_is_over(
    session: Session, save: Callable[..., str], write_code: Callable[..., None]
) -> None:
    save(customers())
    write_code(train="raise AssertionError('imported')\n")
    with pytest.raises(Fenced):
        ratchet_training.train(session, request_text(**open_run(session, state="CANCELLED")))
    assert session.sql("LIST @RATCHET_ARTIFACTS").collect() == []


def test_a_second_training_of_a_run_fits_nothing(
    session: Session, save: Callable[..., str], write_code: Callable[..., None]
) -> None:
    save(customers())
    write_code(train=FOREST)
    run = open_run(session)
    first = ratchet_training.train(session, request_text(**run))
    write_code(train="raise AssertionError('imported')\n")
    assert ratchet_training.train(session, request_text(**run)) == first


def test_each_candidate_of_a_run_has_a_result_of_its_own(session: Session) -> None:
    small, large = open_candidates(session, "small", "large")
    first = trained_once(session, request_of(small), lambda: {"artifact": "small"})
    assert trained_once(session, request_of(large), lambda: {"artifact": "large"}) == '{"artifact": "large"}'
    assert trained_once(session, request_of(small), never) == first == '{"artifact": "small"}'
    assert result_by_candidate(session, small) == {"small": first, "large": '{"artifact": "large"}'}


def test_a_candidate_whose_fence_was_taken_is_fenced_and_the_others_are_not(session: Session) -> None:
    small, large = open_candidates(session, "small", "large")
    session.sql(
        'UPDATE "TRAININGS" SET "FENCE" = 2 WHERE "RUN_ID" = ? AND "CANDIDATE" = ?',
        params=[small["run"]["id"], "small"],
    ).collect()
    with pytest.raises(Fenced, match=r"the training of the candidate small of run .* has the fence 2 by now"):
        trained_once(session, request_of(small), never)
    assert trained_once(session, request_of(large), lambda: {"artifact": "large"})


def test_a_candidate_that_ends_after_its_run_gets_no_result(session: Session) -> None:
    small, large = open_candidates(session, "small", "large")

    def cancelled() -> dict[str, Any]:
        end(session, small)
        return {"artifact": "late"}

    with pytest.raises(Fenced, match="has ended as CANCELLED"):
        trained_once(session, request_of(small), cancelled)
    with pytest.raises(Fenced, match="has ended as CANCELLED"):
        trained_once(session, request_of(large), never)
    assert result_by_candidate(session, small) == {"small": None, "large": None}


def test_a_candidate_that_the_ledger_does_not_know_is_not_trained(session: Session) -> None:
    (small,) = open_candidates(session, "small")
    with pytest.raises(Fenced, match="the ledger knows no training of the candidate large of run"):
        trained_once(session, request_of({**small, "candidateName": "large"}), never)


def test_only_the_artifact_of_the_chosen_candidate_may_be_judged(session: Session) -> None:
    small, large = open_candidates(session, "small", "large")
    for run, sha256 in ((small, "a"), (large, "b")):
        trained_once(session, request_of(run), lambda sha256=sha256: {"artifactSha256": sha256})
    require_trained(session, request_of(large), "b")
    with pytest.raises(Fenced, match="the artifact a is not what the training of the candidate large of run"):
        require_trained(session, request_of(large), "a")


def result_by_candidate(session: Session, run: dict[str, Any]) -> dict[str, Any]:
    statement = 'SELECT "CANDIDATE", "RESULT" FROM "TRAININGS" WHERE "RUN_ID" = ?'
    rows = session.sql(statement, params=[run["run"]["id"]]).collect()
    return {str(row["CANDIDATE"]): row["RESULT"] for row in rows}


def test_a_candidate_is_what_its_own_function_builds(
    session: Session, save: Callable[..., str], write_code: Callable[..., None]
) -> None:
    save(customers())
    write_code(
        train="from sklearn.dummy import DummyClassifier\n"
        "def build(params): raise AssertionError('another one')\n"
        "def build_prior(params): return DummyClassifier(**params)\n"
    )
    (prior,) = open_candidates(session, "prior")
    text = request_text(**prior, build="build_prior", params={"strategy": "prior"})
    result = json.loads(ratchet_training.train(session, text))
    assert result["metrics"]["validation"]["roc_auc"] == 0.5
    (missing,) = open_candidates(session, "missing")
    with pytest.raises(UserCodeProblem, match=r"train\.py: found no build_missing, expected a function"):
        ratchet_training.train(session, request_text(**missing, build="build_missing"))
