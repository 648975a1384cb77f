"""The scores of each task against scikit-learn as anybody calls it, on drawn and on real customers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn import metrics
from sklearn.compose import make_column_transformer
from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder

from ratchet_answers import Answers
from ratchet_bootstrap import paired_gains
from ratchet_cost import Cost
from ratchet_frames import Feature, input_frame
from ratchet_model import TrainedModel
from ratchet_scores import Scorer
from ratchet_target import Target
from tests.handlers.conftest import side_of

LABELS = ("monthly", "two years", "yearly")
MULTICLASS = Scorer("multiclass", LABELS)
REGRESSION = Scorer("regression")
COSTLY = Scorer(cost=Cost(1, 7, -2, 0.5))
NUMBERS = ("TOTALCHARGES", "TENUREMONTHS")


def labelled(seed: int = 1, rows: int = 300, *, ties: bool = False) -> Answers:
    random = np.random.default_rng(seed)
    actual = random.choice(3, rows, p=[0.55, 0.25, 0.2]).astype("float64")
    table = random.random((rows, 3)) + 0.8 * (actual[:, None] == np.arange(3))
    table /= table.sum(axis=1, keepdims=True)
    if ties:
        table = (table * 8).round() / 8
        table[:, 2] = 1 - table[:, 0] - table[:, 1]
        table = np.clip(table, 0, 1)
    return Answers(actual, table.argmax(axis=1).astype("float64"), table)


def valued(seed: int = 2, rows: int = 301) -> Answers:
    random = np.random.default_rng(seed)
    actual = random.normal(70, 30, rows).round(2)
    return Answers(actual, actual + random.normal(2, 9, rows), None)


def plain_multiclass(actual: Any, predicted: Any, table: Any) -> dict[str, float]:
    macro: Any = {"average": "macro", "zero_division": 0}
    return {
        "accuracy": metrics.accuracy_score(actual, predicted),
        "balanced_accuracy": metrics.balanced_accuracy_score(actual, predicted),
        "f1_macro": metrics.f1_score(actual, predicted, **macro),
        "precision_macro": metrics.precision_score(actual, predicted, **macro),
        "recall_macro": metrics.recall_score(actual, predicted, **macro),
        "log_loss": metrics.log_loss(actual, table),
        "roc_auc_ovr": metrics.roc_auc_score(actual, table, multi_class="ovr", average="macro"),
    }


def plain_regression(actual: Any, predicted: Any) -> dict[str, float]:
    return {
        "r2": metrics.r2_score(actual, predicted),
        "rmse": metrics.root_mean_squared_error(actual, predicted),
        "mae": metrics.mean_absolute_error(actual, predicted),
        "median_ae": metrics.median_absolute_error(actual, predicted),
        "mape": metrics.mean_absolute_percentage_error(actual, predicted),
    }


def test_labels_have_scikit_learns_scores() -> None:
    answers = labelled()
    expected = plain_multiclass(answers.actual, answers.predictions, answers.probabilities)
    assert MULTICLASS.scores(answers) == pytest.approx(expected, abs=1e-12)


def test_values_have_scikit_learns_scores() -> None:
    answers = valued()
    expected = plain_regression(answers.actual, answers.predictions)
    assert REGRESSION.scores(answers) == pytest.approx(expected, abs=1e-12)


def split_of(rows: Any, target: str) -> tuple[Any, Any, Any]:
    """Features, and which rows are to train on and which are held out."""
    names = [name for name in rows.columns if name not in ("CUSTOMERID", "CHURNVALUE", target)]
    features = [Feature(name, "number" if name in (*NUMBERS, "MONTHLYCHARGES") else "text") for name in names]
    sides = rows["CUSTOMERID"].map(side_of)
    return (
        input_frame(rows, features).fillna({"TOTALCHARGES": 0}),
        (sides == "TRAIN").to_numpy(),
        (sides == "TEST").to_numpy(),
    )


def forest(frame: pd.DataFrame, estimator: Any) -> Any:
    words = [str(name) for name in frame.columns if frame[name].dtype == object]
    columns = make_column_transformer((OneHotEncoder(), words), remainder="passthrough")
    return make_pipeline(columns, estimator)


def test_the_contracts_of_the_real_customers_are_scored_as_by_plain_scikit_learn(
    real_telco: pd.DataFrame,
) -> None:
    rows: Any = real_telco
    frame, is_train, is_test = split_of(rows, "CONTRACT")
    truth = rows["CONTRACT"].to_numpy(dtype=object)
    fitted = forest(frame, RandomForestClassifier(20, random_state=0)).fit(frame[is_train], truth[is_train])
    target = Target("CONTRACT", None, "multiclass")
    labels = target.labels(rows["CONTRACT"])
    model = TrainedModel(fitted, (), 1, "train.py", "multiclass")

    found = Scorer("multiclass", labels).scores(
        model.answers(frame[is_test], target.actual(rows["CONTRACT"][is_test], labels), labels)
    )

    test = frame[is_test]
    expected = plain_multiclass(truth[is_test].astype(str), fitted.predict(test), fitted.predict_proba(test))
    assert len(labels) == 3
    assert found == pytest.approx(expected, abs=1e-12)
    assert 0.6 < float(found["accuracy"] or 0) < 1


def test_the_charges_of_the_real_customers_are_scored_as_by_plain_scikit_learn(
    real_telco: pd.DataFrame,
) -> None:
    rows: Any = real_telco
    frame, is_train, is_test = split_of(rows, "MONTHLYCHARGES")
    truth = rows["MONTHLYCHARGES"].to_numpy(dtype="float64")
    fitted = forest(frame, RandomForestRegressor(20, random_state=0)).fit(frame[is_train], truth[is_train])
    model = TrainedModel(fitted, (), 1, "train.py", "regression")
    target = Target("MONTHLYCHARGES", None, "regression")

    found = REGRESSION.scores(
        model.answers(frame[is_test], target.actual(rows["MONTHLYCHARGES"][is_test], ()))
    )

    expected = plain_regression(truth[is_test], fitted.predict(frame[is_test]))
    assert found == pytest.approx(expected, abs=1e-12)
    assert 0.9 < float(found["r2"] or 0) < 1


def binary(seed: int = 3, rows: int = 300) -> Answers:
    random = np.random.default_rng(seed)
    actual = (random.random(rows) < 0.3).astype("float64")
    probability = np.clip(0.3 * actual + 0.7 * random.random(rows), 0, 1).round(2)
    return Answers(actual, (probability > 0.5).astype("float64"), probability)


@pytest.mark.parametrize(
    ("scorer", "answers"),
    [
        (COSTLY, binary()),
        (MULTICLASS, labelled()),
        (MULTICLASS, labelled(ties=True)),
        (REGRESSION, valued()),
        (REGRESSION, valued(rows=300)),
    ],
)
def test_a_weight_is_that_many_copies_of_the_row(scorer: Scorer, answers: Answers) -> None:
    random = np.random.default_rng(5)
    weights = random.integers(0, 4, size=(6, len(answers.actual))).astype("float64")
    weights[0] = 1

    found = scorer.weighted(answers, weights)

    assert set(found) == set(scorer.scores(answers))
    for at, row in enumerate(weights):
        expected = scorer.scores(answers.take(np.repeat(np.arange(len(row)), row.astype("int64"))))
        scores = {name: values[at] for name, values in found.items()}
        assert scores == pytest.approx(expected, abs=1e-12)


def test_large_numbers_that_hardly_differ_keep_their_r2() -> None:
    actual = 1e9 + np.random.default_rng(6).normal(0, 1, 200)
    answers = Answers(actual, actual + 0.1, None)
    found = REGRESSION.weighted(answers, np.ones((1, 200)))["r2"][0]
    assert found == pytest.approx(metrics.r2_score(actual, answers.predictions), abs=1e-6)


def test_a_model_has_no_gain_over_itself_and_a_worse_one_loses() -> None:
    own = valued()
    worse = Answers(own.actual, own.predictions + 20, None)

    equal = paired_gains(np.arange(301), own, own, 0, REGRESSION)
    better = paired_gains(np.arange(301), own, worse, 0, REGRESSION)

    assert {gain.probability_better for gain in equal.values()} == {0.5}
    # Of all metrics, whichever direction is better.
    assert {gain.probability_better for gain in better.values()} == {1.0}
    assert set(better) == {"r2", "rmse", "mae", "median_ae", "mape"}


def test_each_label_keeps_its_rows_in_every_resample() -> None:
    actual = np.where(np.arange(60) == 7, 2.0, np.arange(60) % 2)
    right = Answers(actual, actual, None)
    wrong = Answers(actual, np.where(actual == 2, 0, actual), None)

    gain = paired_gains(np.arange(60), right, wrong, 0, MULTICLASS)["balanced_accuracy"]

    # Drawn among all rows, the only one of its label would be there once in hardly more than a third of them.
    assert gain.quantiles == pytest.approx([1 / 3] * len(gain.quantiles), abs=1e-12)


def test_a_label_without_a_row_is_left_out_of_the_area() -> None:
    answers = labelled()
    some = answers.take(np.flatnonzero(answers.actual != 2))
    assert some.probabilities is not None
    areas = [metrics.roc_auc_score(some.actual == label, some.probabilities[:, label]) for label in (0, 1)]

    found = MULTICLASS.scores(some)["roc_auc_ovr"]

    assert found == pytest.approx(np.mean(areas), abs=1e-12)


def test_rows_of_one_label_or_one_value_have_no_score_that_needs_more() -> None:
    one = labelled().take(np.flatnonzero(labelled().actual == 0))
    assert {name for name, score in MULTICLASS.scores(one).items() if score is not None} == {
        "accuracy",
        "log_loss",
    }
    same = Answers(np.full(4, 3.0), np.arange(4.0), None)
    assert {name for name, score in REGRESSION.scores(same).items() if score is None} == {"r2"}
    for scorer, answers in ((MULTICLASS, one), (REGRESSION, same)):
        nothing = answers.take(np.array([], dtype="int64"))
        assert set(scorer.scores(nothing).values()) == {None}


def test_what_is_no_finite_number_is_told_as_text() -> None:
    answers = valued()
    answers.predictions[3] = np.inf
    assert set(REGRESSION.scores(answers).values()) == {"NaN"}
    labels = labelled()
    assert labels.probabilities is not None
    labels.probabilities[3, 1] = np.nan
    found = MULTICLASS.scores(labels)
    assert {name for name, score in found.items() if score == "NaN"} == {"log_loss", "roc_auc_ovr"}
    undecided = binary()
    undecided.predictions[3] = np.nan
    assert COSTLY.scores(undecided)["cost"] == "NaN"


def test_the_baselines_are_the_majority_and_the_mean_of_the_training_rows() -> None:
    actual = np.array([0.0, 1, 1, 2])
    found = MULTICLASS.baseline(np.array([0.2, 0.5, 0.3]), actual)
    assert (found["accuracy"], found["roc_auc_ovr"]) == (0.5, 0.5)
    assert found["log_loss"] == pytest.approx(-np.log([0.2, 0.5, 0.5, 0.3]).mean(), abs=1e-12)
    values = REGRESSION.baseline(np.array([2.0]), np.array([1.0, 2.0, 6.0]))
    assert (values["mae"], values["median_ae"]) == (pytest.approx(5 / 3), 1.0)


def test_a_cost_is_the_mean_of_what_the_answers_cost() -> None:
    answers = Answers(np.array([1.0, 1, 0, 0, 0]), np.array([1.0, 0, 1, 1, 0]), None)
    assert COSTLY.scores(answers)["cost"] == pytest.approx((-2 + 7 + 1 + 1 + 0.5) / 5, abs=1e-12)
