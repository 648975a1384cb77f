"""Features that name the entity: each entity has a value of its own, as an id or the number of a row is."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from ratchet_bins import Codes, numbers_of

#: Of fewer entities, values may all differ by chance.
_FEWEST_ENTITIES = 100


def is_identifier(column: pd.Series, values: Codes, entities: Codes) -> bool:
    """
    Whether texts or whole numbers tell all entities apart. `values` is what `value_codes` says of the column,
    and so is `entities` of theirs. Other numbers are measurements: no two are equal, and none is a name.
    """
    known = values > 0
    distinct = _distinct(values[known])
    if distinct < _FEWEST_ENTITIES or distinct != _distinct(entities[known]):
        return False
    pairs = entities[known] * (int(values.max()) + 1) + values[known]
    told: Any = column[known]
    return distinct == _distinct(pairs) and _may_name(told)


def _distinct(codes: Codes) -> int:
    return len(np.unique(codes))


def _may_name(known: pd.Series) -> bool:
    numbers = numbers_of(known)
    return numbers is None or bool((numbers == np.floor(numbers)).all())
