"""
The decision threshold of a binary model, chosen on the validation rows: never on those that it is judged on.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ratchet_cost import Cost
from ratchet_model import TrainedModel
from ratchet_problems import SourceDataProblem, UserCodeProblem
from ratchet_training_rows import Side


def with_threshold(model: TrainedModel, cost: Cost, validation: Side) -> TrainedModel:
    """
    The model with the threshold at which its answers about the validation rows cost least. Raises
    SourceDataProblem without rows of both classes, and UserCodeProblem without finite probabilities.
    """
    positives = int(validation.actual.sum())
    negatives = len(validation.actual) - positives
    if positives == 0 or negatives == 0:
        raise SourceDataProblem(
            f"found {positives} positive and {negatives} negative validation rows, expected both for the "
            "threshold of gate.cost, which is chosen there; raise split.validation in model.yaml"
        )
    probabilities = model.probabilities(validation.frame)
    if probabilities is None:
        raise UserCodeProblem(
            f"{model.file}: found a {type(model.estimator).__name__} without predict_proba, expected "
            "probabilities for the threshold of gate.cost; return a classifier that gives them, or leave "
            "gate.cost out"
        )
    if not np.isfinite(probabilities).all():
        raise UserCodeProblem(
            f"{model.file}: predict_proba gave a probability that is no finite number, expected finite ones "
            "for the threshold of gate.cost"
        )
    return replace(model, threshold=cost.best_threshold(validation.actual, probabilities))
