"""The values of a feature in a few bins, for drift, features alone and copied rows; and each by itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

Codes = np.ndarray[Any, np.dtype[np.int64]]

#: Of numbers: bins of equally many rows.
QUANTILES = 10
#: Of texts: the most frequent ones; the rest, among it what the fitted rows do not have, is one bin.
MOST_CATEGORIES = 30


@dataclass(frozen=True)
class Bins:
    """
    Bins of one feature, made of its training rows. Bin 0 is NULL. Numbers have inner edges, each the largest
    value of its bin; texts, booleans and numbers with few values have a bin for each value, and a last one
    for all others.
    """

    edges: np.ndarray[Any, np.dtype[np.float64]] | None
    categories: pd.Index | None

    @classmethod
    def of(cls, column: pd.Series) -> Bins:
        """Bins of a column as `input_frame` gives it."""
        known: Any = column[column.notna()]
        if column.dtype.kind != "f":
            return cls(None, _most_frequent(known))
        values = known.to_numpy(dtype="float64")
        distinct = np.unique(values)
        if len(distinct) <= QUANTILES:
            return cls(None, pd.Index(distinct))
        shares = np.arange(1, QUANTILES) / QUANTILES
        return cls(np.unique(np.quantile(values, shares, method="inverted_cdf")), None)

    @property
    def count(self) -> int:
        """How many bins there are, with those for NULL and for other values."""
        if self.edges is not None:
            return len(self.edges) + 2
        return 2 + (0 if self.categories is None else len(self.categories))

    def codes(self, column: pd.Series) -> Codes:
        """The bin of each value."""
        is_null = column.isna().to_numpy(dtype=bool)
        if self.edges is not None:
            found = np.searchsorted(self.edges, column.to_numpy(dtype="float64"), side="left") + 1
        else:
            categories = pd.Index([]) if self.categories is None else self.categories
            places: Any = categories.get_indexer(pd.Index(column))
            found = np.where(places < 0, len(categories), places) + 1
        return np.where(is_null, 0, found).astype("int64")


def value_codes(column: pd.Series) -> Codes:
    """A code for each value that the column has; 0 is NULL."""
    codes, _ = pd.factorize(column)
    return (codes + 1).astype("int64")


def numbers_of(column: pd.Series) -> np.ndarray[Any, np.dtype[np.float64]] | None:
    """The values as numbers, NaN for NULL, of texts too where each is a number. None where one is not."""
    if column.dtype.kind == "f":
        return column.to_numpy(dtype="float64")
    numbers: Any = pd.to_numeric(column, errors="coerce")
    is_number = bool((numbers.notna() | column.isna()).all())
    return numbers.to_numpy(dtype="float64") if is_number else None


def _most_frequent(values: Any) -> pd.Index:
    """By number of rows, and then by text, since a warehouse gives rows in any order."""
    counts = values.value_counts()
    names = counts.index.astype(str).to_numpy(dtype=str)
    order = np.lexsort((names, -counts.to_numpy()))
    return counts.index[order[:MOST_CATEGORIES]]
