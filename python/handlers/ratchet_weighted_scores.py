"""
The scores of ratchet_binary_scores over many weightings of the same rows at once: what a bootstrap asks for.
A row that a resample drew twice has the weight 2. scikit-learn takes one weighting a call, and sorts in each.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ratchet_answers import Answers, Floats
from ratchet_cost import Cost

#: scikit-learn's: probabilities of 0 and 1 are taken as this far away from them.
EPSILON = float(np.finfo("float64").eps)


def weighted_scores(answers: Answers, weights: Floats, cost: Cost | None = None) -> dict[str, Floats]:
    """
    Each score as an array with one value for each row of `weights` (resamples by rows). NaN where a resample
    has no such score. Scores of probabilities are left out when the model gives none that are finite.
    """
    found = _scores_by_class(answers, weights, cost)
    probabilities = answers.probabilities
    if probabilities is None or not np.isfinite(probabilities).all():
        return found
    found |= rank_scores(answers.actual, probabilities, weights)
    total = weights.sum(axis=1)
    clipped = np.clip(probabilities, EPSILON, 1 - EPSILON)
    loss = -np.where(answers.actual == 1, np.log(clipped), np.log1p(-clipped))
    found["log_loss"] = weights @ loss / total
    found["brier"] = weights @ (probabilities - answers.actual) ** 2 / total
    return found


def _scores_by_class(answers: Answers, weights: Floats, cost: Cost | None) -> dict[str, Floats]:
    counts = _Confusion.of(answers, weights)
    found = {name: score(counts) for name, score in _BY_CLASS.items()}
    if cost is not None:
        found["cost"] = counts.cost(cost)
    if np.isfinite(answers.predictions).all():
        return found
    return {name: np.full(len(weights), np.nan) for name in found}


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

    def cost(self, cost: Cost) -> Floats:
        """Mean cost per row."""
        sum_of_costs = (
            cost.true_positive * self.true_positive
            + cost.false_positive * self.false_positive
            + cost.true_negative * self.true_negative
            + cost.false_negative * self.false_negative
        )
        return share(
            sum_of_costs, self.true_positive + self.false_positive + self.true_negative + self.false_negative
        )


def share(part: Floats, whole: Floats) -> Floats:
    """NaN where there is nothing to have a share of."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(part / whole)


def _accuracy(c: _Confusion) -> Floats:
    right = c.true_positive + c.true_negative
    return share(right, right + c.false_positive + c.false_negative)


def _recall(c: _Confusion) -> Floats:
    return share(c.true_positive, c.true_positive + c.false_negative)


def _balanced_accuracy(c: _Confusion) -> Floats:
    return (_recall(c) + share(c.true_negative, c.true_negative + c.false_positive)) / 2


def _precision(c: _Confusion) -> Floats:
    # 0 when nothing is called positive, as in ratchet_binary_scores.
    return np.nan_to_num(share(c.true_positive, c.true_positive + c.false_positive), nan=0.0)


def _f1(c: _Confusion) -> Floats:
    return share(2 * c.true_positive, 2 * c.true_positive + c.false_positive + c.false_negative)


_BY_CLASS: dict[str, Callable[[_Confusion], Floats]] = {
    "accuracy": _accuracy,
    "balanced_accuracy": _balanced_accuracy,
    "precision": _precision,
    "recall": _recall,
    "f1": _f1,
}


def rank_scores(actual: Floats, probabilities: Floats, weights: Floats) -> dict[str, Floats]:
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
    precision = np.nan_to_num(share(found_positives, found_positives + found_negatives), nan=0.0)
    return {
        "roc_auc": share(area, all_positives * all_negatives),
        "pr_auc": share((positives * precision).sum(axis=1), all_positives),
    }
