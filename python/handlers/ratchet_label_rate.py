"""The share of positive rows, or the mean of the target, on both sides of the hold-out."""

from __future__ import annotations

import math

from ratchet_answers import Floats
from ratchet_chance import RARE_DEVIATIONS


def label_rate(task: str, training: float, training_rows: int, actual: Floats) -> dict[str, float]:
    """
    `training`: the rate of the training rows; `actual`: the target of the held-out ones. `byChance`: how far
    the two rates are apart by chance alone, at most, in all but one hold-out of a thousand.
    """
    rows = len(actual)
    if task == "binary":
        pooled = (training * training_rows + float(actual.sum())) / (training_rows + rows)
        variance = pooled * (1 - pooled)
    else:
        variance = float(actual.var())
    by_chance = RARE_DEVIATIONS * math.sqrt(variance * (1 / training_rows + 1 / rows))
    return {"train": training, "test": float(actual.mean()), "byChance": by_chance}
