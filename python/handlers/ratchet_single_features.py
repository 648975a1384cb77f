"""How well a feature alone predicts the target of held-out rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import stats

from ratchet_answers import Floats
from ratchet_bins import Codes

#: Weight, in rows, of the mean of all training rows in the mean of a bin.
_PRIOR_ROWS = 10.0


@dataclass(frozen=True)
class Side:
    """Rows of one side of the split: the bin of the feature, and the target as `Answers.actual` has it."""

    codes: Codes
    actual: Floats


def score_alone(task: str, training: Side, held_out: Side, numbers: Floats | None) -> float:
    """
    Classes: the area under the ROC curve, macro over the labels when there are several; 0.5 says nothing.
    Regression: the size of Spearman's correlation; 0 says nothing. A bin counts as its mean target among the
    training rows. A number (`numbers`, NaN for NULL) counts as itself also, in either direction, and the
    better one is the score.
    """
    ranks = None if numbers is None else stats.rankdata(_filled(numbers))
    if task == "regression":
        by_mean = _correlation(_held_out_means(training, held_out), held_out.actual)
        return max(by_mean, 0.0 if ranks is None else abs(_correlation(ranks, held_out.actual)))
    labels = [1.0] if task == "binary" else np.unique(held_out.actual).tolist()
    return float(np.mean([_area_alone(label, training, held_out, ranks) for label in labels]))


def _area_alone(label: float, training: Side, held_out: Side, ranks: Floats | None) -> float:
    of_label = Side(training.codes, (training.actual == label).astype("float64"))
    is_label = held_out.actual == label
    by_mean = _area(stats.rankdata(_held_out_means(of_label, held_out)), is_label)
    if ranks is None:
        return by_mean
    by_number = _area(ranks, is_label)
    return max(by_mean, by_number, 1 - by_number)


def _held_out_means(training: Side, held_out: Side) -> Floats:
    """
    The mean target that the bin of each held-out row has among the training rows, drawn towards that of all
    of them where the bin has few: where it has none, it is that mean.
    """
    bins = int(max(training.codes.max(initial=0), held_out.codes.max(initial=0))) + 1
    rows = np.bincount(training.codes, minlength=bins)
    sums = np.bincount(training.codes, weights=training.actual, minlength=bins)
    means = (sums + _PRIOR_ROWS * training.actual.mean()) / (rows + _PRIOR_ROWS)
    return means[held_out.codes]


def _area(ranks: Floats, is_positive: np.ndarray[Any, Any]) -> float:
    """The area under the ROC curve, from ranks in which ties share their mean; 0.5 with one class only."""
    positives = int(is_positive.sum())
    negatives = len(is_positive) - positives
    if positives == 0 or negatives == 0:
        return 0.5
    above = ranks[is_positive].sum() - positives * (positives + 1) / 2
    return float(above / (positives * negatives))


def _correlation(values: Floats, actual: Floats) -> float:
    """Spearman's; 0 where one of the two never changes."""
    one, other = stats.rankdata(values), stats.rankdata(actual)
    if np.ptp(one) == 0 or np.ptp(other) == 0:
        return 0.0
    return float(np.corrcoef(one, other)[0, 1])


def _filled(numbers: Floats) -> Floats:
    """NULL in the middle, where it speaks for neither direction; that it is NULL tells the bins."""
    is_null = np.isnan(numbers)
    if is_null.all():
        return np.zeros(len(numbers))
    return np.where(is_null, np.median(numbers[~is_null]), numbers)
