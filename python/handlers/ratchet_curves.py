"""How a model does on the held-out rows, as a report draws it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from sklearn import metrics

from ratchet_answers import Answers, Floats
from ratchet_calibration import calibration_bins

#: Points of a curve.
_MOST_POINTS = 200
_LIFT_POINTS = 100
_SCORE_BINS = 20
_PREDICTION_BINS = 20
_RESIDUAL_BINS = 30
_ERROR_LEVELS = (0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99)


def binary_curves(answers: Answers) -> dict[str, Any] | None:
    """The curves of a binary model; None when there are no finite probabilities, or one class only."""
    probability = answers.probabilities
    if probability is None or not np.isfinite(probability).all() or len(np.unique(answers.actual)) < 2:
        return None
    actual = answers.actual
    return {
        "roc": roc_points(actual, probability),
        "pr": precision_recall_points(actual, probability),
        "calibration": [each.as_json() for each in calibration_bins(actual, probability)],
        "lift": lift_points(actual, probability),
        "scores": _score_histogram(actual, probability),
        "confusion": _confusion(actual, answers.predictions),
    }


def roc_points(actual: Floats, probability: Floats, most: int = _MOST_POINTS) -> list[dict[str, float]]:
    """From (0, 0) to (1, 1)."""
    fpr, tpr, _ = metrics.roc_curve(actual, probability)
    return [{"fpr": float(fpr[at]), "tpr": float(tpr[at])} for at in _thinned(len(fpr), most)]


def precision_recall_points(actual: Floats, probability: Floats) -> list[dict[str, float]]:
    """By rising recall."""
    precision, recall, _ = metrics.precision_recall_curve(actual, probability)
    points = list(_thinned(len(recall)))[::-1]
    return [{"recall": float(recall[at]), "precision": float(precision[at])} for at in points]


def lift_points(actual: Floats, probability: Floats) -> list[dict[str, float]]:
    """Rows that share a probability count as mixed evenly, whatever order they stand in."""
    order = np.argsort(-probability, kind="stable")
    ends = np.append(np.flatnonzero(np.diff(probability[order])), len(order) - 1)
    rows = np.append(0, ends + 1)
    positives = np.append(0, np.cumsum(actual[order])[ends])
    shares = np.arange(1, _LIFT_POINTS + 1) / _LIFT_POINTS
    found = np.interp(shares * len(order), rows, positives)
    lifts = found / (shares * positives[-1])
    return [{"share": float(share), "lift": float(lift)} for share, lift in zip(shares, lifts, strict=True)]


def confusion_pairs(answers: Answers, labels: Sequence[str]) -> list[dict[str, Any]]:
    """How many rows each pair of true and predicted label has; an answer outside the labels counts as `?`."""
    names = [*labels, "?"]
    # -1, an answer that is none of the labels, is the last name.
    actual, predicted = answers.actual.astype("int64"), answers.predictions.astype("int64")
    pairs = np.where(actual < 0, len(labels), actual) * len(names) + np.where(
        predicted < 0, len(labels), predicted
    )
    counts = np.bincount(pairs, minlength=len(names) ** 2)
    return [
        {"actual": names[at // len(names)], "predicted": names[at % len(names)], "rows": int(counts[at])}
        for at in np.flatnonzero(counts)
    ]


def regression_figures(answers: Answers) -> dict[str, Any] | None:
    """Predicted against actual, and the errors; None when a prediction is no finite number."""
    actual, predicted = answers.actual, answers.predictions
    if not np.isfinite(predicted).all():
        return None
    residuals = actual - predicted
    return {
        "predictedVsActual": _means_by_prediction(actual, predicted),
        "residuals": _histogram(residuals),
        "errorQuantiles": [
            {"level": level, "error": float(np.quantile(np.abs(residuals), level))} for level in _ERROR_LEVELS
        ],
    }


def _thinned(points: int, most: int = _MOST_POINTS) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Positions of the points to keep, the first and the last among them."""
    return np.unique(np.linspace(0, points - 1, min(points, most)).round().astype("int64"))


def _score_histogram(actual: Floats, probability: Floats) -> list[dict[str, Any]]:
    edges = np.linspace(0, 1, _SCORE_BINS + 1)
    positive, _ = np.histogram(probability[actual == 1], edges)
    negative, _ = np.histogram(probability[actual != 1], edges)
    return [
        {
            "from": float(edges[at]),
            "to": float(edges[at + 1]),
            "positive": int(positive[at]),
            "negative": int(negative[at]),
        }
        for at in range(_SCORE_BINS)
    ]


def _confusion(actual: Floats, predicted: Floats) -> dict[str, int]:
    positive, said = actual == 1, predicted == 1
    return {
        "truePositive": int((positive & said).sum()),
        "falsePositive": int((~positive & said).sum()),
        "trueNegative": int((~positive & ~said).sum()),
        "falseNegative": int((positive & ~said).sum()),
    }


def _means_by_prediction(actual: Floats, predicted: Floats) -> list[dict[str, Any]]:
    edges = np.unique(np.quantile(predicted, np.linspace(0, 1, _PREDICTION_BINS + 1)[1:-1]))
    place = np.searchsorted(edges, predicted, side="left")
    rows = np.bincount(place, minlength=len(edges) + 1)
    sums = [np.bincount(place, weights=values, minlength=len(rows)) for values in (predicted, actual)]
    return [
        {
            "predicted": float(sums[0][at] / rows[at]),
            "actual": float(sums[1][at] / rows[at]),
            "rows": int(rows[at]),
        }
        for at in np.flatnonzero(rows)
    ]


def _histogram(values: Floats) -> list[dict[str, Any]]:
    counts, edges = np.histogram(values, _RESIDUAL_BINS)
    return [
        {"from": float(edges[at]), "to": float(edges[at + 1]), "rows": int(counts[at])}
        for at in range(len(counts))
    ]
