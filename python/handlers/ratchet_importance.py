"""How much a model's score on the held-out rows rests on each feature: permutation importance."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from ratchet_answers import Answers, Floats
from ratchet_model import TrainedModel
from ratchet_scores import Scorer

#: Held-out rows that are asked about, drawn by the seed.
MOST_ROWS = 1_000
#: Features that are measured, those first that alone tell most of the target.
MOST_FEATURES = 50
REPEATS = 1
#: A slow model is asked about fewer features. In seconds of the processor, for one model.
_BUDGET_SECONDS = 5.0
#: Rows of one call: many features at once, since a call of a forest costs more than its rows.
_ROWS_A_CALL = 20_000
_OF_PROBABILITIES = frozenset({"roc_auc", "pr_auc", "log_loss", "brier"})


@dataclass(frozen=True)
class Importance:
    """By how much the metric gets worse without each feature, in the order in which they were asked about."""

    by_feature: dict[str, float]
    rows: int


@dataclass(frozen=True)
class Question:
    """What is asked: which metric, on rows whose truth is known."""

    scorer: Scorer
    metric: str
    seed: int

    def score(self, answers: Answers) -> float:
        """NaN when the model has no such score."""
        # Each of the model's own metrics is a call of its code, which may be slow, or fail.
        own = tuple(each for each in self.scorer.custom if each.name == self.metric)
        scorer = replace(self.scorer, custom=own)
        found = scorer.weighted(answers, np.ones((1, len(answers.actual)))).get(self.metric)
        return float("nan") if found is None else float(found[0])


def drawn_rows(rows: int, seed: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Positions of the rows that are asked about."""
    if rows <= MOST_ROWS:
        return np.arange(rows)
    return np.sort(np.random.default_rng(seed).choice(rows, MOST_ROWS, replace=False))


def permutation_importance(
    model: TrainedModel, frame: pd.DataFrame, actual: Floats, features: Sequence[str], question: Question
) -> Importance | None:
    """
    The mean loss of the metric over the permutations of each feature's values: what scikit-learn's
    permutation_importance gives for this seed, as many features as fit into the time. None when the model
    has no such score. Raises UserCodeProblem when the model fails on rows with permuted values.
    """
    started = time.process_time()
    own = question.score(_ask(model, frame, actual, question))
    seconds = max(time.process_time() - started, 1e-6)
    if not np.isfinite(own):
        return None
    asked = [name for name in features if name in frame.columns][:MOST_FEATURES]
    orders = _orders(len(frame), question.seed)
    affordable = int(_BUDGET_SECONDS / (seconds * REPEATS))
    a_call = max(1, min(affordable, _ROWS_A_CALL // (len(frame) * REPEATS)))
    found: dict[str, float] = {}
    for start in range(0, len(asked), a_call):
        block = asked[start : start + a_call]
        changed = pd.concat(
            [_permuted(frame, name, order) for name in block for order in orders], ignore_index=True
        )
        answers = _ask(model, changed, np.tile(actual, len(block) * REPEATS), question)
        parts = np.split(np.arange(len(changed)), len(block) * REPEATS)
        scores = [question.score(answers.take(part)) for part in parts]
        for at, name in enumerate(block):
            found[name] = own - float(np.mean(scores[at * REPEATS : (at + 1) * REPEATS]))
        if time.process_time() - started > _BUDGET_SECONDS:
            break
    sign = -1.0 if question.scorer.is_lower_better(question.metric) else 1.0
    finite = {name: sign * loss for name, loss in found.items() if np.isfinite(loss)}
    return Importance(finite, len(frame))


def _ask(model: TrainedModel, frame: pd.DataFrame, actual: Floats, question: Question) -> Answers:
    """Only for probabilities where the metric is one of them: that is half the work of a forest."""
    if model.task == "binary" and question.metric in _OF_PROBABILITIES:
        return Answers(actual, np.zeros(len(frame)), model.probabilities(frame))
    return model.answers(frame, actual, question.scorer.labels)


def _orders(rows: int, seed: int) -> list[np.ndarray[tuple[int], np.dtype[np.int64]]]:
    """
    The permutations that scikit-learn draws from a seed: the same ones for every feature, each applied to
    what the one before has left.
    """
    random = np.random.RandomState(np.random.RandomState(seed).randint(np.iinfo(np.int32).max + 1))
    drawn, applied = np.arange(rows), np.arange(rows)
    orders: list[np.ndarray[tuple[int], np.dtype[np.int64]]] = []
    for _ in range(REPEATS):
        random.shuffle(drawn)
        applied = applied[drawn]
        orders.append(applied)
    return orders


def _permuted(
    frame: pd.DataFrame, name: str, order: np.ndarray[tuple[int], np.dtype[np.int64]]
) -> pd.DataFrame:
    column = frame[name]
    # With its dtype: pandas 3 would make its own string type of texts.
    return frame.assign(**{name: pd.Series(column.to_numpy()[order], dtype=column.dtype, index=frame.index)})
