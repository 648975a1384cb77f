"""
Random draws that come out the same on every machine: they use nothing but the generator's uniform numbers and
comparisons, so no mathematical library can move a result.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]


class Draws:
    """Columns of random values for a number of rows."""

    def __init__(self, seed: Sequence[int], rows: int) -> None:
        self._generator = np.random.default_rng(list(seed))
        self.rows = rows

    def uniform(self) -> Array:
        """Numbers from 0 to 1."""
        return self._generator.random(self.rows)

    def chance(self, probability: Array | float) -> Array:
        """True with the given probability, row by row."""
        return self.uniform() < probability

    def one_of(self, weights: Mapping[str, Array | float]) -> Array:
        """One of the words a row; the weights of a row need not add up to 1."""
        each = np.array([np.broadcast_to(weight, self.rows) for weight in weights.values()], dtype="float64")
        bounds = np.cumsum(each, axis=0)
        chosen = (self.uniform() * bounds[-1] >= bounds[:-1]).sum(axis=0)
        return np.array(list(weights), dtype=object)[chosen]

    def positions(self, size: int, count: int) -> Array:
        """`count` positions below `size`, drawn with replacement."""
        return self._generator.integers(0, size, count)


def yes_no(condition: Array) -> Array:
    """Yes where it holds, No elsewhere."""
    return np.where(condition, "Yes", "No").astype(object)
