"""How a model with several labels does on the held-out rows, by its probabilities, as a report draws it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from sklearn import metrics

from ratchet_answers import Answers, Floats
from ratchet_calibration import answered_label, calibration_bins
from ratchet_curves import roc_points

#: Labels with a curve of their own.
MOST_LABELS = 6
#: Points of each: fewer than of the one curve of a binary model, since there are several.
_MOST_POINTS = 60

Labels = np.ndarray[Any, np.dtype[np.int64]]


def drawn_labels(answers: Answers) -> Labels:
    """The positions of the labels that most rows have, the most frequent first, then by position."""
    rows = _rows_by_label(answers.actual)
    return np.argsort(-rows, kind="stable")[: min(MOST_LABELS, np.count_nonzero(rows))]


def label_curves(answers: Answers, names: Sequence[str], drawn: Labels) -> dict[str, Any] | None:
    """
    Whether the label that the model gives is right as often as its probability says, and how well its
    probabilities tell each of the `drawn` labels from all others. A label that no row or every row has no
    curve can be of. None when there are no finite probabilities.
    """
    table = answers.probabilities
    if table is None or table.shape[1] == 0 or not np.isfinite(table).all():
        return None
    is_right, told = answered_label(answers, table)
    return {
        "labels": int(np.count_nonzero(_rows_by_label(answers.actual))),
        "calibration": [each.as_json() for each in calibration_bins(is_right, told)] if len(told) else [],
        "roc": [
            _against_the_rest(names[int(at)], answers.actual == at, table[:, at])
            for at in drawn.tolist()
            if len(np.unique(answers.actual == at)) == 2
        ],
    }


def _against_the_rest(name: str, is_label: Any, probability: Floats) -> dict[str, Any]:
    return {
        "label": name,
        "rows": int(is_label.sum()),
        "area": float(metrics.roc_auc_score(is_label, probability)),
        "points": roc_points(is_label, probability, _MOST_POINTS),
    }


def _rows_by_label(actual: Floats) -> Labels:
    """Without a truth that is none of the labels."""
    return np.bincount(actual[actual >= 0].astype("int64"))
