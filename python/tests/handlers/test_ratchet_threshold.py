"""The threshold of a cost matrix: the cheapest on the validation rows, and what it decides from then on."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from ratchet_cost import Cost
from ratchet_model import TrainedModel
from ratchet_problems import SourceDataProblem, UserCodeProblem
from ratchet_threshold import with_threshold
from ratchet_training_rows import Side

COST = Cost(false_positive=1, false_negative=4, true_positive=0, true_negative=0)


class Told:
    """A classifier that says what stands in its only column."""

    classes_ = (0, 1)

    def predict(self, frame: pd.DataFrame) -> Any:
        return (frame["P"] > 0.5).to_numpy().astype(int)

    def predict_proba(self, frame: pd.DataFrame) -> Any:
        return np.column_stack([1 - frame["P"], frame["P"]])


class Blind:
    classes_ = (0, 1)

    def predict(self, frame: pd.DataFrame) -> Any:
        return np.zeros(len(frame), int)


def side(actual: list[float], probabilities: list[float]) -> Side:
    truth = np.array(actual)
    return Side(pd.DataFrame({"P": probabilities}), truth.astype("int64"), truth)


def model(estimator: Any = None) -> TrainedModel:
    return TrainedModel(estimator or Told(), (), 1, "train.py")


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("cost", [COST, Cost(3, 1, -1, 0), Cost(1, 1, 0, 0)])
def test_no_threshold_costs_less(seed: int, cost: Cost) -> None:
    random = np.random.default_rng(seed)
    actual = (random.random(60) < 0.4).astype("float64")
    probabilities = np.clip(random.normal(0.4 + 0.2 * actual, 0.2), 0, 1).round(1 + seed % 3)

    found = cost.best_threshold(actual, probabilities)

    def at(threshold: float) -> float:
        said = probabilities >= threshold
        if_positive = np.where(said, cost.true_positive, cost.false_negative)
        if_negative = np.where(said, cost.false_positive, cost.true_negative)
        return float(np.where(actual == 1, if_positive, if_negative).mean())

    every = [0.0, 0.5, *np.unique(probabilities), *(np.unique(probabilities)[:-1] + 1e-9)]
    assert at(found) == pytest.approx(min(at(threshold) for threshold in every), abs=1e-12)
    cheapest = [t for t in np.linspace(0, 1, 201) if at(t) <= at(found) + 1e-12]
    # Between two probabilities it lies in the middle, so a point of the same gap may lie nearer to 0.5.
    gap = np.diff(np.unique(np.concatenate([[0.0], probabilities, [1.0]]))).max()
    assert abs(found - 0.5) <= min(abs(t - 0.5) for t in cheapest) + gap


@pytest.mark.parametrize(
    ("actual", "probabilities", "expected"),
    [
        # Every threshold in (0.2, 0.9] parts them rightly: 0.55 is halfway, 0.5 is nearer to 0.5.
        ([0, 1], [0.2, 0.9], 0.5),
        # In (0.6, 0.9] only: halfway.
        ([0, 0, 1], [0.2, 0.6, 0.9], 0.75),
        # To call nothing positive costs least: halfway to 1, since nothing lies above 0.8.
        ([1, *[0] * 9], [0.1, *[0.8] * 9], 0.9),
        # To call everything positive costs least, though the positive row has the lower probability.
        ([1, 0], [0.3, 0.4], 0.15),
    ],
)
def test_of_several_that_cost_the_same_it_is_the_nearest_to_a_half(
    actual: list[float], probabilities: list[float], expected: float
) -> None:
    found = COST.best_threshold(np.array(actual, dtype="float64"), np.array(probabilities))
    if expected == 0.15:
        assert (np.array(probabilities) >= found).all()
    else:
        assert found == pytest.approx(expected)


def test_a_row_is_positive_from_the_threshold_on() -> None:
    decided = with_threshold(model(), COST, side([0, 0, 1, 1], [0.1, 0.2, 0.3, 0.9]))
    assert decided.threshold == pytest.approx(0.25)
    frame = pd.DataFrame({"P": [0.2, 0.25, 0.4, np.nan]})
    assert decided.predictions(frame)[:3].tolist() == [0.0, 1.0, 1.0]
    assert np.isnan(decided.predictions(frame)[3])
    first: Any = frame[:3]
    assert model().predictions(first).tolist() == [0.0, 0.0, 0.0]


@pytest.mark.parametrize(
    ("estimator", "validation", "problem", "kind"),
    [
        (Told(), side([], []), "found 0 positive and 0 negative validation rows", SourceDataProblem),
        (Told(), side([1, 1], [0.2, 0.3]), "found 2 positive and 0 negative", SourceDataProblem),
        (Blind(), side([0, 1], [0.2, 0.3]), "found a Blind without predict_proba", UserCodeProblem),
        (Told(), side([0, 1], [0.2, np.nan]), "no finite number", UserCodeProblem),
    ],
)
def test_what_cannot_be_decided_is_refused(
    estimator: Any, validation: Side, problem: str, kind: type[Exception]
) -> None:
    with pytest.raises(kind, match=problem):
        with_threshold(model(estimator), COST, validation)
