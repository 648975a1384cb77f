"""Slices of the held-out rows."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pytest

from ratchet_answers import Answers
from ratchet_problems import SourceDataProblem
from ratchet_scores import BINARY
from ratchet_slices import MOST_VALUES, slice_scores


def sliced(column: Any, champion: bool = False, rows: int | None = None) -> list[dict[str, Any]]:
    values = pd.Series(column)
    count = len(values) if rows is None else rows
    random = np.random.default_rng(0)
    actual = (np.arange(count) % 2).astype(float)
    answers = [
        Answers(actual, (random.random(count) < 0.5).astype(float), random.random(count)) for _ in "ab"
    ]
    entities = np.array([f"E{number // 2}" for number in range(count)])
    theirs = answers[1] if champion else None
    found = slice_scores({"BY": values}, ["BY"], entities, BINARY, answers[0], theirs)
    codes = values.map(str).to_numpy(dtype=str)
    for part in found:
        if part["value"] is not None and champion:
            is_in = np.flatnonzero(codes == part["value"])
            assert part["candidate"] == BINARY.scores(answers[0].take(is_in))
            assert part["champion"] == BINARY.scores(answers[1].take(is_in))
    return found


def test_each_value_is_a_slice_on_which_both_models_are_scored() -> None:
    found = sliced(["a", "b", "b", "b", "a", "c"], champion=True)
    assert [(part["value"], part["rows"]) for part in found] == [("b", 3), ("a", 2), ("c", 1)]
    assert [part["entities"] for part in found] == [2, 2, 1]
    assert all(part["by"] == "BY" and "others" not in part for part in found)
    assert found[2]["candidate"]["roc_auc"] is None


def test_without_a_champion_there_are_no_scores_of_one() -> None:
    assert all(part["champion"] is None for part in sliced(["a", "b"]))


def test_a_champion_of_another_split_is_compared_on_the_rows_that_were_held_out_from_it_too() -> None:
    random = np.random.default_rng(0)
    actual = (np.arange(40) % 2).astype(float)
    own, theirs = (Answers(actual, (chance > 0.5).astype(float), chance) for chance in random.random((2, 40)))
    values = np.where(np.arange(40) < 30, "a", "b")
    common = (np.arange(40) < 30) & (np.arange(40) % 3 > 0)
    columns = {"BY": pd.Series(values)}
    found = slice_scores(columns, ["BY"], np.arange(40), BINARY, own, theirs.take(common), common)
    both = np.flatnonzero(common)
    assert found[0] | {"candidate": None} == {
        "by": "BY",
        "value": "a",
        "rows": 30,
        "entities": 30,
        "candidate": None,
        "champion": BINARY.scores(theirs.take(both)),
        "common": {"rows": 20, "candidate": BINARY.scores(own.take(both))},
    }
    assert found[0]["candidate"] == BINARY.scores(own.take(np.arange(30)))
    assert (found[1]["champion"], found[1]["common"]) == (None, {"rows": 0, "candidate": {}})


def test_rows_without_a_value_are_a_slice_and_numbers_and_booleans_are_texts() -> None:
    def texts(column: Any) -> list[Any]:
        return [part["value"] for part in sliced(column)]

    assert texts(pd.Series(["a", "a", None], dtype=object)) == ["a", None]
    assert texts(pd.Series([1.0, 1.0, float("nan"), 2.5])) == ["1", "2.5", None]
    assert texts(pd.Series([Decimal("3.00"), Decimal("3.00"), Decimal("0.5")], dtype=object)) == ["3", "0.5"]
    assert texts(pd.Series([True, True, False], dtype=object)) == ["true", "false"]


def test_the_smallest_values_of_a_column_with_many_are_one_slice() -> None:
    values = [f"v{number:03d}" for number in range(MOST_VALUES + 20)]
    found = sliced([*values, *values[:MOST_VALUES]])
    assert len(found) == MOST_VALUES + 1
    assert (found[-1]["value"], found[-1]["others"], found[-1]["rows"]) == (None, True, 20)
    assert sum(part["rows"] for part in found) == len(values) + MOST_VALUES


def test_a_column_that_is_not_there_is_said() -> None:
    answers = Answers(np.array([0.0]), np.array([0.0]), None)
    with pytest.raises(SourceDataProblem, match=r"found no column REGION .* gate\.slices"):
        slice_scores({}, ["REGION"], np.array(["E"]), BINARY, answers, None)
