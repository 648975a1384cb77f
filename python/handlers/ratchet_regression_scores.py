"""The scores of regression models, by scikit-learn."""

from __future__ import annotations

import numpy as np
from sklearn import metrics

from ratchet_answers import Answers

_BY_ERROR = {
    "rmse": metrics.root_mean_squared_error,
    "mae": metrics.mean_absolute_error,
    "median_ae": metrics.median_absolute_error,
    "mape": metrics.mean_absolute_percentage_error,
}


def regression_scores(answers: Answers) -> dict[str, float | None]:
    """
    All scores of values against the truth. None is a score that these rows cannot have: there are none, or
    their truth does not vary, so that no share of its variance can be explained. NaN when an answer is no
    finite number.
    """
    found: dict[str, float | None] = dict.fromkeys(("r2", *_BY_ERROR))
    actual, predicted = answers.actual, answers.predictions
    if len(actual) == 0:
        return found
    varies = bool((actual != actual[0]).any())
    possible = _BY_ERROR | ({"r2": metrics.r2_score} if varies else {})
    if not np.isfinite(predicted).all():
        return found | dict.fromkeys(possible, np.nan)
    return found | {name: float(score(actual, predicted)) for name, score in possible.items()}
