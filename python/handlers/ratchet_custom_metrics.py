"""Metrics that the model folder defines itself, in metrics.py."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ratchet_answers import Answers, Floats
from ratchet_problems import UserCodeProblem, user_code, user_function

FILE = "metrics.py"


@dataclass(frozen=True)
class CustomMetric:
    """The function `name(actual, predicted, probability)` of metrics.py."""

    name: str
    #: Whether a lower score is the better one.
    lower: bool

    def score(self, answers: Answers, labels: Sequence[str]) -> float:
        """
        What the function gives for these answers. It gets copies, and the truth and the answers of a
        multi-class model as texts. Raises UserCodeProblem when it fails or gives no number.
        """
        function = user_function(FILE, self.name)
        actual, predicted = (_as_told(values, labels) for values in (answers.actual, answers.predictions))
        probabilities = None if answers.probabilities is None else answers.probabilities.copy()
        with user_code(FILE, self.name, shows_values=True):
            score = function(actual, predicted, probabilities)
        if isinstance(score, bool | np.bool_) or not isinstance(score, int | float | np.number):
            raise UserCodeProblem(
                f"{FILE}: {self.name} gave {_described(score)}, expected one number; return a float"
            )
        return float(score)

    def score_of_part(self, answers: Answers, labels: Sequence[str]) -> float | None:
        """
        The same for rows that nobody promised the function, such as one slice: None when it fails on them.
        """
        try:
            return self.score(answers, labels)
        except UserCodeProblem:
            return None

    def weighted(self, answers: Answers, weights: Floats, labels: Sequence[str]) -> Floats:
        """
        The score for each row of `weights` (resamples by rows), which say how often a row was drawn. NaN
        where the function fails on a resample.
        """
        positions = np.arange(len(answers.actual))
        drawn = (np.repeat(positions, row.astype("int64")) for row in weights)
        # As float64, None is NaN.
        return np.array([self.score_of_part(answers.take(rows), labels) for rows in drawn], dtype="float64")


def _as_told(values: Floats, labels: Sequence[str]) -> np.ndarray[Any, Any]:
    """Labels by their texts; the text is empty for one that no row has."""
    if not labels:
        return values.copy()
    return np.array([*labels, ""], dtype=object)[values.astype("int64")]


def _described(value: Any) -> str:
    shape = getattr(value, "shape", None)
    return f"an array of shape {shape}" if shape else f"a value of type {type(value).__name__}"
