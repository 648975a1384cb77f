"""The scores of multi-class models, by scikit-learn."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
from sklearn import metrics

from ratchet_answers import Answers, Floats

_BY_CLASS = ("accuracy", "balanced_accuracy", "f1_macro", "precision_macro", "recall_macro")
_BY_PROBABILITY = ("log_loss", "roc_auc_ovr")
_MACRO = {
    "f1_macro": metrics.f1_score,
    "precision_macro": metrics.precision_score,
    "recall_macro": metrics.recall_score,
}


def multiclass_scores(answers: Answers) -> dict[str, float | None]:
    """
    All scores of labels against the truth. The macro scores are scikit-learn's: means over the labels that
    occur or are answered. None is a score that these rows or this model cannot have: there are no rows, one
    label only, or no probabilities.
    """
    found: dict[str, float | None] = dict.fromkeys((*_BY_CLASS, *_BY_PROBABILITY))
    actual, predicted, probability = answers.actual, answers.predictions, answers.probabilities
    if len(actual) == 0:
        return found
    has_several = len(np.unique(actual)) > 1
    found["accuracy"] = float(metrics.accuracy_score(actual, predicted))
    if has_several:
        found["balanced_accuracy"] = _balanced_accuracy(actual, predicted)
        zero: Any = 0.0  # its signature is typed by its default, the text "warn"
        for name, score in _MACRO.items():
            found[name] = float(score(actual, predicted, average="macro", zero_division=zero))
    if probability is None:
        return found
    if not np.isfinite(probability).all():
        return found | dict.fromkeys(_BY_PROBABILITY if has_several else ("log_loss",), np.nan)
    found["log_loss"] = _log_loss(actual, probability)
    if has_several:
        found["roc_auc_ovr"] = roc_auc_ovr(actual, probability)
    return found


def roc_auc_ovr(actual: Floats, probability: Floats) -> float:
    """
    The mean ROC AUC of each label against the rest: scikit-learn's with multi_class="ovr". A label without a
    row has none and is left out, where scikit-learn gives no score at all.
    """
    present = np.unique(actual).astype("int64")
    areas = [metrics.roc_auc_score(actual == label, probability[:, label]) for label in present]
    return float(np.mean(areas))


def _balanced_accuracy(actual: Floats, predicted: Floats) -> float:
    with warnings.catch_warnings():
        # That labels were answered which no row has is no news: a rare one may miss among the rows.
        warnings.filterwarnings("ignore", message="y_pred contains classes not in y_true")
        return float(metrics.balanced_accuracy_score(actual, predicted))


def _log_loss(actual: Floats, probability: Floats) -> float:
    with warnings.catch_warnings():
        # They do not where a champion knew a label that the rows of today no longer have.
        warnings.filterwarnings("ignore", message="The y_prob values do not sum to one")
        return float(metrics.log_loss(actual, probability, labels=range(probability.shape[1])))
