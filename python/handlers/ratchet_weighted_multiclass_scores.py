"""The scores of ratchet_multiclass_scores over many weightings of the same rows at once."""

from __future__ import annotations

import numpy as np

from ratchet_answers import Answers, Floats
from ratchet_weighted_scores import EPSILON, rank_scores, share


def weighted_multiclass_scores(answers: Answers, weights: Floats) -> dict[str, Floats]:
    """
    Each score as an array with one value for each row of `weights` (resamples by rows). NaN where a resample
    has no such score. Scores of probabilities are left out when the model gives none that are finite.
    """
    counts = _Counts(answers, weights)
    has_several = (counts.has > 0).sum(axis=1) > 1
    by_label = {"balanced_accuracy": counts.mean_recall_of_present(), **counts.macro()}
    found = {
        "accuracy": share(counts.right.sum(axis=1), weights.sum(axis=1)),
        **{name: np.where(has_several, score, np.nan) for name, score in by_label.items()},
    }
    probabilities = answers.probabilities
    if probabilities is None or not np.isfinite(probabilities).all():
        return found
    found["log_loss"] = _log_loss(answers.actual, probabilities, weights)
    found["roc_auc_ovr"] = _roc_auc_ovr(answers.actual, probabilities, weights)
    return found


class _Counts:
    """Weights of rows that have, are given, and rightly have each label: resamples by labels."""

    def __init__(self, answers: Answers, weights: Floats) -> None:
        labels = np.unique(np.concatenate([answers.actual, answers.predictions]))
        has = (answers.actual[:, None] == labels).astype("float64")
        said = (answers.predictions[:, None] == labels).astype("float64")
        self.has, self.said, self.right = weights @ has, weights @ said, weights @ (has * said)

    def mean_recall_of_present(self) -> Floats:
        """Over the labels that rows have."""
        return _mean_where(share(self.right, self.has), self.has > 0)

    def macro(self) -> dict[str, Floats]:
        """Over the labels that rows have or are given; 0 where a label has no such score."""
        counted = self.has + self.said
        scores = {
            "f1_macro": share(2 * self.right, counted),
            "precision_macro": share(self.right, self.said),
            "recall_macro": share(self.right, self.has),
        }
        return {
            name: _mean_where(np.nan_to_num(score, nan=0.0), counted > 0) for name, score in scores.items()
        }


def _mean_where(values: Floats, counts: np.ndarray[tuple[int, int], np.dtype[np.bool_]]) -> Floats:
    return share(np.where(counts, values, 0.0).sum(axis=1), counts.sum(axis=1).astype("float64"))


def _log_loss(actual: Floats, probabilities: Floats, weights: Floats) -> Floats:
    given = probabilities[np.arange(len(actual)), actual.astype("int64")]
    return weights @ -np.log(np.clip(given, EPSILON, 1 - EPSILON)) / weights.sum(axis=1)


def _roc_auc_ovr(actual: Floats, probabilities: Floats, weights: Floats) -> Floats:
    present = np.unique(actual).astype("int64")
    areas = [
        rank_scores((actual == label).astype("float64"), probabilities[:, label], weights)["roc_auc"]
        for label in present
    ]
    # A resample without a row of the label has no area for it, and one with nothing else neither.
    table = np.stack(areas, axis=1)
    return _mean_where(np.nan_to_num(table, nan=0.0), np.isfinite(table))
