"""Which rows are positive, and which targets are refused."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pandas as pd
import pytest

from ratchet_problems import SourceDataProblem
from ratchet_target import Target


@pytest.mark.parametrize(
    ("values", "positive"),
    [
        ([0, 1, 1], None),
        ([Decimal(0), Decimal(1), Decimal(1)], None),
        ([False, True, True], None),
        (["false", "TRUE", "true"], None),
        (["0", "1", "1"], None),
        (["No", "Yes", "Yes"], "Yes"),
        ([2, 7, 7], 7),
        ([2, 7, 7], "7"),
        (["0", "1", "1"], 1),
        ([True, False, False], False),
    ],
)
def test_the_positive_value_is_told_from_the_other(values: list[Any], positive: Any) -> None:
    target, column = Target("T", positive), pd.Series(values)
    target.check(column)
    assert target.classes(column).tolist() == [0, 1, 1]


@pytest.mark.parametrize(
    ("values", "positive", "problem"),
    [
        ([0, 1, None], None, "found 1 rows without a value in the target T"),
        ([1, 1], None, "found 1 different values in the target T, expected 2"),
        ([0, 1, 2], None, "found 3 different values in the target T, expected 2"),
        (["No", "Yes"], None, "found no row whose target T is 1 or true"),
        (["No", "Yes"], "Maybe", "found no row whose target T is 'Maybe'"),
        ([], None, "found 0 different values"),
    ],
)
def test_a_target_that_is_not_two_classes_is_refused(values: list[Any], positive: Any, problem: str) -> None:
    with pytest.raises(SourceDataProblem, match=f"^RATCHET_SOURCE_DATA: {problem}"):
        Target("T", positive).check(pd.Series(values))


@pytest.mark.parametrize(
    ("values", "labels"),
    [
        (["b", "a", "b"], ("a", "b")),
        ([2.0, 10.0, 2.0], ("10", "2")),
        ([Decimal("2.00"), Decimal("2.50")], ("2", "2.5")),
        ([True, False], ("false", "true")),
        (["2", "2.0"], ("2", "2.0")),
    ],
)
def test_labels_are_texts_the_same_for_equal_numbers(values: list[Any], labels: tuple[str, ...]) -> None:
    target, column = Target("T", None, "multiclass"), pd.Series(values)
    target.check(column)
    assert target.labels(column) == labels
    texts = [labels[int(place)] for place in target.actual(column, labels)]
    assert texts == target.learnt(column).tolist()


def test_a_label_that_is_not_asked_for_has_no_place() -> None:
    target = Target("T", None, "multiclass")
    assert target.actual(pd.Series(["a", "c"]), ("a", "b")).tolist() == [0, -1]


@pytest.mark.parametrize(
    ("task", "values", "problem"),
    [
        ("multiclass", ["a", "a"], "found 1 different labels in the target T, expected 2 to 100"),
        ("multiclass", list(range(101)), "found 101 different labels in the target T, expected 2 to 100"),
        ("multiclass", ["a", None], "found 1 rows without a value in the target T"),
        ("regression", [1.0, float("inf"), 2], "found 1 rows whose target T is no finite number"),
        ("regression", [1.0, float("nan")], "found 1 rows without a value in the target T"),
        ("regression", [Decimal("1.5"), 1.5], "found one value only in the target T"),
    ],
)
def test_a_target_that_the_task_cannot_learn_is_refused(task: str, values: list[Any], problem: str) -> None:
    with pytest.raises(SourceDataProblem, match=f"^RATCHET_SOURCE_DATA: {problem}"):
        Target("T", None, task).check(pd.Series(values))


def test_numbers_of_a_regression_are_floats_however_they_come() -> None:
    target = Target("T", None, "regression")
    assert target.actual(pd.Series([Decimal("1.50"), 2, 3.25]), ()).tolist() == [1.5, 2.0, 3.25]
