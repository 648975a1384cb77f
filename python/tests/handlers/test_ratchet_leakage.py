"""What leaked, counted by the warehouse."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
from snowflake.snowpark import Session

from ratchet_frames import Feature
from ratchet_leakage import leakage_of
from tests.handlers.conftest import FEATURES

COLUMNS = ["CUSTOMERID", "RATCHET_SPLIT", "PLAN", "MONTHS", "IS_PAPERLESS"]


@pytest.fixture
def leakage(session: Session, save: Callable[..., str]) -> Callable[[list[tuple[Any, ...]]], dict[str, Any]]:
    def measure(rows: list[tuple[Any, ...]]) -> dict[str, Any]:
        frame = pd.DataFrame(rows, columns=COLUMNS).assign(LEFT_US=0)
        table = save(frame[["CUSTOMERID", "LEFT_US", "PLAN", "MONTHS", "IS_PAPERLESS", "RATCHET_SPLIT"]])
        return leakage_of(session, table, "CUSTOMERID", Feature.all_of(FEATURES))

    return measure


def test_rows_of_their_own_leak_nothing(leakage: Any) -> None:
    assert leakage([("a", "TRAIN", "x", 1.0, True), ("b", "TEST", "x", 2.0, True)]) == {
        "entitiesOnBothSides": 0,
        "entitiesWithSeveralRows": 0,
        "rowsOfRepeatedEntitiesShare": 0.0,
        "duplicateFeatureRowsShare": 0.0,
    }


def test_an_entity_on_both_sides_is_counted_once(leakage: Any) -> None:
    rows = [("a", "TRAIN", "x", 1.0, True), ("a", "TEST", "y", 2.0, True), ("a", "TEST", "z", 3.0, True)]
    found = leakage([*rows, ("b", "VALIDATION", "x", 4.0, True), ("b", "TRAIN", "x", 5.0, True)])
    assert found["entitiesOnBothSides"] == 1
    assert found["entitiesWithSeveralRows"] == 2
    assert found["rowsOfRepeatedEntitiesShare"] == 1.0
    assert found["duplicateFeatureRowsShare"] == 0.0


def test_validation_counts_as_seen(leakage: Any) -> None:
    assert (
        leakage([("a", "VALIDATION", "x", 1.0, True), ("a", "TEST", "y", 2.0, True)])["entitiesOnBothSides"]
        == 1
    )


def test_the_share_of_repeated_rows_is_of_all_rows(leakage: Any) -> None:
    rows = [("a", "TRAIN", "x", 1.0, True), ("a", "TRAIN", "y", 2.0, True)]
    found = leakage([*rows, ("b", "TEST", "x", 3.0, True), ("c", "TRAIN", "x", 4.0, True)])
    assert found["rowsOfRepeatedEntitiesShare"] == 0.5


def test_held_out_rows_that_repeat_a_row_outside_are_a_share_of_the_held_out_rows(leakage: Any) -> None:
    outside = [("a", "TRAIN", "x", 1.0, True), ("b", "VALIDATION", None, None, None)]
    test = [("c", "TEST", "x", 1.0, True), ("d", "TEST", None, None, None), ("e", "TEST", "x", 1.0, False)]
    # Equal to each other alone, both held out.
    twins = [("f", "TEST", "y", 9.0, True), ("g", "TEST", "y", 9.0, True)]
    found = leakage([*outside, *test, *twins])
    assert found["duplicateFeatureRowsShare"] == pytest.approx(2 / 5)
    assert found["entitiesOnBothSides"] == 0


def test_null_equals_null_but_nothing_else(leakage: Any) -> None:
    found = leakage(
        [("a", "TRAIN", None, 1.0, True), ("b", "TEST", "", 1.0, True), ("c", "TEST", None, 1.0, True)]
    )
    assert found["duplicateFeatureRowsShare"] == 0.5


def test_no_held_out_rows_are_no_leak(leakage: Any) -> None:
    assert leakage([("a", "TRAIN", "x", 1.0, True)])["duplicateFeatureRowsShare"] == 0.0
