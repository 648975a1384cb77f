"""How values reach a model."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pytest

from ratchet_frames import Feature, input_frame, quoted, stable_order

FEATURES = Feature.all_of(
    [{"name": "N", "kind": "number"}, {"name": "T", "kind": "text"}, {"name": "B", "kind": "boolean"}]
)


@pytest.mark.parametrize(
    "numbers",
    [
        pd.Series([1.5, np.nan, 2.0]),
        pd.Series([Decimal("1.5"), None, Decimal(2)], dtype=object),
        pd.Series([1.5, None, 2], dtype="Float64"),
    ],
)
@pytest.mark.parametrize(
    "texts", [pd.Series(["a", None, ""], dtype=object), pd.Series(["a", None, ""], dtype="string")]
)
@pytest.mark.parametrize(
    "booleans",
    [pd.Series([True, None, False], dtype=object), pd.Series([True, None, False], dtype="boolean")],
)
def test_every_driver_gives_the_same_frame(numbers: Any, texts: Any, booleans: Any) -> None:
    frame = input_frame({"B": booleans, "N": numbers, "T": texts, "OTHER": texts}, FEATURES)
    assert list(frame.columns) == ["N", "T", "B"]
    assert [str(dtype) for dtype in frame.dtypes] == ["float64", "object", "object"]
    assert frame["N"].tolist() == pytest.approx([1.5, np.nan, 2.0], nan_ok=True)
    assert frame["T"].tolist() == ["a", None, ""]
    assert frame["B"].tolist() == [True, None, False]


def test_whole_numbers_and_columns_without_nulls_are_the_same_types() -> None:
    columns = {"N": pd.Series([1, 2]), "T": pd.Series(["a", "b"]), "B": pd.Series([True, False])}
    frame = input_frame(columns, FEATURES)
    assert [str(dtype) for dtype in frame.dtypes] == ["float64", "object", "object"]


def test_the_order_of_rows_does_not_depend_on_how_they_came() -> None:
    frame = input_frame(
        {"N": pd.Series([3.0, 1.0, 2.0, 1.0]), "T": pd.Series(["x"] * 4), "B": pd.Series([True] * 4)},
        FEATURES,
    )
    entities = pd.Series(["b", "a", "b", "c"])
    shuffled = [2, 3, 0, 1]
    mixed: Any = frame.iloc[shuffled]
    once = frame.iloc[stable_order(entities, frame)].to_dict("records")
    again = mixed.iloc[stable_order(entities.iloc[shuffled], mixed)].to_dict("records")
    assert once == again
    assert once[0]["N"] == 1.0 and once[3]["N"] == 1.0


def test_a_name_with_a_quote_stays_one_name() -> None:
    assert quoted('A"B') == '"A""B"'
