"""Permutation importance: scikit-learn's, faster."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import RandomForestClassifier
from sklearn.inspection import permutation_importance as by_scikit_learn
from sklearn.linear_model import LinearRegression
from sklearn.metrics import log_loss, precision_score, roc_auc_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder

import ratchet_importance
from ratchet_custom_metrics import CustomMetric
from ratchet_frames import Feature
from ratchet_importance import Importance, Question, drawn_rows, permutation_importance
from ratchet_model import TrainedModel
from ratchet_scores import BINARY, Scorer

FEATURES = (Feature("PLAN", "text"), Feature("MONTHS", "number"), Feature("NOISE", "number"))
NAMES = [feature.name for feature in FEATURES]


@pytest.fixture(scope="module")
def asked() -> tuple[TrainedModel, Any, Any]:
    random = np.random.default_rng(4)
    frame: Any = pd.DataFrame(
        {
            "PLAN": pd.Series(random.choice(["yearly", "monthly"], 400), dtype=object),
            "MONTHS": random.integers(1, 72, 400).astype(float),
            "NOISE": random.random(400),
        }
    )
    actual = ((frame["PLAN"] == "monthly") & (frame["MONTHS"] < 40)).to_numpy(dtype="float64")
    encoder = ColumnTransformer([("plan", OneHotEncoder(), ["PLAN"])], remainder="passthrough")
    forest = make_pipeline(encoder, RandomForestClassifier(20, random_state=0)).fit(frame[:200], actual[:200])
    return TrainedModel(forest, FEATURES, 1.0, "train.py"), frame[200:].reset_index(drop=True), actual[200:]


def measured(asked: Any, metric: str, names: list[str] = NAMES) -> Importance:
    model, frame, actual = asked
    found = permutation_importance(model, frame, actual, names, Question(BINARY, metric, 7))
    assert found is not None
    return found


def of_scikit_learn(asked: Any, scoring: Any) -> dict[str, float]:
    model, frame, actual = asked
    found: Any = by_scikit_learn(
        model.estimator, frame, actual, scoring=scoring, n_repeats=ratchet_importance.REPEATS, random_state=7
    )
    return dict(zip(NAMES, found.importances_mean.tolist(), strict=True))


@pytest.mark.parametrize("repeats", [1, 3])
def test_it_is_that_of_scikit_learn(asked: Any, repeats: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ratchet_importance, "REPEATS", repeats)

    def roc_auc(estimator: Any, frame: Any, actual: Any) -> float:
        return float(roc_auc_score(actual, estimator.predict_proba(frame)[:, 1]))

    expected = of_scikit_learn(asked, roc_auc)
    assert measured(asked, "roc_auc").by_feature == pytest.approx(expected, abs=1e-12)
    assert expected["PLAN"] > 0.1 > abs(expected["NOISE"])
    # One feature a call gives the same as all in one.
    monkeypatch.setattr(ratchet_importance, "_ROWS_A_CALL", 1)
    assert measured(asked, "roc_auc").by_feature == pytest.approx(expected, abs=1e-12)


def test_where_lower_is_better_a_loss_is_still_positive(asked: Any) -> None:
    def gain(estimator: Any, frame: Any, actual: Any) -> float:
        return -float(log_loss(actual, estimator.predict_proba(frame)[:, 1]))

    found = measured(asked, "log_loss").by_feature
    assert found == pytest.approx(of_scikit_learn(asked, gain), abs=1e-12)
    assert found["PLAN"] > 0


def test_features_that_the_model_does_not_have_are_left_out(asked: Any) -> None:
    assert list(measured(asked, "roc_auc", ["MONTHS", "REGION"]).by_feature) == ["MONTHS"]


def test_a_model_without_that_score_has_no_importance(asked: Any) -> None:
    model, frame, actual = asked
    one_class = np.zeros(len(actual))
    assert permutation_importance(model, frame, one_class, NAMES, Question(BINARY, "roc_auc", 7)) is None
    assert permutation_importance(model, frame, actual, NAMES, Question(BINARY, "profit", 7)) is None


HITS_A_CALL = (
    "def hits(actual, predicted, probability):\n    return int(actual @ predicted) / int(predicted.sum())\n"
)


def own_metrics(*names: str) -> Scorer:
    return Scorer(custom=tuple(CustomMetric(name, lower=False) for name in names))


def test_metrics_that_nobody_asks_about_are_not_called(asked: Any, write_code: Callable[..., None]) -> None:
    write_code(metrics="calls = []\ndef hits(*answers):\n    calls.append(1)\n    raise ValueError\n")
    model, frame, actual = asked
    found = permutation_importance(model, frame, actual, NAMES, Question(own_metrics("hits"), "roc_auc", 7))
    assert found == measured(asked, "roc_auc")
    assert "metrics" not in sys.modules


def test_a_metric_of_the_models_own_is_given_what_the_model_says(
    asked: Any, write_code: Callable[..., None]
) -> None:
    write_code(metrics=HITS_A_CALL + "def other(*answers):\n    raise ValueError\n")
    model, frame, actual = asked
    question = Question(own_metrics("other", "hits"), "hits", 7)
    found = permutation_importance(model, frame, actual, NAMES, question)

    def precision(estimator: Any, frame: Any, actual: Any) -> float:
        return float(precision_score(actual, estimator.predict(frame)))

    assert found is not None
    assert found.by_feature == pytest.approx(of_scikit_learn(asked, precision), abs=1e-12)


def test_a_slow_model_is_asked_about_the_first_features_only(
    asked: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ratchet_importance, "_BUDGET_SECONDS", 0.0)
    assert list(measured(asked, "roc_auc").by_feature) == ["PLAN"]


def test_a_regression_has_one_too() -> None:
    random = np.random.default_rng(0)
    frame = pd.DataFrame({"MONTHS": random.normal(0, 1, 300), "NOISE": random.normal(0, 1, 300)})
    actual = 3 * frame["MONTHS"].to_numpy() + random.normal(0, 0.1, 300)
    fitted = LinearRegression().fit(frame, actual)
    model = TrainedModel(fitted, FEATURES[1:], 1.0, "train.py", "regression")
    found = permutation_importance(
        model, frame, actual, ["NOISE", "MONTHS"], Question(Scorer("regression"), "r2", 1)
    )
    assert found is not None and found.by_feature["MONTHS"] > 1 > 0.01 > abs(found.by_feature["NOISE"])


def test_many_rows_are_drawn_by_the_seed() -> None:
    drawn = drawn_rows(50_000, 3)
    assert len(np.unique(drawn)) == ratchet_importance.MOST_ROWS
    assert (drawn_rows(50_000, 3) == drawn).all() and not (drawn_rows(50_000, 4) == drawn).all()
    assert drawn_rows(10, 3).tolist() == list(range(10))
