"""The rows that a model may learn from, in an order that does not depend on the warehouse."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ratchet_frames import SPLIT_COLUMN, input_frame, read_columns, stable_order
from ratchet_problems import SourceDataProblem
from ratchet_request import Request
from ratchet_target import Classes

if TYPE_CHECKING:
    from snowflake.snowpark import Session

#: Never TEST: what is held out for the gate does not reach the process that trains.
_SIDES = ("TRAIN", "VALIDATION")


@dataclass(frozen=True)
class Side:
    """The rows of one side of the split."""

    frame: pd.DataFrame
    classes: Classes


def read_sides(session: Session, request: Request) -> tuple[Side, Side]:
    """The rows to train on and those to validate on; raises SourceDataProblem when nothing can be learnt."""
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
    request.target.check(target[is_training])
    frame: Any = input_frame(columns, request.features)
    classes = request.target.classes(target)
    order = stable_order(columns[request.entity], frame)
    training, validation = order[is_training[order]], order[~is_training[order]]
    return _side(frame, classes, training), _side(frame, classes, validation)


def _side(frame: Any, classes: Classes, rows: np.ndarray[Any, Any]) -> Side:
    return Side(frame.iloc[rows].reset_index(drop=True), classes[rows])
