"""Training and adoption through a Snowpark session: what is read, fitted, stored and answered."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import pandas as pd
import pytest
from sklearn import __version__ as scikit_learn_version
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LinearRegression
from snowflake.snowpark import Session

import ratchet_training
from ratchet_artifact import read_artifact
from ratchet_problems import SourceDataProblem, UserCodeProblem
from tests.handlers.conftest import FOREST, answers_of, customers, open_run, request_text

Save = Callable[..., str]
WriteCode = Callable[..., None]
pytestmark = pytest.mark.usefixtures("stages", "ledger")


def train(session: Session, **members: Any) -> dict[str, Any]:
    """Trains in a run of its own."""
    return json.loads(ratchet_training.train(session, request_text(**open_run(session), **members)))


def test_it_fits_on_train_alone_and_scores_validation(
    session: Session, save: Save, write_code: WriteCode
) -> None:
    rows: Any = customers()
    # Were a TEST row read, the fit would fail: there is no third class.
    rows.loc[rows["RATCHET_SPLIT"] == "TEST", "LEFT_US"] = 7
    save(rows)
    write_code(train=FOREST)
    answer = train(session)
    assert answer["artifact"] == f"@RATCHET_ARTIFACTS/churn/run1/{answer['artifactSha256']}/"
    assert answer["artifactBytes"] > 1_000
    assert answer["python"].startswith("3.")
    assert answer["packages"]["scikit-learn"] == scikit_learn_version
    assert answer["trainingMs"] > 0
    assert 0.9 < answer["metrics"]["train"]["roc_auc"] <= 1
    assert 0.5 < answer["metrics"]["validation"]["roc_auc"] <= 1


def test_the_same_rows_in_another_order_give_the_same_bytes(
    session: Session, save: Save, write_code: WriteCode
) -> None:
    # No random_state: what makes it repeatable is the order of the rows and the seed.
    write_code(train="from sklearn.ensemble import RandomForestClassifier\n"
        "from sklearn.pipeline import make_pipeline\n"
        "from sklearn.preprocessing import OneHotEncoder\n"
        "def build(params):\n"
        "    return make_pipeline(OneHotEncoder(handle_unknown='ignore'), RandomForestClassifier(10))\n"
    )  # fmt: skip
    save(customers(), "FEATURES_A")
    save(customers().sample(frac=1, random_state=5).reset_index(drop=True), "FEATURES_B")
    once = train(session, table='"FEATURES_A"')["artifactSha256"]
    assert train(session, table='"FEATURES_B"')["artifactSha256"] == once
    assert train(session, table='"FEATURES_B"', seed=1)["artifactSha256"] != once


def test_a_stored_model_answers_as_the_one_that_was_fitted(
    session: Session, save: Save, write_code: WriteCode
) -> None:
    save(customers())
    write_code(train=FOREST)
    answer = train(session)
    model = read_artifact(session, answer["artifact"], answer["artifactSha256"]).model
    nan = float("nan")
    # NULLs, and a plan that was never seen.
    rows = pd.DataFrame(
        {"PLAN": ["monthly", "weekly", None], "MONTHS": [3, nan, 70], "IS_PAPERLESS": [True, None, False]}
    )
    predictions, probabilities = answers_of(model, rows)
    assert all(0 <= value <= 1 for value in probabilities)
    assert predictions == [float(value > 0.5) for value in probabilities]


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ("raise RuntimeError('no luck')", r"build raised RuntimeError: no luck \(train.py, line 3\)"),
        ("return None", "build returned NoneType without fit and predict"),
        ("return SVC", "build returned the class SVC, expected an instance; call it"),
        ("return SVC()", r"fit raised ValueError: could not convert string to float: \(a value\)"),
        ("return SVC(C=params['c'])", r"build raised KeyError: 'c' \(train.py, line 3\)"),
    ],
)
def test_a_train_py_that_cannot_be_used_is_the_users_problem(
    session: Session, save: Save, write_code: WriteCode, code: str, problem: str
) -> None:
    save(customers(200))
    write_code(train=f"from sklearn.svm import SVC\ndef build(params):\n    {code}\n")
    with pytest.raises(UserCodeProblem, match=f"^RATCHET_USER_CODE: train.py: {problem}"):
        train(session)


def test_a_model_that_learns_other_classes_is_refused(
    session: Session, save: Save, write_code: WriteCode
) -> None:
    save(customers(200))
    write_code(train="class Odd:\n"
        "    def fit(self, frame, classes):\n        self.classes_ = [0, 1, 2]\n"
        "    def predict(self, frame):\n        return [0] * len(frame)\n"
        "def build(params):\n    return Odd()\n"
    )  # fmt: skip
    with pytest.raises(UserCodeProblem, match="the fitted estimator knows 3 classes, expected 0 and 1"):
        train(session)


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ("LinearRegression()", "predict gave other answers than 0 and 1, expected those of a classifier"),
        ("Unsavable()", "saving the fitted estimator raised TypeError"),
    ],
)
def test_an_estimator_that_cannot_serve_is_refused(
    session: Session, save: Save, write_code: WriteCode, code: str, problem: str
) -> None:
    save(customers(200).assign(PLAN="monthly", MONTHS=1.0, IS_PAPERLESS=True))
    write_code(train="from sklearn.dummy import DummyClassifier\n"
        "from sklearn.linear_model import LinearRegression as Linear\n"
        "class LinearRegression(Linear):\n"
        "    def fit(self, frame, classes):\n        return super().fit(frame[['MONTHS']], classes)\n"
        "class Unsavable(DummyClassifier):\n"
        "    def __getstate__(self):\n        raise TypeError('no')\n"
        f"def build(params):\n    return {code}\n"
    )  # fmt: skip
    with pytest.raises(UserCodeProblem, match=f"^RATCHET_USER_CODE: train.py: {problem}"):
        train(session)


@pytest.mark.parametrize(
    ("task", "estimator", "problem"),
    [
        ("regression", "RandomForestClassifier", "knows 2 classes, expected none for task: regression"),
        ("multiclass", "RandomForestRegressor", "knows no classes, expected the labels in classes_"),
    ],
)
def test_an_estimator_of_another_task_is_refused(
    session: Session, save: Save, write_code: WriteCode, task: str, estimator: str, problem: str
) -> None:
    save(customers())
    write_code(
        train=f"from sklearn.ensemble import {estimator} as Forest\n"
        "class OfMonths(Forest):\n"
        "    def fit(self, frame, target):\n"
        "        return super().fit(frame[['MONTHS']], target)\n"
        "def build(params):\n    return OfMonths(n_estimators=2)\n"
    )
    with pytest.raises(UserCodeProblem, match=problem):
        train(session, task=task)


def test_a_threshold_is_chosen_on_validation_and_stands_in_the_artifact(
    session: Session, save: Save, write_code: WriteCode
) -> None:
    rows: Any = customers()
    # Were a TEST row read, the target would have three classes.
    rows.loc[rows["RATCHET_SPLIT"] == "TEST", "LEFT_US"] = 7
    save(rows)
    write_code(train=FOREST)
    cost = {"falsePositive": 1, "falseNegative": 30, "truePositive": 0, "trueNegative": 0}
    answer = train(session, cost=cost)
    model = read_artifact(session, answer["artifact"], answer["artifactSha256"]).model
    validation = rows[rows["RATCHET_SPLIT"] == "VALIDATION"]
    actual = validation["LEFT_US"].to_numpy()
    predictions, probabilities = (np.array(each) for each in answers_of(model, validation))

    assert model.threshold is not None and model.threshold < 0.5
    assert predictions.tolist() == (probabilities >= model.threshold).tolist()

    def mean_cost(threshold: float) -> float:
        said = probabilities >= threshold
        return float(((said & (actual == 0)) + 30 * (~said & (actual == 1))).mean())

    found = answer["metrics"]["validation"]["cost"]
    assert found == pytest.approx(mean_cost(model.threshold), abs=1e-12)
    assert found == pytest.approx(min(map(mean_cost, [0, 0.5, *probabilities])), abs=1e-12)


@pytest.mark.parametrize("task", ["binary", "multiclass", "regression"])
def test_without_validation_rows_there_are_no_scores_of_them(
    session: Session, save: Save, write_code: WriteCode, task: str
) -> None:
    rows: Any = customers(200)
    save(rows[rows["RATCHET_SPLIT"] != "VALIDATION"].reset_index(drop=True))
    write_code(
        train=FOREST
        if task != "regression"
        else "from sklearn.linear_model import LinearRegression\n"
        "class OfMonths(LinearRegression):\n"
        "    def fit(self, frame, target):\n        return super().fit(self.of(frame), target)\n"
        "    def predict(self, frame):\n        return super().predict(self.of(frame))\n"
        "    def of(self, frame):\n        return frame[['MONTHS']].fillna(0).to_numpy()\n"
        "def build(params):\n    return OfMonths()\n"
    )
    metrics = train(session, task=task)["metrics"]
    assert set(metrics["validation"]) == set(metrics["train"])
    assert set(metrics["validation"].values()) == {None}
    assert metrics["train"]["mae" if task == "regression" else "accuracy"] > 0


def test_a_threshold_without_validation_rows_is_the_users_problem(
    session: Session, save: Save, write_code: WriteCode
) -> None:
    rows: Any = customers(200)
    save(rows[rows["RATCHET_SPLIT"] != "VALIDATION"].reset_index(drop=True))
    write_code(train=FOREST)
    cost = {"falsePositive": 1, "falseNegative": 30, "truePositive": 0, "trueNegative": 0}
    with pytest.raises(
        SourceDataProblem, match=r"found 0 positive and 0 negative validation rows.*raise split\.validation"
    ):
        train(session, cost=cost)


def test_rows_of_one_class_cannot_be_learnt_from(session: Session, save: Save, write_code: WriteCode) -> None:
    save(customers(200).assign(LEFT_US=1))
    write_code(train=FOREST)
    with pytest.raises(SourceDataProblem, match="found 1 different values in the target LEFT_US, expected 2"):
        train(session)


def test_no_rows_to_train_on_is_told(session: Session, save: Save, write_code: WriteCode) -> None:
    save(customers(50).assign(RATCHET_SPLIT="VALIDATION"))
    write_code(train=FOREST)
    with pytest.raises(SourceDataProblem, match="found 50 rows and none of them to train on"):
        train(session)


def leave_model(session: Session, folder: Path, estimator: Any, *, compress: bool) -> None:
    """What a procedure of the user does: a file in a stage of its own."""
    session.sql("CREATE STAGE IF NOT EXISTS MY_MODELS").collect()
    joblib.dump(estimator, folder / "model.joblib")
    session.file.put(str(folder / "model.joblib"), "@MY_MODELS", overwrite=True, auto_compress=compress)


CALLED = {
    "startedAtMs": 0,
    "queryId": "the-query-of-the-call",
    "metrics": {"selfReported": {"accuracy": 0.8}},
    "trainingMs": 1234,
}


def written_at_of(session: Session, location: str) -> int:
    (row,) = session.sql(f"LIST {location}").collect()
    return round(parsedate_to_datetime(str(row["last_modified"])).timestamp())


def adopt(session: Session, **members: Any) -> dict[str, Any]:
    """Adopts in a run of its own."""
    own: dict[str, Any] = {"source": "@MY_MODELS/model.joblib", "called": CALLED, **open_run(session)}
    return json.loads(ratchet_training.adopt(session, request_text(**{**own, **members})))


@pytest.mark.parametrize("compress", [True, False])
def test_it_adopts_a_model_that_put_compressed_or_not(
    session: Session, tmp_path: Path, compress: bool
) -> None:
    rows = customers()
    inputs, labels = rows[["MONTHS"]].fillna(0), np.where(rows["LEFT_US"] == 1, "Yes", "No")
    estimator = RandomForestClassifier(5, random_state=0).fit(inputs, labels)
    leave_model(session, tmp_path, estimator, compress=compress)
    target = {"column": "LEFT_US", "positive": "Yes"}
    answer = adopt(session, target=target)
    told = ("metrics", "trainingMs", "queryId")
    assert {name: answer[name] for name in told} == {name: CALLED[name] for name in told}
    stored = read_artifact(session, answer["artifact"], answer["artifactSha256"])
    assert stored.trained_by == "procedure"
    frame: Any = rows[["PLAN", "MONTHS", "IS_PAPERLESS"]].assign(MONTHS=inputs["MONTHS"])
    expected = estimator.predict_proba(inputs)[:, 1]
    assert stored.model.probabilities(frame) == pytest.approx(expected, abs=0)
    assert stored.model.predictions(frame).tolist() == (estimator.predict(inputs) == "Yes").tolist()


def test_what_the_procedure_writes_later_does_not_change_what_was_adopted(
    session: Session, tmp_path: Path
) -> None:
    rows = customers()
    inputs = rows[["MONTHS"]].fillna(0)
    leave_model(
        session,
        tmp_path,
        RandomForestClassifier(2, random_state=0).fit(inputs, rows["LEFT_US"]),
        compress=True,
    )
    answer = adopt(session)
    leave_model(
        session,
        tmp_path,
        RandomForestClassifier(9, random_state=1).fit(inputs, rows["LEFT_US"]),
        compress=True,
    )
    model = read_artifact(session, answer["artifact"], answer["artifactSha256"]).model
    assert model.estimator.n_estimators == 2


def test_a_stage_that_does_not_exist_is_told(session: Session) -> None:
    with pytest.raises(
        UserCodeProblem,
        match=r"@NO_STAGE/model.joblib: looking for it raised .*Stage '.*NO_STAGE' does not exist",
    ):
        adopt(session, source="@NO_STAGE/model.joblib")


def test_no_model_file_is_told(session: Session) -> None:
    session.sql("CREATE STAGE IF NOT EXISTS MY_MODELS").collect()
    with pytest.raises(
        UserCodeProblem, match=r"@MY_MODELS/model.joblib: found no such file and no model.joblib.gz"
    ):
        adopt(session)


def test_a_file_of_the_second_in_which_the_procedure_was_called_is_its(
    session: Session, tmp_path: Path
) -> None:
    leave_model(session, tmp_path, RandomForestClassifier(2).fit([[0.0], [1.0]], [0, 1]), compress=True)
    written_at = written_at_of(session, "@MY_MODELS/model.joblib")
    # LIST tells 12:00:00 of a file of 12:00:00.9, which a procedure called at 12:00:00.5 may have written.
    assert adopt(session, called={**CALLED, "startedAtMs": written_at * 1000 + 999})


@pytest.mark.parametrize("compress", [True, False])
def test_a_file_that_lay_there_before_the_procedure_was_called_is_refused(
    session: Session, tmp_path: Path, compress: bool
) -> None:
    leave_model(session, tmp_path, RandomForestClassifier(2).fit([[0.0], [1.0]], [0, 1]), compress=compress)
    written_at = written_at_of(session, "@MY_MODELS/model.joblib")
    name = f"model.joblib{'.gz' if compress else ''}"
    written, called = (
        f"{datetime.fromtimestamp(second, UTC):%Y-%m-%d %H:%M:%S UTC}"
        for second in (written_at, written_at + 60)
    )
    with pytest.raises(
        UserCodeProblem,
        match=f"@MY_MODELS/model.joblib: found {name} of {written}, but the procedure was called at {called} "
        "and has not written it since; training.artifact of model.yaml must name the file that it puts",
    ):
        adopt(session, called={**CALLED, "startedAtMs": (written_at + 60) * 1000})


@pytest.mark.parametrize(
    ("columns", "estimator", "problem"),
    [
        (["MONTHS"], LinearRegression(), "found a LinearRegression that knows 0 classes"),
        (
            ["LEFT_US"],
            RandomForestClassifier(2),
            "the model was fitted with LEFT_US, which the feature table has not",
        ),
    ],
)
def test_a_model_that_cannot_be_asked_is_refused(
    session: Session, tmp_path: Path, columns: list[str], estimator: Any, problem: str
) -> None:
    rows = customers()
    estimator.fit(rows[columns].fillna(0), rows["LEFT_US"])
    leave_model(session, tmp_path, estimator, compress=False)
    with pytest.raises(UserCodeProblem, match=problem):
        adopt(session)


def test_a_file_that_is_no_model_is_refused(session: Session, tmp_path: Path) -> None:
    leave_model(session, tmp_path, RandomForestClassifier(2), compress=False)
    (tmp_path / "model.joblib").write_text("not a model")
    session.file.put(str(tmp_path / "model.joblib"), "@MY_MODELS", overwrite=True, auto_compress=False)
    with pytest.raises(UserCodeProblem, match=r"@MY_MODELS/model\.joblib: loading it with joblib raised"):
        adopt(session)
