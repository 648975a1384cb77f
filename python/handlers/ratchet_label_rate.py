"""The share of positive rows or of a label, or the mean of the target, on both sides of the hold-out."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy import stats

from ratchet_answers import Floats
from ratchet_chance import RARE, RARE_DEVIATIONS


def label_rate(task: str, training: float, training_rows: int, actual: Floats) -> dict[str, float]:
    """
    Of a binary target or a number. `training`: the rate of the training rows; `actual`: the target of the
    held-out ones. `byChance`: how far the two rates are apart by chance alone, at most, in all but one
    hold-out of a thousand.
    """
    rows, test = len(actual), float(actual.mean())
    variance = _variance(training, training_rows, test, rows) if task == "binary" else float(actual.var())
    by_chance = RARE_DEVIATIONS * _deviation(variance, training_rows, rows)
    return {"train": training, "test": test, "byChance": by_chance}


def label_shares(
    labels: Sequence[str], training: Floats, training_rows: int, actual: Floats
) -> dict[str, Any]:
    """
    Of a target with several labels, the one whose share changes most: of those that change by more than
    chance, which is that of all labels together, where there are any; and all `shares` of the training rows,
    for the next version to be held against. `training`: those shares; `actual`: places of labels.
    """
    rows = len(actual)
    test = np.bincount(actual.astype("int64"), minlength=len(labels)) / rows
    deviations = float(stats.norm.isf(RARE / 2 / len(labels)))
    by_chance = np.array(
        [
            deviations * _deviation(_variance(one, training_rows, other, rows), training_rows, rows)
            for one, other in zip(training.tolist(), test.tolist(), strict=True)
        ]
    )
    change = np.abs(training - test)
    place = int(np.lexsort((-change, change <= by_chance))[0])
    return {
        "label": labels[place],
        "train": float(training[place]),
        "test": float(test[place]),
        "byChance": float(by_chance[place]),
        "shares": dict(zip(labels, training.tolist(), strict=True)),
    }


def _deviation(variance: float, training_rows: int, rows: int) -> float:
    """Of the difference of two means."""
    return math.sqrt(variance * (1 / training_rows + 1 / rows))


def _variance(training: float, training_rows: int, test: float, rows: int) -> float:
    pooled = (training * training_rows + test * rows) / (training_rows + rows)
    return pooled * (1 - pooled)
