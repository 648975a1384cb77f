"""A fitted model as Ratchet uses it: answers, and probabilities where it has classes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from ratchet_answers import Answers, Floats
from ratchet_frames import Feature
from ratchet_problems import UserCodeProblem, user_code
from ratchet_target import positions, value_text


@dataclass(frozen=True)
class TrainedModel:
    """An estimator and what it takes to ask it."""

    estimator: Any
    features: tuple[Feature, ...]
    #: The label that the estimator itself gives a positive row: 1, or what a procedure trained it with.
    positive: str | float | bool
    #: The file that errors name.
    file: str
    task: str = "binary"
    #: From which probability on a row is positive; None leaves that to the estimator. Binary only.
    threshold: float | None = None

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels of a multi-class model, in the order of its probabilities."""
        return tuple(value_text(label) for label in classes_of(self.estimator) or ())

    def predictions(self, frame: pd.DataFrame) -> np.ndarray[Any, Any]:
        """
        One answer for each row: 1.0 for a positive and 0.0 for another one, the label as text, or a number.
        NaN for a row that a threshold cannot decide, because its probability is none.
        """
        if self.threshold is not None:
            return self._decided(self.threshold, frame)
        answers = self._asked(frame)
        if self.task == "multiclass":
            return np.array([value_text(label) for label in answers], dtype=object)
        if self.task == "regression":
            with user_code(self.file, "predict", shows_values=True):
                return answers.astype("float64")
        # A regressor has no classes, and its answers never equal the positive label.
        if classes_of(self.estimator) is None and not np.isin(answers, (0, 1)).all():
            raise UserCodeProblem(
                f"{self.file}: predict gave other answers than 0 and 1, expected those of a classifier"
            )
        return (answers == self.positive).astype("float64")

    def probabilities(self, frame: pd.DataFrame) -> Floats | None:
        """
        The probability that each row is positive; of a multi-class model a table of rows by `labels`. None
        when the estimator has no predict_proba, and in a regression.
        """
        if self.task == "regression" or not hasattr(self.estimator, "predict_proba"):
            return None
        with user_code(self.file, "predict_proba", shows_values=True):
            table = np.asarray(self.estimator.predict_proba(self._own_columns(frame)), dtype="float64")
        columns = len(self.labels) if self.task == "multiclass" else 2
        if table.shape != (len(frame), columns):
            raise UserCodeProblem(
                f"{self.file}: predict_proba gave an array of shape {table.shape} for {len(frame)} rows, "
                f"expected {'two' if columns == 2 else columns} columns, one for each class"
            )
        return table if self.task == "multiclass" else table[:, self._positive_column()]

    def answers(self, frame: pd.DataFrame, actual: Floats, labels: Sequence[str] = ()) -> Answers:
        """What it says of rows whose truth is known. `labels`: of the scorer that is to score the answers."""
        predictions, probabilities = self.predictions(frame), self.probabilities(frame)
        if self.task != "multiclass":
            return Answers(actual, predictions, probabilities)
        by_label = None if probabilities is None else self._by_label(probabilities, labels)
        return Answers(actual, positions(predictions.tolist(), labels), by_label)

    def served_probabilities(self, frame: pd.DataFrame) -> Floats | None:
        """
        The one probability of each row that is published: of the positive class, or of the label that it
        gets.
        """
        probabilities = self.probabilities(frame)
        if self.task != "multiclass" or probabilities is None:
            return probabilities
        chosen = positions(self.predictions(frame).tolist(), self.labels).astype("int64")
        told = probabilities[np.arange(len(chosen)), chosen]
        return np.where(chosen >= 0, told, np.nan)

    def _decided(self, threshold: float, frame: pd.DataFrame) -> Floats:
        probabilities = self.probabilities(frame)
        if probabilities is None:
            raise UserCodeProblem(
                f"{self.file}: the model has no predict_proba any more, but a threshold for it"
            )
        return np.where(np.isnan(probabilities), np.nan, (probabilities >= threshold).astype("float64"))

    def _asked(self, frame: pd.DataFrame) -> np.ndarray[Any, Any]:
        with user_code(self.file, "predict", shows_values=True):
            answers = np.asarray(self.estimator.predict(self._own_columns(frame)))
        if answers.shape not in ((len(frame),), (len(frame), 1)):
            raise UserCodeProblem(
                f"{self.file}: predict gave an array of shape {answers.shape} for {len(frame)} rows, "
                "expected one answer for each row"
            )
        return answers.reshape(-1)

    def _by_label(self, probabilities: Floats, labels: Sequence[str]) -> Floats:
        """
        In the order of `labels`: 0 for one that it does not know, and without those that nobody asks for.
        """
        table = np.zeros((len(probabilities), len(labels)))
        for at, label in enumerate(self.labels):
            if label in labels:
                table[:, labels.index(label)] = probabilities[:, at]
        return table

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
