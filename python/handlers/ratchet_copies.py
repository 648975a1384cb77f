"""
Whether rows are copies of others under another entity, which no comparison of entities can see.

Rows that look alike prove nothing where features have few values. But take a number that hardly two rows
share. Two rows that do share it by chance should agree in the rest about as often as two rows with
neighbouring values of it; a copy agrees in everything. So pairs of one value are held against pairs of
neighbouring values.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import stats

from ratchet_answers import Floats
from ratchet_bins import Codes

Hashes = np.ndarray[Any, np.dtype[np.uint64]]

#: How unlikely it is that there are fewer copies than `shareAtLeast` says.
MOST_DOUBT = 0.01
#: With fewer rows of a rare value, the interval would say nothing.
_FEWEST_ROWS = 100
#: A value that more rows have is no longer rare: prices, round amounts, first months.
_MOST_ROWS_OF_A_VALUE = 2


@dataclass(frozen=True)
class Copies:
    """How many of the rows with a rare value of the feature `by` are copies, or have one."""

    by: str
    #: Pairs of rows that share a rare value, and how many of them are alike in all other features.
    pairs: int
    alike: int
    #: Pairs of rows with neighbouring values, and how many of them are alike in all other features.
    neighbours: int
    neighbours_alike: int
    #: Copied rows as a share of all rows.
    share: float
    share_at_least: float

    def as_json(self) -> dict[str, Any]:
        return {
            "by": self.by,
            "pairs": self.pairs,
            "alike": self.alike,
            "neighbours": self.neighbours,
            "neighboursAlike": self.neighbours_alike,
            "share": self.share,
            "shareAtLeast": self.share_at_least,
        }


def copied_rows(
    by: str,
    values: Floats,
    others: Hashes,
    entities: np.ndarray[Any, Any],
    coverage: float,
    doubt: float = MOST_DOUBT,
) -> Copies | None:
    """
    Looks for copies among rows with these `values` of the feature `by` (NaN for NULL), hashes of the bins of
    all other features, and entities. `coverage` is the share of all rows that these are a sample of: a
    sample meets fewer pairs. `doubt` is the chance that there are fewer than `share_at_least`. None when too
    few rows have a rare value of that feature.
    """
    known = np.flatnonzero(~np.isnan(values))
    # By hash where values are equal, so that the order of the rows does not matter.
    order = known[np.lexsort((others[known], values[known]))]
    value, rest, entity = values[order], others[order], entities[order]
    _, place, counts = np.unique(value, return_inverse=True, return_counts=True)
    is_rare = counts[place] <= _MOST_ROWS_OF_A_VALUE
    if int(is_rare.sum()) < _FEWEST_ROWS:
        return None
    is_pair = is_rare[1:] & is_rare[:-1] & (entity[1:] != entity[:-1])
    is_same, is_alike = value[1:] == value[:-1], rest[1:] == rest[:-1]
    pairs, neighbours = int((is_pair & is_same).sum()), int((is_pair & ~is_same).sum())
    alike = int((is_pair & is_same & is_alike).sum())
    neighbours_alike = int((is_pair & ~is_same & is_alike).sum())
    rows = float(is_rare.sum()) * coverage
    by_chance = neighbours_alike / max(neighbours, 1)
    copies = _beyond_chance(alike / max(pairs, 1), by_chance) * pairs
    at_least = (
        _beyond_chance(_lower(alike, pairs, doubt), _upper(neighbours_alike, neighbours, doubt)) * pairs
    )
    return Copies(
        by,
        pairs,
        alike,
        neighbours,
        neighbours_alike,
        min(1.0, copies / rows),
        min(1.0, at_least / rows),
    )


def hash_term(place: int, codes: Codes) -> Hashes:
    """
    A number for each row, which depends on a feature's place and the row's bin of it. The hash of several
    features is the sum of theirs, so that one can be taken off again. splitmix64:
    https://prng.di.unimi.it/splitmix64.c
    """
    offset = np.uint64((place + 1) * 0xD1342543DE82EF95 % 2**64)
    mixed = codes.astype("uint64") * np.uint64(0x9E3779B97F4A7C15) + offset
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))


def _beyond_chance(alike: float, by_chance: float) -> float:
    """The share of the pairs that are copies, when this share is alike and the others are by chance alone."""
    return max(0.0, (alike - by_chance) / (1 - by_chance)) if by_chance < 1 else 0.0


def _lower(count: int, of: int, doubt: float) -> float:
    """The lower end of the exact interval of a share (Clopper and Pearson)."""
    return float(stats.beta.ppf(doubt, count, of - count + 1)) if count > 0 else 0.0


def _upper(count: int, of: int, doubt: float) -> float:
    return float(stats.beta.ppf(1 - doubt, count + 1, of - count)) if count < of else 1.0
