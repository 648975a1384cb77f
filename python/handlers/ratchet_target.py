"""What is to be predicted: which rows are positive, which label they have, or which number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd

from ratchet_answers import Floats
from ratchet_problems import SourceDataProblem

_NUMBER = re.compile(r"[+-]?\d+(\.\d*)?")
_TRUTH = {"true": 1.0, "false": 0.0}
#: Whole numbers up to here are exact as floats; a label of more digits keeps those that it has.
_EXACT = 2**53
#: More labels are rather a number, or a name: their confusion matrix is nothing to look at.
MOST_LABELS = 100
Classes = np.ndarray[Any, np.dtype[np.int64]]


def comparable(value: Any) -> Any:
    """A value in the form in which 1, 1.0, TRUE, '1' and 'true' are one; other texts stay as they are."""
    if isinstance(value, str):
        text = value.strip()
        return float(text) if _NUMBER.fullmatch(text) else _TRUTH.get(text.lower(), text)
    if isinstance(value, bool | int | float | Decimal | np.bool_ | np.number):
        return float(value)
    return value


def value_text(value: Any) -> str:
    """
    A label, or the value of a slice, as text: the same for 1, 1.0 and Decimal(1), whichever of them a driver
    or an estimator gives.
    """
    if isinstance(value, bool | np.bool_):
        return "true" if value else "false"
    if not isinstance(value, float | Decimal | np.floating):
        return str(value)
    is_whole = abs(value) <= _EXACT and value == int(value)
    return str(int(value)) if is_whole else repr(float(value))


def positions(texts: Sequence[str], labels: Sequence[str]) -> Floats:
    """Where each text stands among the labels; -1 for one that does not."""
    places = {label: float(place) for place, label in enumerate(labels)}
    codes, distinct = pd.factorize(np.asarray(texts, dtype=object))
    return np.array([places.get(text, -1.0) for text in distinct], dtype="float64")[codes]


@dataclass(frozen=True)
class Target:
    """The column to predict; for a binary model the value that counts as positive, None means 1 or true."""

    column: str
    positive: str | float | bool | None
    task: str = "binary"

    @property
    def positive_value(self) -> Any:
        """The positive value in comparable form."""
        return 1.0 if self.positive is None else comparable(self.positive)

    def check(self, values: Any) -> None:
        """
        Raises SourceDataProblem unless a model can learn from these values: two classes of which one is the
        positive, several labels, or finite numbers that differ.
        """
        if empty := int(values.isna().sum()):
            raise SourceDataProblem(
                f"found {empty} rows without a value in the target {self.column}, expected none; "
                "leave these rows out in the features"
            )
        self.check_finite(values)
        if self.task == "regression":
            self._check_numbers(self.numbers(values))
        elif self.task == "multiclass":
            self._check_labels(self.labels(values))
        else:
            self._check_classes({comparable(value) for value in values.unique()})

    def check_finite(self, values: Any) -> None:
        """Raises SourceDataProblem for the target of a regression that is NaN or infinite in a row."""
        if self.task == "regression":
            self.refuse_infinite(int((~np.isfinite(self.numbers(values))).sum()))

    def refuse_infinite(self, rows: int) -> None:
        """Raises SourceDataProblem when the target is no finite number in so many rows."""
        if rows > 0:
            raise SourceDataProblem(
                f"found {rows} rows whose target {self.column} is no finite number, expected none; "
                "leave these rows out in the features"
            )

    def classes(self, values: Any) -> Classes:
        """1 for a positive row, 0 for any other."""
        codes, distinct = pd.factorize(values)
        is_positive = [int(comparable(value) == self.positive_value) for value in distinct]
        return np.array(is_positive, dtype="int64")[codes]

    def numbers(self, values: Any) -> Floats:
        """The values of a regression as numbers."""
        # NUMBER with a scale arrives as Decimal objects.
        return pd.Series(values).to_numpy(dtype="float64", na_value=np.nan)

    def texts(self, values: Any) -> np.ndarray[Any, Any]:
        """The labels of a multi-class target, as texts."""
        codes, distinct = pd.factorize(values)
        return np.array([value_text(value) for value in distinct], dtype=object)[codes]

    def labels(self, values: Any) -> tuple[str, ...]:
        """The distinct labels of a multi-class target, sorted; none for another task."""
        if self.task != "multiclass":
            return ()
        return tuple(sorted({value_text(value) for value in values.unique()}))

    def learnt(self, values: Any) -> np.ndarray[Any, Any]:
        """What an estimator is fitted with: 1 and 0, texts, or numbers."""
        if self.task == "regression":
            return self.numbers(values)
        return self.texts(values) if self.task == "multiclass" else self.classes(values)

    def actual(self, values: Any, labels: Sequence[str]) -> Floats:
        """The truth as Answers hold it."""
        if self.task == "multiclass":
            return positions(self.texts(values).tolist(), labels)
        return self.learnt(values).astype("float64")

    def _check_classes(self, distinct: set[Any]) -> None:
        if len(distinct) != 2:
            raise SourceDataProblem(
                f"found {len(distinct)} different values in the target {self.column}, expected 2; "
                "a model can only learn to tell two classes apart when both are there"
            )
        if self.positive_value not in distinct:
            wanted = "1 or true" if self.positive is None else repr(self.positive)
            raise SourceDataProblem(
                f"found no row whose target {self.column} is {wanted}, expected the positive class; name its "
                f"value in model.yaml, as in target: {{column: {self.column}, positive: VALUE}}"
            )

    def _check_labels(self, labels: Sequence[str]) -> None:
        if 2 <= len(labels) <= MOST_LABELS:
            return
        raise SourceDataProblem(
            f"found {len(labels)} different labels in the target {self.column}, expected 2 to {MOST_LABELS}; "
            "a model of task: multiclass tells labels apart"
        )

    def _check_numbers(self, numbers: Floats) -> None:
        if len(np.unique(numbers)) < 2:
            raise SourceDataProblem(
                f"found one value only in the target {self.column}, expected several; "
                "there is nothing to learn"
            )
