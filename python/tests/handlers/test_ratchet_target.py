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
