"""The label rate of both sides, and what chance makes of it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from ratchet_label_rate import label_rate, label_shares


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


LABELS = ("bird", "cat", "dog", "eel")
SHARES = np.array([0.4, 0.3, 0.25, 0.05])


def test_of_several_labels_hardly_ever_one_changes_by_more_than_chance() -> None:
    random = np.random.default_rng(0)
    beyond = 0
    for _ in range(2_000):
        training, held_out = (random.choice(4, rows, p=SHARES) for rows in (525, 150))
        shares = np.bincount(training, minlength=4) / 525
        found = label_shares(LABELS, shares, 525, held_out.astype(float))
        beyond += abs(found["train"] - found["test"]) > found["byChance"]
    # Two of 2,000 are expected; more than nine have a chance of 1 in 5,000.
    assert beyond <= 9


def test_the_label_that_changes_most_is_told() -> None:
    held_out = np.repeat([0.0, 1.0, 2.0], [600, 150, 250])
    assert label_shares(LABELS, SHARES, 10_000, held_out) == {
        "label": "bird",
        "train": 0.4,
        "test": 0.6,
        "byChance": pytest.approx(0.0601, abs=0.0005),
        "shares": {"bird": 0.4, "cat": 0.3, "dog": 0.25, "eel": 0.05},
    }


def test_a_change_beyond_chance_goes_before_a_larger_one_that_is_chance() -> None:
    # That none of 10 rows is of the label that most have may be chance; that half are of a new one is not.
    shares = np.array([0.58, 0.42, 0.0])
    held_out = np.repeat([1.0, 2.0], [5, 5])
    found = label_shares(("a", "b", "c"), shares, 100, held_out)
    assert (found["label"], found["train"], found["test"]) == ("c", 0.0, 0.5)
    assert 0.58 - 0.0 > 0.5 > found["byChance"]
