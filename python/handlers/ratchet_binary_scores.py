"""The scores of binary models, by scikit-learn."""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn import metrics

from ratchet_answers import Answers, Floats
from ratchet_cost import Cost


def _precision(actual: Floats, predicted: Floats) -> float:
    """0 when nothing is called positive: scikit-learn's own answer, without its warning."""
    zero: Any = 0.0  # its signature is typed by its default, the text "warn"
    return metrics.precision_score(actual, predicted, zero_division=zero)


def _log_loss(actual: Floats, probability: Floats) -> float:
    return metrics.log_loss(actual, probability, labels=[0, 1])


def _brier(actual: Floats, probability: Floats) -> float:
    return metrics.brier_score_loss(actual, probability, labels=[0, 1])


_BY_CLASS = {
    "balanced_accuracy": metrics.balanced_accuracy_score,
    "precision": _precision,
    "recall": metrics.recall_score,
    "f1": metrics.f1_score,
}
_BY_RANK = {"roc_auc": metrics.roc_auc_score, "pr_auc": metrics.average_precision_score}
_BY_PROBABILITY = {"log_loss": _log_loss, "brier": _brier}


def binary_scores(answers: Answers, cost: Cost | None) -> dict[str, float | None]:
    """
    All scores of 1/0 answers against the truth; the mean cost where there is a cost matrix. None is a score
    that these rows or this model cannot have: there are no rows, one class only, or no probabilities.
    """
    by_class = {
        "accuracy": metrics.accuracy_score,
        **_BY_CLASS,
        **({} if cost is None else {"cost": cost.mean}),
    }
    found: dict[str, float | None] = dict.fromkeys((*by_class, *_BY_RANK, *_BY_PROBABILITY))
    actual, predicted, probability = answers.actual, answers.predictions, answers.probabilities
    if len(actual) == 0:
        return found
    has_both_classes = len(np.unique(actual)) == 2
    possible = {name: score for name, score in by_class.items() if has_both_classes or name not in _BY_CLASS}
    if np.isfinite(predicted).all():
        found |= {name: float(score(actual, predicted)) for name, score in possible.items()}
    else:
        found |= dict.fromkeys(possible, np.nan)
    if probability is None:
        return found
    ranked = _BY_PROBABILITY | (_BY_RANK if has_both_classes else {})
    if not np.isfinite(probability).all():
        return found | dict.fromkeys(ranked, np.nan)
    return found | {name: float(score(actual, probability)) for name, score in ranked.items()}
