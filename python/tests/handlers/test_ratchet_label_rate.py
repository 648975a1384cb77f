"""The label rate of both sides, and what chance makes of it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from ratchet_label_rate import label_rate


@pytest.mark.parametrize("task", ["binary", "regression"])
def test_the_difference_of_two_sides_that_do_not_differ_is_hardly_ever_above_what_chance_has(
    task: str,
) -> None:
    random = np.random.default_rng(0)

    def side(rows: int) -> Any:
        drawn = random.random(rows)
        return (drawn < 0.265).astype(float) if task == "binary" else 20 + 5 * drawn

    found = []
    for _ in range(2_000):
        training = side(525)
        found.append(label_rate(task, float(training.mean()), 525, side(150)))
    beyond = [each for each in found if abs(each["train"] - each["test"]) > each["byChance"]]
    # Two of 2,000 are expected; more than nine have a chance of 1 in 5,000.
    assert len(beyond) <= 9
    assert max(abs(each["train"] - each["test"]) / each["byChance"] for each in found) > 0.8


def test_the_rates_are_those_of_the_sides() -> None:
    found = label_rate("binary", 0.25, 4, np.array([1.0, 0.0]))
    assert (found["train"], found["test"]) == (0.25, 0.5)
    assert found["byChance"] == pytest.approx(3.2905 * (1 / 3 * 2 / 3 * 0.75) ** 0.5)
