"""Calibration, by scikit-learn's means."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from sklearn.calibration import calibration_curve
from sklearn.linear_model import LogisticRegression

from ratchet_answers import Answers
from ratchet_calibration import calibration, calibration_bins, calibration_of


def drawn(rows: int = 4000, stretch: float = 1.0, shift: float = 0.0) -> tuple[Any, Any]:
    """Truth by some probabilities, and these with their log-odds stretched and shifted."""
    random = np.random.default_rng(1)
    log_odds = random.normal(-1, 1.2, rows)
    actual = (random.random(rows) < 1 / (1 + np.exp(-log_odds))).astype(float)
    return actual, 1 / (1 + np.exp(-(log_odds * stretch + shift)))


def test_the_bins_are_those_of_scikit_learn() -> None:
    actual, probability = drawn()
    observed, predicted = calibration_curve(actual, probability, n_bins=10, strategy="quantile")
    bins = calibration_bins(actual, probability)
    assert [each.rows for each in bins] == [400] * 10
    assert [each.observed for each in bins] == pytest.approx(observed.tolist(), abs=1e-12)
    assert [each.predicted for each in bins] == pytest.approx(predicted.tolist(), abs=1e-12)


def test_the_recalibration_is_that_of_scikit_learn() -> None:
    actual, probability = drawn(stretch=2.0, shift=0.5)
    log_odds = np.log(probability / (1 - probability)).reshape(-1, 1)
    fitted: Any = LogisticRegression(C=np.inf, tol=1e-10, max_iter=1000).fit(log_odds, actual)
    found = calibration(actual, probability)
    assert found is not None
    assert found["slope"] == pytest.approx(fitted.coef_[0][0], abs=1e-6)
    assert found["intercept"] == pytest.approx(fitted.intercept_[0], abs=1e-6)
    assert found["slope"] == pytest.approx(0.5, abs=0.05)


def test_a_calibrated_model_is_one_and_an_overconfident_one_is_not() -> None:
    good, bold = calibration(*drawn()), calibration(*drawn(stretch=3.0))
    assert good is not None and bold is not None
    assert good["error"] is not None and bold["error"] is not None
    assert good["error"] < 0.03 < 0.08 < bold["error"]
    assert good["slope"] == pytest.approx(1, abs=0.1) and good["intercept"] == pytest.approx(0, abs=0.12)


@pytest.mark.parametrize(("rows", "bound"), [(150, 0.15), (1400, 0.05), (20_000, 0.015)])
def test_the_error_of_right_probabilities_is_hardly_ever_above_what_chance_has(
    rows: int, bound: float
) -> None:
    random = np.random.default_rng(rows)
    probability = random.beta(1, 3, rows)
    errors, chances = zip(
        *((found["error"], found["byChance"]) for found in _redrawn(random, probability, 400)), strict=True
    )
    assert chances[0] < bound
    # One of a thousand is above it; by chance, too, not more than four of 400 (99.9 %).
    assert sum(error > chance for error, chance in zip(errors, chances, strict=True)) <= 4
    assert max(errors) > 0.75 * chances[0]


def _redrawn(random: Any, probability: Any, times: int) -> Iterator[dict[str, float]]:
    """The calibration of probabilities that are right, with another truth each time."""
    for _ in range(times):
        found = calibration((random.random(len(probability)) < probability).astype(float), probability)
        assert found is not None and found["error"] is not None and found["byChance"] is not None
        yield {"error": found["error"], "byChance": found["byChance"]}


@pytest.mark.parametrize(
    ("actual", "probability"),
    [([0, 0, 1, 1], [0.1, 0.2, 0.8, 0.9]), ([1, 1, 1, 1], [0.1, 0.5, 0.8, 0.9]), ([0, 1, 0, 1], [0.5] * 4)],
    ids=["parted entirely", "one class", "one probability"],
)
def test_without_a_finite_recalibration_there_is_none(actual: Any, probability: Any) -> None:
    found = calibration(np.array(actual, dtype=float), np.array(probability))
    assert found is not None
    assert (found["slope"], found["intercept"]) == (None, None)
    assert found["error"] is not None


def test_probabilities_of_0_and_1_are_no_fault() -> None:
    found = calibration(np.array([0.0, 1.0, 0.0, 1.0, 1.0]), np.array([0.0, 1.0, 0.5, 0.5, 0.0]))
    assert found is not None and found["error"] == pytest.approx(0.2)


def test_without_probabilities_there_is_no_calibration() -> None:
    actual = np.array([0.0, 1.0])
    assert calibration_of("binary", Answers(actual, actual, None)) is None
    assert calibration_of("binary", Answers(actual, actual, np.array([0.1, np.nan]))) is None
    assert calibration_of("regression", Answers(actual, actual, None)) is None


def test_of_several_labels_it_is_that_of_the_one_that_is_given() -> None:
    table = np.array([[0.8, 0.1, 0.1], [0.2, 0.7, 0.1], [0.3, 0.3, 0.4], [0.6, 0.2, 0.2]])
    answers = Answers(np.array([0.0, 1.0, 0.0, 2.0]), np.array([0.0, 1.0, 2.0, 0.0]), table)
    right, told = np.array([1.0, 1.0, 0.0, 0.0]), np.array([0.8, 0.7, 0.4, 0.6])
    assert calibration_of("multiclass", answers) == calibration(right, told)


def test_the_label_that_is_given_need_not_be_the_most_probable_one() -> None:
    # That of the last row is none of the labels: nobody knows its probability.
    table = np.array([[0.8, 0.2], [0.6, 0.4], [0.3, 0.7], [0.2, 0.1]])
    answers = Answers(np.array([0.0, 1.0, 1.0, 0.0]), np.array([0.0, 1.0, 0.0, -1.0]), table)
    right, told = np.array([1.0, 1.0, 0.0]), np.array([0.8, 0.4, 0.3])
    assert calibration_of("multiclass", answers) == calibration(right, told)
