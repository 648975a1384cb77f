"""The rows that a model may learn from, in an order that does not depend on the warehouse."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ratchet_answers import Floats
from ratchet_frames import SPLIT_COLUMN, input_frame, read_columns, stable_order
from ratchet_problems import SourceDataProblem
from ratchet_request import Request

if TYPE_CHECKING:
    from snowflake.snowpark import Session

#: Never TEST: what is held out for the gate does not reach the process that trains.
_SIDES = ("TRAIN", "VALIDATION")


@dataclass(frozen=True)
class Side:
    """The rows of one side of the split."""

    frame: pd.DataFrame
    #: What an estimator is fitted with.
    learnt: np.ndarray[Any, Any]
    #: The same as Answers hold it.
    actual: Floats


@dataclass(frozen=True)
class Sides:
    """The rows to train on and those to validate on, and the labels of both when there are several."""

    training: Side
    validation: Side
    labels: tuple[str, ...]


def read_sides(session: Session, request: Request) -> Sides:
    """Raises SourceDataProblem when nothing can be learnt from the rows."""
    names = [feature.name for feature in request.features]
    wanted = list(dict.fromkeys([*names, request.entity, request.target.column, SPLIT_COLUMN]))
    columns = read_columns(session, request.table, wanted, _SIDES)
    is_training = (columns[SPLIT_COLUMN] == "TRAIN").to_numpy(dtype=bool)
    if not is_training.any():
        raise SourceDataProblem(
            f"found {len(is_training)} rows and none of them to train on, expected some; "
            "check the split and the sources"
        )
    target = columns[request.target.column]
    # Of both sides: among the validation rows one that is none would only show in the scores.
    request.target.check_finite(target)
    request.target.check(target[is_training])
    labels = request.target.labels(target)
    frame: Any = input_frame(columns, request.features)
    whole = Side(frame, request.target.learnt(target), request.target.actual(target, labels))
    order = stable_order(columns[request.entity], frame)
    training, validation = order[is_training[order]], order[~is_training[order]]
    return Sides(_side(whole, training), _side(whole, validation), labels)


def _side(whole: Side, rows: np.ndarray[Any, Any]) -> Side:
    frame: Any = whole.frame
    return Side(frame.iloc[rows].reset_index(drop=True), whole.learnt[rows], whole.actual[rows])
