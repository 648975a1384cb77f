"""What a model said of rows whose truth is known: what every score is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

Floats = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True)
class Answers:
    """
    What one model said of each row, beside the truth: arrays with an item for each row. Binary models: 1 for
    the positive class and 0 for the other. Multi-class models: positions in the scorer's labels, -1 for a
    label that is not among them. Regression: values.
    """

    actual: Floats
    predictions: Floats
    #: Of the positive class; of multi-class models a table of rows by labels. None where the model gives
    #: none.
    probabilities: Floats | None

    def take(self, rows: np.ndarray[Any, Any]) -> Answers:
        """The answers about some of the rows, by position or as a mask; a position may come several times."""
        chosen = None if self.probabilities is None else self.probabilities[rows]
        return Answers(self.actual[rows], self.predictions[rows], chosen)
