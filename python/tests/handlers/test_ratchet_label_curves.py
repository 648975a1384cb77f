"""The curves of a model with several labels, against scikit-learn as anybody calls it."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from sklearn import metrics
from sklearn.calibration import calibration_curve
from sklearn.datasets import load_digits, load_iris
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split

from ratchet_answers import Answers, Floats
from ratchet_label_curves import MOST_LABELS, drawn_labels, label_curves


def answers(load: Any) -> Answers:
    """Of a regression on one half of a real data set about the other half, by its first two columns."""
    inputs, target = load(return_X_y=True)
    halves: Any = train_test_split(inputs, target, test_size=0.5, random_state=0, stratify=target)
    known, asked, learnt, actual = halves
    model: Any = LogisticRegression(max_iter=2_000).fit(known[:, :30:2], learnt)
    table = model.predict_proba(asked[:, :30:2])
    return Answers(actual.astype("float64"), model.predict(asked[:, :30:2]).astype("float64"), table)


def curves_of(some: Answers, labels: list[str]) -> dict[str, Any]:
    found = label_curves(some, labels, drawn_labels(some))
    assert found is not None
    return found


def points_of(curve: dict[str, Any]) -> list[tuple[float, float]]:
    return [(point["fpr"], point["tpr"]) for point in curve["points"]]


def test_each_label_has_the_curve_of_scikit_learn_against_the_rest() -> None:
    some, names = answers(load_iris), ["setosa", "versicolor", "virginica"]
    assert some.probabilities is not None
    curves = curves_of(some, names)["roc"]
    assert [curve["label"] for curve in curves] == names
    for at, curve in enumerate(curves):
        is_label, probability = some.actual == at, some.probabilities[:, at]
        fpr, tpr, _ = metrics.roc_curve(is_label, probability)
        assert points_of(curve) == list(zip(fpr, tpr, strict=True))
        assert curve["area"] == pytest.approx(metrics.roc_auc_score(is_label, probability))
        assert curve["rows"] == is_label.sum() == 25


def test_the_calibration_is_that_of_scikit_learn_for_the_label_that_is_given() -> None:
    some = answers(load_digits)
    assert some.probabilities is not None
    bins = curves_of(some, [str(digit) for digit in range(10)])["calibration"]
    told = some.probabilities.max(axis=1)
    right = some.predictions == some.actual
    observed, predicted = calibration_curve(right, told, n_bins=10, strategy="quantile")
    assert [each["predicted"] for each in bins] == pytest.approx(predicted)
    assert [each["observed"] for each in bins] == pytest.approx(observed)
    assert sum(each["rows"] for each in bins) == len(told)


def test_the_most_frequent_labels_are_drawn_and_all_are_counted() -> None:
    actual = np.repeat(np.arange(9.0), [5, 1, 9, 9, 2, 8, 7, 6, 0])
    some = Answers(actual, actual, np.eye(9)[actual.astype(int)])
    found = curves_of(some, list("abcdefghi"))
    assert [curve["label"] for curve in found["roc"]] == ["c", "d", "f", "g", "h", "a"]
    assert (len(found["roc"]), found["labels"]) == (MOST_LABELS, 8)


def test_a_champion_is_drawn_on_the_labels_of_the_candidate_that_its_rows_can_tell_apart() -> None:
    own = np.array([0.0, 0.0, 0.0, 1.0, 1.0, 2.0])
    labels = drawn_labels(Answers(own, own, None))
    theirs = np.array([1.0, 1.0, 2.0])
    found = label_curves(Answers(theirs, theirs, np.eye(3)[theirs.astype(int)]), ["a", "b", "c"], labels)
    assert found is not None
    assert [curve["label"] for curve in found["roc"]] == ["b", "c"]


def test_long_curves_keep_their_ends_and_the_row_stays_small() -> None:
    random = np.random.default_rng(3)
    actual = random.integers(0, 40, 20_000).astype("float64")
    table = random.random((20_000, 40)) + (actual[:, None] == np.arange(40))
    table /= table.sum(axis=1, keepdims=True)
    some = Answers(actual, table.argmax(axis=1).astype("float64"), table)
    found = curves_of(some, [f"label {at}" for at in range(40)])
    for curve in found["roc"]:
        points = points_of(curve)
        assert (points[0], points[-1], len(points)) == ((0, 0), (1, 1), 60)
        x, y = zip(*points, strict=True)
        assert np.trapezoid(y, x) == pytest.approx(curve["area"], abs=5e-3)
    assert len(json.dumps(found, separators=(",", ":"))) < 25_000


@pytest.mark.parametrize("probabilities", [None, np.full((4, 3), np.nan), np.zeros((4, 0))])
def test_a_model_that_answers_only_labels_has_no_curves(probabilities: Floats | None) -> None:
    actual = np.array([0.0, 1.0, 2.0, 1.0])
    some = Answers(actual, actual, probabilities)
    assert label_curves(some, ["a", "b", "c"], drawn_labels(some)) is None
