"""Every score of pipeline/metrics.ts, for one task: scikit-learn's, and those of the model folder."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ratchet_answers import Answers, Floats
from ratchet_binary_scores import binary_scores
from ratchet_cost import Cost
from ratchet_custom_metrics import CustomMetric
from ratchet_multiclass_scores import multiclass_scores
from ratchet_regression_scores import regression_scores
from ratchet_weighted_multiclass_scores import weighted_multiclass_scores
from ratchet_weighted_regression_scores import weighted_regression_scores
from ratchet_weighted_scores import weighted_scores

if TYPE_CHECKING:
    from ratchet_request import Request

Score = float | str | None
Scores = dict[str, Score]
_OwnScore = Callable[[CustomMetric, Answers, Sequence[str]], float | None]

_LOWER_IS_BETTER = frozenset({"log_loss", "brier", "cost", "rmse", "mae", "median_ae", "mape"})


@dataclass(frozen=True)
class Scorer:
    """Gives the scores that a task has: the same for training, candidate, champion, baseline and slices."""

    task: str = "binary"
    #: Of multi-class models, sorted; answers hold positions in it. Empty for other tasks.
    labels: tuple[str, ...] = ()
    cost: Cost | None = None
    custom: tuple[CustomMetric, ...] = ()

    @classmethod
    def of(cls, request: Request, labels: Sequence[str] = ()) -> Scorer:
        """The scorer that a request asks for, with the labels that its rows have."""
        return cls(request.task, tuple(labels), request.cost, request.custom_metrics)

    def scores(self, answers: Answers) -> Scores:
        """
        All scores as JSON carries them; null for those that these rows or this model cannot have. Raises
        UserCodeProblem when one of the model's own metrics fails.
        """
        return self._scores(answers, CustomMetric.score)

    def scores_of_part(self, answers: Answers) -> Scores:
        """
        The same for some of the rows, or a made-up model: also null where one of the model's own metrics
        fails on them, which says nothing against the model.
        """
        return self._scores(answers, CustomMetric.score_of_part)

    def weighted(self, answers: Answers, weights: Floats) -> dict[str, Floats]:
        """
        The scores over many weightings of the rows at once: each an array with one value for each row of
        `weights` (resamples by rows), NaN where a resample has no such score. Without those that the model
        cannot have.
        """
        if self.task == "regression":
            found = weighted_regression_scores(answers, weights)
        elif self.task == "multiclass":
            found = weighted_multiclass_scores(answers, weights)
        else:
            found = weighted_scores(answers, weights, self.cost)
        own = {metric.name: metric.weighted(answers, weights, self.labels) for metric in self.custom}
        return found | own

    def baseline(self, typical: Floats, actual: Floats) -> Scores:
        """
        The scores of one answer for every row, from what is typical of the training rows: the majority of the
        classes by the positive share, or by the share of each label, which are its probabilities; or the
        mean.
        """
        rows = len(actual)
        if self.task == "regression":
            return self.scores_of_part(Answers(actual, np.full(rows, typical[0]), None))
        if self.task == "multiclass":
            answer = float(np.argmax(typical))
            return self.scores_of_part(Answers(actual, np.full(rows, answer), np.tile(typical, (rows, 1))))
        share = typical[0]
        answer = 1.0 if share > 0.5 else 0.0
        return self.scores_of_part(Answers(actual, np.full(rows, answer), np.full(rows, share)))

    def is_lower_better(self, metric: str) -> bool:
        """In which direction the metric is better."""
        return metric in _LOWER_IS_BETTER or any(own.lower for own in self.custom if own.name == metric)

    def _scores(self, answers: Answers, own: _OwnScore) -> Scores:
        """Of no rows the model's own metrics are not asked."""
        has_rows = len(answers.actual) > 0
        found = {each.name: own(each, answers, self.labels) if has_rows else None for each in self.custom}
        return _told(self._built_in(answers) | found)

    def _built_in(self, answers: Answers) -> dict[str, float | None]:
        if self.task == "regression":
            return regression_scores(answers)
        if self.task == "multiclass":
            return multiclass_scores(answers)
        return binary_scores(answers, self.cost)


#: The scorer of a binary model without a cost matrix and without metrics of its own.
BINARY = Scorer()


def _told(scores: dict[str, float | None]) -> Scores:
    return {name: None if score is None else as_json(score) for name, score in scores.items()}


def as_json(score: float) -> Score:
    """A number as JSON can carry it: NaN and infinity become texts."""
    value = float(score)
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return value
