from __future__ import annotations

import numpy as np

from ratchet_hold_out import HoldOut
from tests.handlers.conftest import side_of

#: 0.2 of all eight-digit hexadecimal numbers, as activities/features/split.ts writes it.
FIFTH = "33333333"


def test_it_holds_out_whom_the_split_holds_out() -> None:
    entities = np.array([f"customer-{number}" for number in range(2_000)] + ["o'brien", "", "7590-VHVEG"])
    for salt in ("salt", "ratchet@2026-Q4"):
        held = HoldOut(salt, FIFTH).holds(entities)
        assert held.tolist() == [side_of(entity, salt=salt) == "TEST" for entity in entities.tolist()]
        assert 300 < held.sum() < 500


def test_all_rows_of_an_entity_are_on_one_side() -> None:
    entities = np.array(["3668-QPYBK", "7590-VHVEG", "3668-QPYBK"])
    # The sides of test/conformance/splitting.sql.
    assert HoldOut("salt", FIFTH).holds(entities).tolist() == [True, False, True]


def test_numbers_are_taken_as_their_text() -> None:
    numbers = np.array([1, 2, 10, -3])
    assert HoldOut("salt", "51000000").holds(numbers).tolist() == [True, True, False, False]
