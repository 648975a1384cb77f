"""A run whose metrics.py cannot score all that the gate asks about: only its own hold-out may end it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from snowflake.snowpark import Session

from ratchet_problems import UserCodeProblem
from tests.handlers.conftest import FOREST
from tests.handlers.test_ratchet_gate import champion, evaluate, rows, trained

__all__ = ["rows"]
pytestmark = pytest.mark.usefixtures("stages", "ledger")
WriteCode = Callable[..., None]

METRICS = {"own": {"direction": "higher"}}
#: Without predict_proba.
NO_PROBABILITIES = FOREST.replace("RandomForestClassifier", "RidgeClassifier").replace(
    "sklearn.ensemble", "sklearn.linear_model"
)


def metric(body: str) -> str:
    return f"def own(actual, predicted, probability):\n    {body}\n"


def diagnostics(session: Session) -> dict[str, Any]:
    return json.loads(str(session.table('"DIAGNOSTICS"').collect()[0]["DIAGNOSTICS"]))


def test_a_champion_that_it_cannot_score_is_not_compared(
    session: Session, rows: Any, write_code: WriteCode
) -> None:
    candidate = trained(session)
    numbers = [{"name": "IS_PAPERLESS", "kind": "boolean"}]
    write_code(train=NO_PROBABILITIES, metrics=metric("return probability.mean()"))
    older = trained(session, features=numbers, params={})
    evidence = evaluate(session, rows, candidate, champion=champion(older, numbers), metrics=METRICS)
    assert evidence["champion"] == {
        "version": 3,
        "fence": 5,
        "notComparable": "its scores could not be computed (metrics.py: own raised AttributeError: "
        "(a value) object has no attribute (a value) (metrics.py, line 2))",
    }
    assert evidence["candidate"]["metrics"]["own"] > 0 and "comparison" not in evidence
    assert evidence["calibration"]["champion"] is None


def test_common_rows_that_it_cannot_score_leave_the_rest_compared(
    session: Session, rows: Any, write_code: WriteCode
) -> None:
    candidate, weaker = trained(session), trained(session, params={"n_estimators": 1, "max_depth": 1})
    other = {**champion(weaker), "holdOut": {"salt": "last-year", "before": "c0000000"}}
    held_out = int((rows["RATCHET_SPLIT"] == "TEST").sum())
    write_code(
        metrics=metric(f"return 1.0 if len(actual) == {held_out} or len(set(probability)) < 3 else 1 / 0")
    )
    evidence = evaluate(
        session,
        rows,
        candidate,
        champion=other,
        holdOut={"salt": "ratchet", "before": "33333333"},
        metrics=METRICS,
    )
    assert evidence["candidate"]["metrics"]["own"] == evidence["champion"]["metrics"]["own"] == 1
    assert evidence["champion"]["common"]["candidate"]["own"] is None
    assert "roc_auc" in evidence["comparison"] and "own" not in evidence["comparison"]


def test_slices_and_resamples_that_it_cannot_score_have_none(
    session: Session, rows: Any, write_code: WriteCode
) -> None:
    candidate = trained(session)
    positives = int(rows["LEFT_US"][rows["RATCHET_SPLIT"] == "TEST"].sum())
    write_code(metrics=metric(f"return 1.0 if actual.sum() == {positives} else 1 / 0"))
    evidence = evaluate(
        session, rows, candidate, champion=champion(candidate), slices=["PLAN"], metrics=METRICS
    )
    for part in evidence["slices"]:
        assert part["candidate"]["own"] is part["champion"]["own"] is None
        assert np.isfinite(part["candidate"]["accuracy"])
    assert evidence["champion"]["metrics"]["own"] == 1


def test_an_importance_that_it_cannot_score_is_not_told(
    session: Session, rows: Any, write_code: WriteCode
) -> None:
    candidate = trained(session)
    held_out = int((rows["RATCHET_SPLIT"] == "TEST").sum())
    first = f"calls = []\n{metric('calls.append(1); return 1.0 if len(calls) == 1 else 1 / 0')}"
    write_code(metrics=first)
    evaluate(session, rows, candidate, primaryMetric="own", metrics=METRICS)
    found = diagnostics(session)
    assert "importance" not in found and "importanceOf" not in found
    assert sum(found["curves"]["candidate"]["confusion"].values()) == held_out


def test_a_model_that_raises_on_permuted_rows_has_no_importance(
    session: Session, rows: Any, write_code: WriteCode, monkeypatch: pytest.MonkeyPatch
) -> None:
    candidate = trained(session)

    def raises(*_: Any) -> Any:
        raise UserCodeProblem("train.py: predict raised ValueError")

    monkeypatch.setattr("ratchet_diagnostics.permutation_importance", raises)
    evaluate(session, rows, candidate, champion=champion(candidate))
    assert "importance" not in diagnostics(session)


def test_its_own_hold_out_that_it_cannot_score_ends_the_run(
    session: Session, rows: Any, write_code: WriteCode
) -> None:
    candidate = trained(session)
    write_code(metrics=metric("return 1 / 0"))
    with pytest.raises(UserCodeProblem, match="own raised ZeroDivisionError"):
        evaluate(session, rows, candidate, champion=champion(candidate), metrics=METRICS)
    assert session.table('"EVIDENCE"').count() == 0
