"""A fitted classifier as Ratchet uses it: answers and probabilities of the positive class."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from ratchet_frames import Feature
from ratchet_problems import UserCodeProblem, user_code

Floats = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True)
class TrainedModel:
    """An estimator and what it takes to ask it."""

    estimator: Any
    features: tuple[Feature, ...]
    #: The label that the estimator itself gives a positive row: 1, or what a procedure trained it with.
    positive: str | float | bool
    #: The file that errors name.
    file: str

    def predictions(self, frame: pd.DataFrame) -> Floats:
        """1.0 for each row that the estimator calls positive, 0.0 for the others."""
        with user_code(self.file, "predict", shows_values=True):
            answers = np.asarray(self.estimator.predict(self._own_columns(frame)))
        if answers.shape not in ((len(frame),), (len(frame), 1)):
            raise UserCodeProblem(
                f"{self.file}: predict gave an array of shape {answers.shape} for {len(frame)} rows, "
                "expected one answer for each row"
            )
        answers = answers.reshape(-1)
        # A regressor has no classes, and its answers never equal the positive label.
        if classes_of(self.estimator) is None and not np.isin(answers, (0, 1)).all():
            raise UserCodeProblem(
                f"{self.file}: predict gave other answers than 0 and 1, expected those of a classifier"
            )
        return (answers == self.positive).astype("float64")

    def probabilities(self, frame: pd.DataFrame) -> Floats | None:
        """The probability that each row is positive; None when the estimator has no predict_proba."""
        if not hasattr(self.estimator, "predict_proba"):
            return None
        with user_code(self.file, "predict_proba", shows_values=True):
            table = np.asarray(self.estimator.predict_proba(self._own_columns(frame)), dtype="float64")
        if table.shape != (len(frame), 2):
            raise UserCodeProblem(
                f"{self.file}: predict_proba gave an array of shape {table.shape} for {len(frame)} rows, "
                "expected two columns, one for each class"
            )
        return table[:, self._positive_column()]

    def _positive_column(self) -> int:
        classes = classes_of(self.estimator)
        return 1 if classes is None else classes.index(self.positive)

    def _own_columns(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The columns in the order of the fit, which scikit-learn insists on."""
        names = fitted_names(self.estimator)
        own: Any = frame if names is None else frame[list(names)]
        return own


def classes_of(estimator: Any) -> list[Any] | None:
    """The labels that a fitted classifier knows, as Python values; None when it does not say."""
    classes = getattr(estimator, "classes_", None)
    return None if classes is None else np.asarray(classes).tolist()


def fitted_names(estimator: Any) -> Sequence[str] | None:
    """The column names that it was fitted with; None when it does not say."""
    names = getattr(estimator, "feature_names_in_", None)
    return None if names is None else [str(name) for name in names]
