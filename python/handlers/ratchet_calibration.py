"""Whether a predicted probability is what happens: binned error, and logistic recalibration."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ratchet_answers import Answers, Floats
from ratchet_chance import RARE

_BINS = 10
#: Probabilities of 0 and 1 have no log-odds; those of a forest are often just that.
_EPSILON = 1e-6
_MOST_STEPS = 50
_DRAWS = 20_000

Places = np.ndarray[Any, np.dtype[np.intp]]


@dataclass(frozen=True)
class CalibrationBin:
    """Rows of about equal probability: their mean probability, and the share that came true."""

    predicted: float
    observed: float
    rows: int

    def as_json(self) -> dict[str, Any]:
        return {"predicted": self.predicted, "observed": self.observed, "rows": self.rows}


def calibration_bins(actual: Floats, probability: Floats) -> list[CalibrationBin]:
    """
    Ten bins of equally many rows, as scikit-learn's calibration_curve with the strategy `quantile` makes
    them: fewer where rows share a probability. In the order of the probability.
    """
    return _bins(actual, probability, _places(probability))


def _bins(actual: Floats, probability: Floats, place: Places) -> list[CalibrationBin]:
    rows = np.bincount(place, minlength=_BINS)
    predicted = np.bincount(place, weights=probability, minlength=_BINS)
    observed = np.bincount(place, weights=actual, minlength=_BINS)
    return [
        CalibrationBin(float(predicted[at] / rows[at]), float(observed[at] / rows[at]), int(rows[at]))
        for at in np.flatnonzero(rows)
    ]


def _places(probability: Floats) -> Places:
    """The bin of each row."""
    edges = np.percentile(probability, np.linspace(0, 100, _BINS + 1)[1:-1])
    return np.searchsorted(edges, probability)


def calibration_of(task: str, answers: Answers) -> dict[str, float | None] | None:
    """
    Of a multi-class model that of the label it gives: whether that is right as often as its probability
    says. None in a regression, and without finite probabilities. See `calibration`.
    """
    probability = answers.probabilities
    if task == "regression" or probability is None:
        return None
    if task == "binary":
        return calibration(answers.actual, probability)
    return calibration(*answered_label(answers, probability)) if probability.shape[1] > 0 else None


def answered_label(answers: Answers, table: Floats) -> tuple[Floats, Floats]:
    """
    Of each row of a multi-class model whether the label that it gives is right, and the probability of that
    label, which need not be the largest. Without rows whose answer is none of the labels: nobody knows its
    probability.
    """
    rows = np.flatnonzero(answers.predictions >= 0)
    chosen = answers.predictions[rows].astype("int64")
    return (chosen == answers.actual[rows]).astype("float64"), table[rows, chosen]


def calibration(actual: Floats, probability: Floats) -> dict[str, float | None] | None:
    """
    `error`: the expected calibration error over the bins. `byChance`: what it exceeds by chance alone, of
    probabilities that are right, in one hold-out of a thousand. `slope` and `intercept` of a logistic
    regression of the truth on the log-odds, 1 and 0 when calibrated; null where there is none (one class,
    one probability, or classes that the probability parts entirely). None when there are no finite
    probabilities.
    """
    if len(probability) == 0 or not np.isfinite(probability).all():
        return None
    place = _places(probability)
    bins = _bins(actual, probability, place)
    error = sum(each.rows * abs(each.predicted - each.observed) for each in bins) / len(actual)
    slope, intercept = _recalibration(actual, probability) or (None, None)
    by_chance = _error_by_chance(probability, place)
    return {"error": float(error), "byChance": by_chance, "slope": slope, "intercept": intercept}


def _error_by_chance(probability: Floats, place: Places) -> float:
    """
    Each row comes true as often as its probability says; how many of a bin do is about normal. The quantile
    of the sum over the bins is drawn, with a seed, since it has no formula.
    """
    variances = np.bincount(place, weights=probability * (1 - probability), minlength=_BINS)
    normal = np.random.default_rng(0).standard_normal((_DRAWS, _BINS))
    errors = (np.abs(normal) * np.sqrt(np.clip(variances, 0, None))).sum(axis=1) / len(probability)
    return float(np.quantile(errors, 1 - RARE))


def _recalibration(actual: Floats, probability: Floats) -> tuple[float, float] | None:
    """Newton's method, since scikit-learn's solvers cannot say that there is no finite answer."""
    clipped = np.clip(probability, _EPSILON, 1 - _EPSILON)
    log_odds = np.log(clipped) - np.log1p(-clipped)
    inputs = np.column_stack([log_odds, np.ones(len(log_odds))])
    found = np.array([1.0, 0.0])
    for _ in range(_MOST_STEPS):
        expected = 1 / (1 + np.exp(-np.clip(inputs @ found, -700, 700)))
        curvature = inputs.T @ (inputs * (expected * (1 - expected))[:, None])
        if np.linalg.cond(curvature) > 1e12:
            return None
        step = np.linalg.solve(curvature, inputs.T @ (actual - expected))
        found = found + step
        if not np.isfinite(found).all():
            return None
        if np.abs(step).max() < 1e-9:
            return float(found[0]), float(found[1])
    return None
