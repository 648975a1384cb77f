"""Every score of pipeline/metrics.ts, by scikit-learn."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from sklearn import metrics

Score = float | str | None
Scores = dict[str, Score]
Array = np.ndarray[Any, Any]


def _precision(actual: Array, predicted: Array) -> float:
    """0 when nothing is called positive: scikit-learn's own answer, without its warning."""
    zero: Any = 0.0  # its signature is typed by its default, the text "warn"
    return metrics.precision_score(actual, predicted, zero_division=zero)


def _log_loss(actual: Array, probability: Array) -> float:
    return metrics.log_loss(actual, probability, labels=[0, 1])


def _brier(actual: Array, probability: Array) -> float:
    return metrics.brier_score_loss(actual, probability, labels=[0, 1])


_BY_CLASS = {
    "balanced_accuracy": metrics.balanced_accuracy_score,
    "precision": _precision,
    "recall": metrics.recall_score,
    "f1": metrics.f1_score,
}
_BY_RANK = {"roc_auc": metrics.roc_auc_score, "pr_auc": metrics.average_precision_score}
_BY_PROBABILITY = {"log_loss": _log_loss, "brier": _brier}


def scores_of(actual: Array, predicted: Array, probability: Array | None) -> Scores:
    """
    All scores of 1/0 answers against the truth. None is a score that these rows or this model cannot have:
    there are no rows, one class only, or no probabilities.
    """
    found: Scores = dict.fromkeys(("accuracy", *_BY_CLASS, *_BY_RANK, *_BY_PROBABILITY))
    if len(actual) == 0:
        return found
    has_both_classes = len(np.unique(actual)) == 2
    found["accuracy"] = as_json(metrics.accuracy_score(actual, predicted))
    if has_both_classes:
        found |= {name: as_json(score(actual, predicted)) for name, score in _BY_CLASS.items()}
    if probability is None:
        return found
    possible = _BY_PROBABILITY | (_BY_RANK if has_both_classes else {})
    if not np.isfinite(probability).all():
        return found | dict.fromkeys(possible, "NaN")
    return found | {name: as_json(score(actual, probability)) for name, score in possible.items()}


def baseline_scores(training_positives: int, training_rows: int, actual: Array) -> Scores:
    """Scores of always answering the training rows' majority class, their positive share the probability."""
    share = training_positives / training_rows
    answers = np.full(len(actual), 1 if share > 0.5 else 0)
    return scores_of(actual, answers, np.full(len(actual), share))


def as_json(score: float) -> Score:
    """A number as JSON can carry it: NaN and infinity become texts."""
    value = float(score)
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return value
