"""Bins of a feature, and how far its values moved."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest

from ratchet_bins import MOST_CATEGORIES, Bins
from ratchet_drift import index_by_chance, stability_index


def objects(*values: Any) -> pd.Series:
    return pd.Series(values, dtype=object)


def psi(training: pd.Series, held_out: pd.Series) -> float:
    bins = Bins.of(training)
    return stability_index(bins.codes(training), bins.codes(held_out))


def test_numbers_are_in_bins_of_equally_many_rows_and_null_is_one_of_its_own() -> None:
    column = pd.Series([float(number) for number in range(1000)] + [float("nan")] * 5)
    bins = Bins.of(column)
    codes = bins.codes(column)
    assert np.bincount(codes).tolist() == [5, *[100] * 10]
    assert bins.codes(pd.Series([-9e9, 9e9, float("inf")])).tolist() == [1, 10, 10]


def test_numbers_with_few_values_have_a_bin_for_each_and_one_for_others() -> None:
    bins = Bins.of(pd.Series([3.0, 1.0, 1.0, float("nan")]))
    assert bins.codes(pd.Series([1.0, 3.0, 2.0, float("nan")])).tolist() == [1, 2, 3, 0]


def test_texts_and_booleans_have_a_bin_for_each_and_rare_or_new_ones_share_the_last() -> None:
    many = objects(*[f"t{number}" for number in range(MOST_CATEGORIES + 5)], "t3", None)
    bins = Bins.of(many)
    codes = bins.codes(objects("t3", None, "new", "t9"))
    assert codes[0] == 1 and codes[1] == 0 and codes[2] == MOST_CATEGORIES + 1
    assert Bins.of(objects(True, False, None)).codes(objects(True, None)).tolist()[1] == 0


def test_bins_do_not_depend_on_the_order_of_the_rows() -> None:
    random = np.random.default_rng(0)
    texts = objects(*random.choice([f"t{number}" for number in range(60)], 500))
    shuffled = texts.sample(frac=1, random_state=1).reset_index(drop=True)
    assert Bins.of(texts).codes(texts).tolist() == Bins.of(shuffled).codes(texts).tolist()


def test_the_index_is_the_sum_over_the_bins() -> None:
    training, held_out = objects(*"aaab"), objects(*"abbbbb", None)
    p = np.array([3.5, 1.5, 0.5]) / 5.5
    q = np.array([1.5, 5.5, 1.5]) / 8.5
    assert psi(training, held_out) == pytest.approx(float(((q - p) * np.log(q / p)).sum()), abs=1e-12)


@pytest.mark.parametrize("kind", ["number", "text"])
def test_the_same_distribution_has_an_index_near_0_and_another_one_a_large_one(kind: str) -> None:
    random = np.random.default_rng(3)

    def drawn(rows: int, shift: float) -> pd.Series:
        numbers = random.normal(shift, 1, rows)
        if kind == "number":
            return pd.Series(numbers)
        return objects(*(f"t{number}" for number in np.clip(numbers.round(), -2, 2)))

    assert psi(drawn(5000, 0), drawn(1400, 0)) < 0.03
    assert psi(drawn(5000, 0), drawn(1400, 1)) > 0.25


def test_values_that_go_missing_and_categories_that_are_new_are_drift() -> None:
    training = objects(*["a", "b"] * 500)
    assert psi(training, objects(*["a", "b"] * 90, *[None] * 20)) > 0.25
    assert psi(training, objects(*["a", "b"] * 90, *["c"] * 20)) > 0.25


def test_a_feature_without_any_value_does_not_drift() -> None:
    assert psi(objects(None, None), objects(None)) == 0
    nothing = pd.Series([math.nan, math.nan])
    assert psi(nothing, nothing) == 0


@pytest.mark.parametrize("held_out_rows", [60, 1000])
def test_chance_alone_exceeds_its_bound_in_one_hold_out_of_a_thousand(held_out_rows: int) -> None:
    random = np.random.default_rng(8)
    exceeded = 0
    for _ in range(1000):
        training, held_out = (pd.Series(random.normal(0, 1, rows)) for rows in (300, held_out_rows))
        bins = Bins.of(training)
        codes = bins.codes(training), bins.codes(held_out)
        exceeded += stability_index(*codes) > index_by_chance(*codes, 1)
    assert exceeded <= 6


def test_of_more_features_chance_exceeds_more_and_of_more_rows_less() -> None:
    few, many = np.arange(50) % 10, np.arange(5000) % 10
    assert index_by_chance(few, few, 100) > index_by_chance(few, few, 1) > 10 * index_by_chance(many, many, 1)
    assert index_by_chance(few * 0, few * 0, 1) == 0
