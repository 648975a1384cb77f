"""Scores against their definitions, written out with NumPy alone."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from ratchet_answers import Answers
from ratchet_scores import BINARY, Scores, as_json

NAMES = {
    "accuracy", "balanced_accuracy", "roc_auc", "pr_auc", "log_loss", "brier", "precision", "recall", "f1",
}  # fmt: skip


def scores_of(actual: Any, predicted: Any, probability: Any) -> Scores:
    return BINARY.scores(Answers(actual, predicted, probability))


def drawn(rows: int = 500) -> tuple[Any, Any, Any]:
    draws = np.random.default_rng(7)
    actual = (draws.random(rows) < 0.3).astype(int)
    # Rounded, so that some probabilities tie.
    probability = np.round(np.clip(0.3 * actual + 0.7 * draws.random(rows), 0.01, 0.99), 2)
    return actual, (probability > 0.5).astype(int), probability


def defined(actual: Any, predicted: Any, probability: Any) -> dict[str, float]:
    """Each score from its textbook definition."""
    hits = int(((actual == 1) & (predicted == 1)).sum())
    recall, precision = hits / actual.sum(), hits / predicted.sum()
    specificity = ((actual == 0) & (predicted == 0)).sum() / (actual == 0).sum()
    pairs = probability[actual == 1][:, None] - probability[actual == 0][None, :]
    by_threshold = [
        (actual[probability >= bound].sum() / actual.sum(), actual[probability >= bound].mean())
        for bound in np.unique(probability)[::-1]
    ]
    steps = zip(by_threshold, [(0.0, 1.0), *by_threshold[:-1]], strict=True)
    right = np.where(actual == 1, probability, 1 - probability)
    return {
        "accuracy": (actual == predicted).mean(),
        "balanced_accuracy": (recall + specificity) / 2,
        "roc_auc": ((pairs > 0) + 0.5 * (pairs == 0)).mean(),
        "pr_auc": sum((recalled - before) * precise for (recalled, precise), (before, _) in steps),
        "log_loss": -np.log(right).mean(),
        "brier": ((probability - actual) ** 2).mean(),
        "precision": precision,
        "recall": recall,
        "f1": 2 * precision * recall / (precision + recall),
    }


def test_every_score_is_the_one_that_its_definition_gives() -> None:
    actual, predicted, probability = drawn()
    found = scores_of(actual, predicted, probability)
    assert set(found) == NAMES
    assert found == pytest.approx(defined(actual, predicted, probability), abs=1e-12)


def test_without_probabilities_the_scores_that_need_them_are_null() -> None:
    actual, predicted, _ = drawn()
    found = scores_of(actual, predicted, None)
    assert {name for name, score in found.items() if score is None} == {
        "roc_auc",
        "pr_auc",
        "log_loss",
        "brier",
    }


def test_with_one_class_the_scores_that_need_two_are_null() -> None:
    found = scores_of(np.zeros(4, int), np.array([0, 0, 0, 1]), np.array([0.1, 0.2, 0.3, 0.9]))
    assert {name for name, score in found.items() if score is not None} == {"accuracy", "log_loss", "brier"}
    assert found["accuracy"] == 0.75


def test_without_rows_every_score_is_null() -> None:
    nothing = np.array([], int)
    assert scores_of(nothing, nothing, nothing.astype(float)) == dict.fromkeys(NAMES)


def test_a_probability_that_is_no_number_makes_its_scores_nan() -> None:
    actual, predicted, probability = drawn()
    probability[3] = np.nan
    found = scores_of(actual, predicted, probability)
    assert {name for name, score in found.items() if score == "NaN"} == {
        "roc_auc",
        "pr_auc",
        "log_loss",
        "brier",
    }
    assert found["accuracy"] == pytest.approx((actual == predicted).mean())


@pytest.mark.filterwarnings("error")
def test_a_model_that_never_says_yes_has_no_precision_and_no_warning() -> None:
    found = scores_of(np.array([0, 1, 1, 0]), np.zeros(4, int), np.full(4, 0.2))
    assert (found["precision"], found["recall"], found["f1"], found["roc_auc"]) == (0.0, 0.0, 0.0, 0.5)


def test_the_baseline_answers_the_majority_of_the_training_rows() -> None:
    actual = np.array([1, 0, 0, 0])
    found = BINARY.baseline(np.array([0.3]), actual)
    assert (found["accuracy"], found["balanced_accuracy"], found["roc_auc"]) == (0.75, 0.5, 0.5)
    assert found["log_loss"] == pytest.approx(-(np.log(0.3) + 3 * np.log(0.7)) / 4, abs=1e-12)
    assert BINARY.baseline(np.array([0.9]), actual)["accuracy"] == 0.25


@pytest.mark.parametrize(
    ("score", "written"),
    [(np.float64(0.5), 0.5), (np.nan, "NaN"), (np.inf, "Infinity"), (-np.inf, "-Infinity")],
)
def test_what_json_cannot_carry_is_written_as_text(score: float, written: Any) -> None:
    assert as_json(score) == written
