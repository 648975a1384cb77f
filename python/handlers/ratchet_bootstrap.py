"""How sure it is that the candidate beats the champion: a paired bootstrap over the held-out entities."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ratchet_answers import Answers, Floats
from ratchet_scores import BINARY, Scorer

#: Resamples. The end of a 95 % interval then rests on the 50 most extreme ones of 2,000.
RESAMPLES = 2_000
#: Where the distribution of the gain is told: the ends of two-sided intervals of 80 to 99 %, and the median.
LEVELS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 0.9, 0.95, 0.975, 0.99, 0.995)
#: Weights held at a time: resamples by rows, 8 bytes each.
_CELLS = 4_000_000


@dataclass(frozen=True)
class Gain:
    """By how much the candidate is better than the champion, in the direction in which better lies."""

    #: The gain at each of LEVELS.
    quantiles: tuple[float, ...]
    #: The share of resamples in which the candidate is better; ties count half.
    probability_better: float

    def as_json(self) -> dict[str, Any]:
        quantiles = {str(level): value for level, value in zip(LEVELS, self.quantiles, strict=True)}
        return {"quantiles": quantiles, "probabilityBetter": self.probability_better}


def paired_gains(
    entities: np.ndarray[Any, Any],
    candidate: Answers,
    champion: Answers,
    seed: int,
    scorer: Scorer = BINARY,
) -> dict[str, Gain]:
    """
    The distribution of the gain for each metric that both models have. Whole entities are drawn, since rows
    of one entity are no independent evidence, and both models are scored on the same draw; entities are drawn
    apart by their rarest class, so that the classes keep their sizes. Equal seeds give equal answers.
    """
    gains: dict[str, list[Floats]] = {}
    classes = np.zeros(len(entities)) if scorer.task == "regression" else candidate.actual
    for weights in _resamples(entities, classes, _drawing_order(scorer.task, classes), seed):
        theirs = scorer.weighted(champion, weights)
        for metric, own in scorer.weighted(candidate, weights).items():
            if metric in theirs:
                gain = own - theirs[metric]
                gains.setdefault(metric, []).append(-gain if scorer.is_lower_better(metric) else gain)
    found = {metric: np.concatenate(parts) for metric, parts in gains.items()}
    return {metric: _gain(values) for metric, values in found.items() if np.isfinite(values).all()}


def _gain(values: Floats) -> Gain:
    quantiles = np.quantile(values, LEVELS)
    better = np.mean(values > 0) + np.mean(values == 0) / 2
    return Gain(tuple(float(value) for value in quantiles), float(better))


def _resamples(
    entities: np.ndarray[Any, Any], classes: Floats, order: Sequence[float], seed: int
) -> Iterator[Floats]:
    """How often each row was drawn, in blocks of resamples by rows."""
    _, entity_of_row = np.unique(entities, return_inverse=True)
    count = int(entity_of_row.max()) + 1
    strata = _strata(entity_of_row, count, classes, order)
    random = np.random.default_rng(seed)
    block = max(1, min(RESAMPLES, _CELLS // len(classes)))
    for start in range(0, RESAMPLES, block):
        draws = [_draw(random, strata, count) for _ in range(min(block, RESAMPLES - start))]
        yield np.stack(draws)[:, entity_of_row].astype("float64")


def _strata(
    entity_of_row: np.ndarray[Any, Any], count: int, classes: Floats, order: Sequence[float]
) -> list[np.ndarray[Any, Any]]:
    """The entities of each class; one with rows of several belongs to the first of them in `order`."""
    free = np.ones(count, dtype=bool)
    strata: list[np.ndarray[Any, Any]] = []
    for wanted in order:
        members = np.bincount(entity_of_row, weights=classes == wanted, minlength=count) > 0
        strata.append(np.flatnonzero(members & free))
        free &= ~members
    return strata


def _drawing_order(task: str, classes: Floats) -> list[float]:
    """Positive before negative; labels by how rare they are."""
    if task == "binary":
        return [1.0, 0.0]
    distinct, rows = np.unique(classes, return_counts=True)
    return [float(label) for label in distinct[np.argsort(rows, kind="stable")]]


def _draw(
    random: np.random.Generator, strata: list[np.ndarray[Any, Any]], count: int
) -> np.ndarray[Any, Any]:
    """How often each entity was drawn, with replacement and as many of each stratum as there are."""
    drawn = np.zeros(count, dtype="int64")
    for members in strata:
        if len(members) > 0:
            chosen = random.integers(len(members), size=len(members))
            drawn[members] = np.bincount(chosen, minlength=len(members))
    return drawn
