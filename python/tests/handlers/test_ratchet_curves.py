"""The curves of a report, by scikit-learn's means."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from sklearn import metrics

from ratchet_answers import Answers
from ratchet_curves import binary_curves, confusion_pairs, lift_points, regression_figures, roc_points


def answers(rows: int, digits: int = 16) -> Answers:
    random = np.random.default_rng(2)
    actual = (random.random(rows) < 0.3).astype(float)
    probability = np.clip(actual * 0.3 + random.random(rows) * 0.7, 0, 1).round(digits)
    return Answers(actual, (probability > 0.5).astype(float), probability)


def curves_of(some: Answers) -> dict[str, Any]:
    found = binary_curves(some)
    assert found is not None
    return found


def test_the_curves_are_those_of_scikit_learn() -> None:
    some = answers(150)
    found = curves_of(some)
    fpr, tpr, _ = metrics.roc_curve(some.actual, some.probabilities)
    assert [(point["fpr"], point["tpr"]) for point in found["roc"]] == list(zip(fpr, tpr, strict=True))
    precision, recall, _ = metrics.precision_recall_curve(some.actual, some.probabilities)
    expected = list(zip(recall[::-1], precision[::-1], strict=True))
    assert [(point["recall"], point["precision"]) for point in found["pr"]] == expected


def test_long_curves_are_thinned_and_keep_their_area() -> None:
    some = answers(30_000)
    found = curves_of(some)
    assert all(len(found[name]) <= 200 for name in ("roc", "pr", "lift"))
    points = found["roc"]
    assert (points[0], points[-1]) == ({"fpr": 0.0, "tpr": 0.0}, {"fpr": 1.0, "tpr": 1.0})
    area = np.trapezoid([point["tpr"] for point in points], [point["fpr"] for point in points])
    assert area == pytest.approx(metrics.roc_auc_score(some.actual, some.probabilities), abs=2e-3)


def test_the_confusion_is_that_of_the_answers() -> None:
    some = answers(500)
    tn, fp, fn, tp = metrics.confusion_matrix(some.actual, some.predictions).ravel().tolist()
    expected = {"truePositive": tp, "falsePositive": fp, "trueNegative": tn, "falseNegative": fn}
    assert curves_of(some)["confusion"] == expected


def test_every_row_is_in_a_bin_of_its_probability() -> None:
    some = answers(500)
    bins = curves_of(some)["scores"]
    assert sum(each["positive"] for each in bins) == some.actual.sum()
    assert sum(each["positive"] + each["negative"] for each in bins) == 500


def test_the_lift_of_the_best_tenth() -> None:
    actual = np.array([1.0] * 10 + [0.0] * 90)
    best = {point["share"]: point["lift"] for point in lift_points(actual, np.linspace(1, 0, 100))}
    assert (best[0.1], best[0.2], best[1.0]) == pytest.approx((10, 5, 1))
    # Rows that share a probability are mixed evenly, whichever comes first.
    for order in (actual, actual[::-1]):
        lifts = [point["lift"] for point in lift_points(order, np.full(100, 0.3))]
        assert lifts == pytest.approx([1.0] * 100)


def test_without_probabilities_or_a_second_class_there_are_no_curves() -> None:
    some = answers(50)
    assert binary_curves(Answers(some.actual, some.predictions, None)) is None
    assert binary_curves(Answers(some.actual, some.predictions, np.full(50, np.nan))) is None
    assert binary_curves(Answers(np.ones(50), some.predictions, some.probabilities)) is None


def test_points_of_a_perfect_model() -> None:
    assert roc_points(np.array([0.0, 1.0]), np.array([0.1, 0.9]))[1] == {"fpr": 0.0, "tpr": 1.0}


def test_confusion_by_label_leaves_out_pairs_that_no_row_has() -> None:
    some = Answers(np.array([0.0, 0.0, 1.0, 2.0]), np.array([0.0, 1.0, 1.0, -1.0]), None)
    assert confusion_pairs(some, ["a", "b", "c"]) == [
        {"actual": "a", "predicted": "a", "rows": 1},
        {"actual": "a", "predicted": "b", "rows": 1},
        {"actual": "b", "predicted": "b", "rows": 1},
        {"actual": "c", "predicted": "?", "rows": 1},
    ]


def test_figures_of_a_regression() -> None:
    random = np.random.default_rng(0)
    actual = random.normal(10, 3, 1000)
    predicted = actual + random.normal(0, 1, 1000)
    found = regression_figures(Answers(actual, predicted, None))
    assert found is not None
    assert [each["rows"] for each in found["predictedVsActual"]] == [50] * 20
    first = np.argsort(predicted)[:50]
    assert found["predictedVsActual"][0]["actual"] == pytest.approx(actual[first].mean())
    assert sum(each["rows"] for each in found["residuals"]) == 1000
    by_level = {each["level"]: each["error"] for each in found["errorQuantiles"]}
    assert by_level[0.5] == pytest.approx(metrics.median_absolute_error(actual, predicted))
    assert regression_figures(Answers(actual, np.full(1000, np.inf), None)) is None
