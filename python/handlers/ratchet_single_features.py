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
    """Rows of one side of the split, the target as `Answers.actual` has it."""

    #: The feature's bin of each row, and its very value: bins put together what is rare, or nearly the same.
    codings: tuple[Codes, ...]
    actual: Floats


def score_alone(task: str, training: Side, held_out: Side, numbers: Floats | None) -> float:
    """
    Classes: the area under the ROC curve, macro over the labels when there are several; 0.5 says nothing.
    Regression: the size of Spearman's correlation; 0 says nothing. A bin or value counts as its mean target
    among the training rows. A number (`numbers` of the held-out rows, NaN for NULL) counts as itself also, in
    either direction. The best one is the score.
    """
    ranks = None if numbers is None else stats.rankdata(_filled(numbers))
    if task == "regression":
        by_mean = [_correlation(means, held_out.actual) for means in _held_out_means(training, held_out)]
        return max(*by_mean, 0.0 if ranks is None else abs(_correlation(ranks, held_out.actual)))
    labels = [1.0] if task == "binary" else np.unique(held_out.actual).tolist()
    return float(np.mean([_area_alone(label, training, held_out, ranks) for label in labels]))


def _area_alone(label: float, training: Side, held_out: Side, ranks: Floats | None) -> float:
    of_label = Side(training.codings, (training.actual == label).astype("float64"))
    is_label = held_out.actual == label
    by_mean = max(_area(stats.rankdata(means), is_label) for means in _held_out_means(of_label, held_out))
    if ranks is None:
        return by_mean
    by_number = _area(ranks, is_label)
    return max(by_mean, by_number, 1 - by_number)


def _held_out_means(training: Side, held_out: Side) -> list[Floats]:
    """
    In each coding, the mean target that the code of each held-out row has among the training rows, drawn
    towards that of all of them where the code has few: where it has none, it is that mean.
    """
    found = []
    for known, asked in zip(training.codings, held_out.codings, strict=True):
        count = int(max(known.max(initial=0), asked.max(initial=0))) + 1
        rows = np.bincount(known, minlength=count)
        sums = np.bincount(known, weights=training.actual, minlength=count)
        means = (sums + _PRIOR_ROWS * training.actual.mean()) / (rows + _PRIOR_ROWS)
        found.append(means[asked])
    return found


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
