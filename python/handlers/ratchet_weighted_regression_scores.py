"""The scores of ratchet_regression_scores over many weightings of the same rows at once."""

from __future__ import annotations

import numpy as np

from ratchet_answers import Answers, Floats

#: scikit-learn's: a percentage of less than this is one of this.
_EPSILON = float(np.finfo("float64").eps)


def weighted_regression_scores(answers: Answers, weights: Floats) -> dict[str, Floats]:
    """
    Each score as an array with one value for each row of `weights` (resamples by rows). NaN where a resample
    has no such score, and everywhere when an answer is no finite number.
    """
    actual, predicted = answers.actual, answers.predictions
    error = np.abs(actual - predicted)
    total = weights.sum(axis=1)
    squares = weights @ error**2
    with np.errstate(divide="ignore", invalid="ignore"):
        return {
            "r2": np.asarray(1 - squares / _variation(actual, weights)),
            "rmse": np.sqrt(squares / total),
            "mae": weights @ error / total,
            "median_ae": _medians(error, weights),
            "mape": weights @ (error / np.maximum(np.abs(actual), _EPSILON)) / total,
        }


def _variation(actual: Floats, weights: Floats) -> Floats:
    """The sum of squared distances from the mean of each resample; NaN where the truth does not vary."""
    # Around a value in their midst first: squares of large numbers would lose the digits that differ.
    shifted = actual - actual.mean()
    means = weights @ shifted / weights.sum(axis=1)
    found = np.maximum(weights @ shifted**2 - weights.sum(axis=1) * means**2, 0)
    drawn = weights > 0
    lowest = np.where(drawn, actual, np.inf).min(axis=1)
    highest = np.where(drawn, actual, -np.inf).max(axis=1)
    return np.where(lowest < highest, found, np.nan)


def _medians(values: Floats, weights: Floats) -> Floats:
    """The median of each resample's copies: the mean of the two in the middle when their number is even."""
    if not np.isfinite(values).all():
        return np.full(len(weights), np.nan)
    order = np.argsort(values, kind="stable")
    reached = weights[:, order].cumsum(axis=1)
    total = reached[:, -1:]
    # The first value by which as many copies lie at or below as the place in the middle has.
    lower = (reached < np.floor((total + 1) / 2)).sum(axis=1)
    upper = (reached < np.floor(total / 2) + 1).sum(axis=1)
    ranked = values[order]
    return (ranked[lower] + ranked[upper]) / 2
