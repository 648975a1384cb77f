"""Features that name the entity."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from ratchet_bins import value_codes
from ratchet_identifiers import is_identifier

ENTITIES = 200


def names_entities(column: Any, entities: Any = None) -> bool:
    """Of a feature, and the entity of each row; an entity a row unless told otherwise."""
    values: Any = pd.Series(column)
    values = values.astype(object if values.dtype.kind not in "if" else float)
    rows = np.arange(len(values)) if entities is None else entities
    return is_identifier(values, value_codes(values), value_codes(pd.Series([f"E{row}" for row in rows])))


NUMBERS = np.random.default_rng(2).permutation(ENTITIES)


@pytest.mark.parametrize(
    "column",
    [
        [f"K-{number}" for number in NUMBERS],
        NUMBERS,
        [str(number) for number in NUMBERS],
        [None if number == 7 else f"K-{number}" for number in NUMBERS],
    ],
    ids=["a key", "a number of the row", "that as a text", "a key that one lacks"],
)
def test_a_value_for_each_entity_is_an_identifier(column: Any) -> None:
    assert names_entities(column)
    assert names_entities(np.repeat(np.array(column, dtype=object), 3), np.repeat(np.arange(ENTITIES), 3))


@pytest.mark.parametrize(
    "column",
    [
        NUMBERS / 3,
        [f"K-{number // 2}" for number in NUMBERS],
        ["the same"] * ENTITIES,
        [None] * ENTITIES,
    ],
    ids=["a measurement", "a key of two", "one word", "nothing"],
)
def test_other_features_are_none(column: Any) -> None:
    assert not names_entities(column)


def test_a_value_for_each_row_of_several_an_entity_is_none() -> None:
    rows = np.arange(2 * ENTITIES)
    assert not names_entities(rows, rows // 2)


def test_few_entities_may_differ_by_chance() -> None:
    assert not names_entities(NUMBERS[:99])
    assert names_entities(NUMBERS[:100])
