"""
Golden rows: made-up rows at the edges of what a published function may be asked, and what the model says of
them. Held-out rows seldom have such: a NULL in every feature, a category that nobody has seen, a huge number.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from ratchet_frames import Feature, input_frame, row_hashes
from ratchet_model import TrainedModel
from ratchet_problems import UserCodeProblem

#: Of a model with many features, the first of them are asked for one by one, so far as the rows go.
GOLDEN_ROWS = 64
UNSEEN = "RATCHET: a category that no row has"
#: 1e18 is beyond every whole number of a float64 and within a float32, which forests compute with.
_EXTREMES = (("NULL", None), ("0", 0.0), ("-1", -1.0), ("1e18", 1e18))
_TEXTS = (("NULL", None), ("unseen", UNSEEN), ("empty", ""))
_BOOLEANS = (("NULL", None), ("TRUE", True), ("FALSE", False))
_EDGES: dict[str, Sequence[tuple[str, Any]]] = {"number": _EXTREMES, "text": _TEXTS, "boolean": _BOOLEANS}

_Case = tuple[str, dict[str, Any]]


@dataclass(frozen=True)
class Golden:
    """The rows that the model answers, with the answers that its functions are to give."""

    #: Features as the model sees them, one row a case.
    frame: pd.DataFrame
    #: What each row of the frame is, such as `PLAN is unseen`.
    cases: tuple[str, ...]
    predictions: np.ndarray[Any, Any]
    #: None when the model gives none.
    probabilities: np.ndarray[Any, Any] | None
    #: The cases that it raises on, or that it gives no finite number for.
    unanswered: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """The part of the evidence."""
        return {"rows": len(self.cases) + len(self.unanswered), "unanswered": list(self.unanswered)}


def ask_golden(model: TrainedModel, frame: pd.DataFrame) -> Golden:
    """
    Asks a model about the edges of its features. `frame` is rows as it sees them, one of which gives the
    values that are no edge. A row that it raises on is left out: its neighbours are asked without it.
    """
    made = dict(_cases(model.features, _typical(frame)))
    cases = tuple(made)
    columns = {feature.name: [row[feature.name] for row in made.values()] for feature in model.features}
    rows = input_frame(columns, model.features)
    answered = _answered(model, rows)
    if answered is None:
        alone = [_answered(model, rows.iloc[[at]]) for at in range(len(rows))]
        answered = np.array([one is not None and bool(one.all()) for one in alone], dtype=bool)
    return _of(model, rows, cases, answered)


def _of(
    model: TrainedModel,
    rows: pd.DataFrame,
    cases: tuple[str, ...],
    answered: np.ndarray[Any, np.dtype[np.bool_]],
) -> Golden:
    """Asks once more for the answered rows alone, as the functions will be asked."""
    kept = rows.take(np.flatnonzero(answered)).reset_index(drop=True)
    again = _answered(model, kept)
    # What it answers one by one and not together, a function would be asked for together.
    if again is None or not again.all():
        kept, answered = rows.head(0), np.zeros(len(rows), dtype=bool)
    left = tuple(case for case, is_answered in zip(cases, answered, strict=True) if not is_answered)
    right = tuple(case for case, is_answered in zip(cases, answered, strict=True) if is_answered)
    if kept.empty:
        return Golden(kept, (), np.array([]), None, left)
    return Golden(kept, right, model.predictions(kept), model.served_probabilities(kept), left)


def _answered(model: TrainedModel, rows: pd.DataFrame) -> np.ndarray[Any, np.dtype[np.bool_]] | None:
    """Which rows it answers with a label or a finite number; None when it raises."""
    if rows.empty:
        return np.array([], dtype=bool)
    try:
        predictions, probabilities = model.predictions(rows), model.served_probabilities(rows)
    except UserCodeProblem:
        return None
    answered = np.ones(len(rows), dtype=bool)
    for given in (predictions, probabilities):
        if given is not None and given.dtype.kind == "f":
            answered &= np.isfinite(given)
    return answered


def _cases(features: Sequence[Feature], typical: dict[str, Any]) -> Iterator[_Case]:
    """At most GOLDEN_ROWS by name: first all features of a kind at once, then one feature after the other."""
    for at, case in enumerate(_all_cases(features, typical)):
        if at == GOLDEN_ROWS:
            return
        yield case


def _all_cases(features: Sequence[Feature], typical: dict[str, Any]) -> Iterator[_Case]:
    yield "every feature is NULL", dict.fromkeys(typical)
    for kind, edges in _EDGES.items():
        names = [feature.name for feature in features if feature.kind == kind]
        for word, value in edges[1:] if len(names) > 1 else ():
            yield f"every {kind} is {word}", typical | dict.fromkeys(names, value)
    # Edge by edge, so that of many features each has its NULL before any has more.
    for at in range(max(map(len, _EDGES.values()))):
        for feature in features:
            for word, value in _EDGES[feature.kind][at : at + 1]:
                yield f"{feature.name} is {word}", typical | {feature.name: value}


def _typical(frame: pd.DataFrame) -> dict[str, Any]:
    """A row without NULL when there is one; the same one whatever order the rows come in."""
    whole = frame.dropna()
    chosen = frame if whole.empty else whole
    row = chosen.iloc[int(np.argmin(row_hashes(chosen)))]
    return {str(name): None if pd.isna(value) else value for name, value in row.items()}
