"""Which rows are positive."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd

from ratchet_problems import SourceDataProblem

_NUMBER = re.compile(r"[+-]?\d+(\.\d*)?")
_TRUTH = {"true": 1.0, "false": 0.0}
Classes = np.ndarray[Any, np.dtype[np.int64]]


def comparable(value: Any) -> Any:
    """A value in the form in which 1, 1.0, TRUE, '1' and 'true' are one; other texts stay as they are."""
    if isinstance(value, str):
        text = value.strip()
        return float(text) if _NUMBER.fullmatch(text) else _TRUTH.get(text.lower(), text)
    if isinstance(value, bool | int | float | Decimal | np.bool_ | np.number):
        return float(value)
    return value


@dataclass(frozen=True)
class Target:
    """The column to predict, and the value that counts as positive; None means 1 or true."""

    column: str
    positive: str | float | bool | None

    @property
    def positive_value(self) -> Any:
        """The positive value in comparable form."""
        return 1.0 if self.positive is None else comparable(self.positive)

    def check(self, values: Any) -> None:
        """Raises SourceDataProblem unless the values are two classes of which one is the positive."""
        if empty := int(values.isna().sum()):
            raise SourceDataProblem(
                f"found {empty} rows without a value in the target {self.column}, expected none; "
                "leave these rows out in the features"
            )
        distinct = {comparable(value) for value in values.unique()}
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

    def classes(self, values: Any) -> Classes:
        """1 for a positive row, 0 for any other."""
        codes, distinct = pd.factorize(values)
        is_positive = [int(comparable(value) == self.positive_value) for value in distinct]
        return np.array(is_positive, dtype="int64")[codes]
