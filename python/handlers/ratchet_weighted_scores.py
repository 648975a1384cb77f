"""
The scores of ratchet_scores over many weightings of the same rows at once: what a bootstrap asks for. A row
that a resample drew twice has the weight 2. scikit-learn takes one weighting a call, and sorts in each.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

Floats = np.ndarray[Any, np.dtype[np.float64]]

#: scikit-learn's: probabilities of 0 and 1 are taken as this far away from them.
_EPSILON = float(np.finfo("float64").eps)


@dataclass(frozen=True)
class Answers:
    """What one model said of each row, beside the truth: all of them arrays of the same length."""

    actual: Floats
    predictions: Floats
    probabilities: Floats | None


def weighted_scores(answers: Answers, weights: Floats) -> dict[str, Floats]:
    """
    Each score as an array with one value for each row of `weights` (resamples by rows). NaN where a resample
    has no such score. Scores of probabilities are left out when the model gives none that are finite.
    """
    counts = _Confusion.of(answers, weights)
    found = {name: score(counts) for name, score in _BY_CLASS.items()}
    probabilities = answers.probabilities
    if probabilities is None or not np.isfinite(probabilities).all():
        return found
    found |= _rank_scores(answers.actual, probabilities, weights)
    total = weights.sum(axis=1)
    clipped = np.clip(probabilities, _EPSILON, 1 - _EPSILON)
    loss = -np.where(answers.actual == 1, np.log(clipped), np.log1p(-clipped))
    found["log_loss"] = weights @ loss / total
    found["brier"] = weights @ (probabilities - answers.actual) ** 2 / total
    return found


@dataclass(frozen=True)
class _Confusion:
    """Weights of true and false answers, one value for each resample."""

    true_positive: Floats
    false_positive: Floats
    true_negative: Floats
    false_negative: Floats

    @classmethod
    def of(cls, answers: Answers, weights: Floats) -> _Confusion:
        positive, said = answers.actual == 1, answers.predictions == 1
        cells = (positive & said, ~positive & said, ~positive & ~said, positive & ~said)
        return cls(*(weights @ cell.astype("float64") for cell in cells))


def _share(part: Floats, whole: Floats) -> Floats:
    """NaN where there is nothing to have a share of."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(part / whole)


def _accuracy(c: _Confusion) -> Floats:
    right = c.true_positive + c.true_negative
    return _share(right, right + c.false_positive + c.false_negative)


def _recall(c: _Confusion) -> Floats:
    return _share(c.true_positive, c.true_positive + c.false_negative)


def _balanced_accuracy(c: _Confusion) -> Floats:
    return (_recall(c) + _share(c.true_negative, c.true_negative + c.false_positive)) / 2


def _precision(c: _Confusion) -> Floats:
    # 0 when nothing is called positive, as in ratchet_scores.
    return np.nan_to_num(_share(c.true_positive, c.true_positive + c.false_positive), nan=0.0)


def _f1(c: _Confusion) -> Floats:
    return _share(2 * c.true_positive, 2 * c.true_positive + c.false_positive + c.false_negative)


_BY_CLASS: dict[str, Callable[[_Confusion], Floats]] = {
    "accuracy": _accuracy,
    "balanced_accuracy": _balanced_accuracy,
    "precision": _precision,
    "recall": _recall,
    "f1": _f1,
}


def _rank_scores(actual: Floats, probabilities: Floats, weights: Floats) -> dict[str, Floats]:
    """ROC AUC and average precision; rows of equal probability count as one step of the curve."""
    order = np.argsort(-probabilities, kind="stable")
    ranked = weights[:, order]
    starts = np.flatnonzero(np.diff(probabilities[order], prepend=np.inf))
    is_positive = actual[order] == 1
    positives = np.add.reduceat(ranked * is_positive, starts, axis=1)
    negatives = np.add.reduceat(ranked * ~is_positive, starts, axis=1)
    found_positives, found_negatives = positives.cumsum(axis=1), negatives.cumsum(axis=1)
    all_positives, all_negatives = found_positives[:, -1], found_negatives[:, -1]
    area = (negatives * (found_positives - positives / 2)).sum(axis=1)
    precision = np.nan_to_num(_share(found_positives, found_positives + found_negatives), nan=0.0)
    return {
        "roc_auc": _share(area, all_positives * all_negatives),
        "pr_auc": _share((positives * precision).sum(axis=1), all_positives),
    }
