"""How far the values of a feature have moved between training and held-out rows."""

from __future__ import annotations

import numpy as np
from scipy import stats

from ratchet_bins import Codes
from ratchet_chance import RARE

#: Added to the rows of each bin, so that a bin that one side lacks has a finite weight.
_SMOOTHING = 0.5


def stability_index(training: Codes, held_out: Codes) -> float:
    """
    The population stability index: the sum over the bins of (q - p) ln(q / p), p and q their shares of the
    training and of the held-out rows. A bin that is empty on both sides does not count.
    """
    count = int(max(training.max(initial=0), held_out.max(initial=0))) + 1
    before, now = np.bincount(training, minlength=count), np.bincount(held_out, minlength=count)
    is_met = before + now > 0
    before, now = before[is_met] + _SMOOTHING, now[is_met] + _SMOOTHING
    p, q = before / before.sum(), now / now.sum()
    return float(((q - p) * np.log(q / p)).sum())


def index_by_chance(training: Codes, held_out: Codes, features: int) -> float:
    """
    What the index exceeds by chance alone, for one of so many features that do not drift, in one hold-out of
    a thousand: without drift it is about chi-squared, divided by the rows.
    """
    bins = len(np.union1d(training, held_out))
    if bins < 2:
        return 0.0
    rows = 1 / len(training) + 1 / len(held_out)
    return float(stats.chi2.isf(RARE / features, bins - 1) * rows)
