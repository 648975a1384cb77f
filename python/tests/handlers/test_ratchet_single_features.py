"""Features that tell the target alone."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from sklearn.metrics import roc_auc_score

from ratchet_bins import Bins, numbers_of, value_codes
from ratchet_single_features import Side, score_alone

ROWS, TRAINING = 3000, 2000


def alone(column: Any, actual: Any, task: str = "binary") -> float:
    """The score of a column whose first rows are those to train on."""
    values: Any = pd.Series(column)
    values = values.astype(object if values.dtype.kind not in "if" else float)
    bins = Bins.of(values[:TRAINING])
    codes = bins.codes(values)
    truth = np.asarray(actual, dtype="float64")
    numbers = numbers_of(values)
    codings = (codes, value_codes(values))
    training, held_out = (
        Side(tuple(coding[part] for coding in codings), truth[part])
        for part in (slice(TRAINING), slice(TRAINING, None))
    )
    return score_alone(task, training, held_out, None if numbers is None else numbers[TRAINING:])


@pytest.fixture
def random() -> np.random.Generator:
    return np.random.default_rng(11)


@pytest.fixture
def target(random: np.random.Generator) -> Any:
    return (random.random(ROWS) < 0.27).astype(float)


def test_a_number_has_the_area_that_scikit_learn_gives_it_in_either_direction(
    random: Any, target: Any
) -> None:
    numbers = random.normal(2 * target, 1.0)
    expected = roc_auc_score(target[TRAINING:], numbers[TRAINING:])
    assert alone(numbers, target) == pytest.approx(expected, abs=1e-12)
    assert alone(-numbers, target) == pytest.approx(expected, abs=1e-12)


def test_texts_count_as_the_mean_target_of_the_training_rows(random: Any, target: Any) -> None:
    texts = np.array(["a", "b", "c"], dtype=object)[
        np.clip(target + random.integers(0, 2, ROWS), 0, 2).astype(int)
    ]
    frame: Any = pd.DataFrame({"text": texts, "target": target})
    means = frame[:TRAINING].groupby("text")["target"].mean()
    expected = roc_auc_score(target[TRAINING:], frame["text"][TRAINING:].map(means))
    assert alone(texts, target) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(
    "copy",
    [
        "as it is",
        "negated",
        "as text",
        "noise",
        "1 % flipped",
        "1 % flipped, as text",
        "NULL",
        "in the middle",
        "behind one of 150 words",
        "as odd or even",
    ],
)
def test_the_target_in_other_words_is_told(random: Any, target: Any, copy: str) -> None:
    flipped = np.where(random.random(ROWS) < 0.01, 1 - target, target)
    words = random.integers(0, 75, ROWS)
    copies: dict[str, Any] = {
        "as it is": target,
        "negated": -target,
        "as text": np.where(target > 0, "left", "stays"),
        "noise": target + random.normal(0, 0.2, ROWS),
        "1 % flipped": flipped,
        "1 % flipped, as text": np.where(flipped > 0, "left", "stays"),
        "NULL": np.where(target > 0, random.random(ROWS), np.nan),
        # Neither small nor large: no rank tells it.
        "in the middle": np.where(target > 0, 0.5, random.choice([0.0, 1.0], ROWS)),
        "behind one of 150 words": np.array(
            [f"{word}-{'Q' if gone else 'P'}" for word, gone in zip(words, target, strict=True)], dtype=object
        ),
        "as odd or even": 2.0 * words + target,
    }
    assert alone(copies[copy], target) >= 0.98


def test_a_number_that_is_written_as_a_text_is_told(random: Any) -> None:
    amounts = random.normal(100, 30, ROWS)
    texts = np.array([f"{amount:.2f}" for amount in amounts], dtype=object)
    assert alone(texts, amounts, "regression") >= 0.999


def test_what_has_nothing_to_do_with_the_target_says_nothing(random: Any, target: Any) -> None:
    assert alone(random.random(ROWS), target) < 0.56
    assert alone(np.array([f"customer {number}" for number in range(ROWS)], dtype=object), target) < 0.56
    assert alone(np.full(ROWS, np.nan), target) == 0.5


@pytest.mark.parametrize("task", ["binary", "multiclass", "regression"])
@pytest.mark.parametrize(
    ("training", "held_out"),
    [
        (["a", "b"], ["a", "b", "new"]),
        ([1.0, 2.0], [1.0, 2.0, 3.0]),
        ([*range(40), 40, 40, 40, 40, 40, 40], [7, 40, 41]),
        ([np.nan], [np.nan, 5.0]),
        ([None], [None, "new"]),
    ],
    ids=["a text", "a number of few values", "above the largest", "NULL before", "text that was NULL before"],
)
def test_held_out_values_may_be_none_that_a_training_row_has(
    training: list[Any], held_out: list[Any], task: str
) -> None:
    column = [training[row % len(training)] for row in range(TRAINING)]
    column += [held_out[row % len(held_out)] for row in range(ROWS - TRAINING)]
    assert 0 <= alone(column, np.arange(ROWS) % 2, task) <= 1


def test_a_bin_without_a_training_row_counts_as_the_mean_of_all() -> None:
    training = Side((np.repeat([1, 2], 20),), np.repeat([1.0, 0.0], 20))
    codes = (np.array([1, 3, 2]),)
    areas = [
        score_alone("binary", training, Side(codes, np.array(actual, dtype="float64")), None)
        for actual in ([1, 0, 0], [0, 1, 0], [0, 0, 1])
    ]
    assert areas == [1.0, 0.5, 0.0]
    falling = Side(codes, np.array([3.0, 2.0, 1.0]))
    assert score_alone("regression", training, falling, None) == pytest.approx(1.0)


def test_labels_are_told_one_against_the_rest(random: Any) -> None:
    label = random.integers(0, 3, ROWS).astype(float)
    assert alone(np.array(["x", "y", "z"], dtype=object)[label.astype(int)], label, "multiclass") == 1.0
    half = np.where(label == 2, 2, random.integers(0, 2, ROWS)).astype(float)
    expected = np.mean(
        [roc_auc_score(label[TRAINING:] == each, half[TRAINING:] == each) for each in (2,)] + [0.75] * 2
    )
    assert alone(half, label, "multiclass") == pytest.approx(expected, abs=0.02)


def test_of_a_regression_it_is_the_rank_correlation(random: Any) -> None:
    target = random.normal(0, 1, ROWS)
    numbers = target + random.normal(0, 1, ROWS)
    expected = stats.spearmanr(numbers[TRAINING:], target[TRAINING:])[0]
    assert alone(numbers, target, "regression") == pytest.approx(expected, abs=1e-12)
    assert alone(-np.exp(target), target, "regression") == pytest.approx(1.0)
    assert alone(np.where(target > 0, "high", "low"), target, "regression") > 0.8
    assert alone(np.full(ROWS, 3.0), target, "regression") == 0.0
