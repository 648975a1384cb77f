"""Which entities a split held out: decision 0006 in Python, for the split that another model had."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

import numpy as np

Rows = np.ndarray[Any, np.dtype[np.bool_]]

#: As in activities/split.ts.
_DIGITS = 8


@dataclass(frozen=True)
class HoldOut:
    """The entities whose salted hash, in hexadecimal, is before `before`."""

    salt: str
    before: str

    @classmethod
    def of(cls, item: dict[str, str]) -> HoldOut:
        return cls(item["salt"], item["before"])

    def holds(self, entities: np.ndarray[Any, Any]) -> Rows:
        """For each entity, as text, whether it was held out."""
        distinct, places = np.unique(entities.astype(str), return_inverse=True)
        held = [self._digits(entity) < self.before for entity in distinct.tolist()]
        return np.array(held, dtype=bool)[places]

    def _digits(self, entity: str) -> str:
        return hashlib.sha256(f"{entity}:{self.salt}".encode()).hexdigest()[:_DIGITS]
