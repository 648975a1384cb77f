"""What right and wrong answers cost, and the threshold at which a model's answers cost least."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn import metrics

from ratchet_answers import Floats


@dataclass(frozen=True)
class Cost:
    """What each kind of answer costs, in a unit of the user's; a gain is below 0."""

    false_positive: float
    false_negative: float
    true_positive: float
    true_negative: float

    @classmethod
    def of(cls, body: dict[str, float] | None) -> Cost | None:
        """The matrix as requests write it; None stays None."""
        if body is None:
            return None
        return cls(
            float(body["falsePositive"]),
            float(body["falseNegative"]),
            float(body.get("truePositive", 0)),
            float(body.get("trueNegative", 0)),
        )

    def mean(self, actual: Floats, predictions: Floats) -> float:
        """Per row, of 1/0 answers."""
        counts: Any = metrics.confusion_matrix(actual, predictions, labels=[0, 1])
        costs = [[self.true_negative, self.false_positive], [self.false_negative, self.true_positive]]
        return float((counts * np.array(costs)).sum() / len(actual))

    def best_threshold(self, actual: Floats, probabilities: Floats) -> float:
        """
        The threshold with the least mean cost when rows at or above it are called positive; of several the
        one nearest to 0.5, of two as near the lower. Between 0 and 1. It lies halfway between two
        probabilities that occur, so that no row is decided by the last digit of its own.
        """
        thresholds = _thresholds(probabilities)
        costs = self._means(actual, probabilities, thresholds)
        best = thresholds[np.isclose(costs, costs.min(), rtol=0, atol=1e-12 * max(1.0, abs(costs.min())))]
        return float(best[np.argmin(np.abs(best - 0.5))])

    def _means(self, actual: Floats, probabilities: Floats, thresholds: Floats) -> Floats:
        """The mean cost at each threshold, by one sort."""
        order = np.argsort(probabilities, kind="stable")
        positives = np.concatenate([[0.0], np.cumsum(actual[order])])
        below = np.searchsorted(probabilities[order], thresholds, side="left")
        missed, rows = positives[below], float(len(actual))
        false_negative, true_negative = missed, below - missed
        true_positive = positives[-1] - missed
        false_positive = rows - below - true_positive
        return (
            self.false_positive * false_positive
            + self.false_negative * false_negative
            + self.true_positive * true_positive
            + self.true_negative * true_negative
        ) / rows


def _thresholds(probabilities: Floats) -> Floats:
    """One for each way in which a threshold can part the rows, and 0.5; in rising order."""
    distinct = np.unique(probabilities)
    halfway = (distinct[:-1] + distinct[1:]) / 2
    return np.unique(np.concatenate([[0.0, 0.5], halfway, [(distinct[-1] + 1) / 2]]))
