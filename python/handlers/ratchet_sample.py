"""The rows that data is measured on: all of them, or a seeded sample where there are many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from pandas import util

from ratchet_answers import Floats
from ratchet_frames import SPLIT_COLUMN, Columns, input_frame, rows_statement, selected_columns
from ratchet_held_out import HeldOut
from ratchet_request import Request
from ratchet_sql import quoted, text_literal

if TYPE_CHECKING:
    from snowflake.snowpark import Session

#: Enough to tell a stability index of 0.01 from chance.
_MOST_ROWS = 20_000
#: Rows by features, of each side: a text takes about 60 bytes.
_MOST_CELLS = 5_000_000
#: Hexadecimal digits that decide, as in the split.
_DIGITS = 8
#: By how much a share of entities grows that has no row to train on.
_ENLARGED = 4


@dataclass(frozen=True)
class Sample:
    """Rows of both sides of the hold-out, their features as a model is given them."""

    #: First those outside the hold-out, then the held-out ones.
    frame: pd.DataFrame
    entities: np.ndarray[Any, Any]
    actual: Floats
    is_training: np.ndarray[Any, np.dtype[np.bool_]]
    is_held_out: np.ndarray[Any, np.dtype[np.bool_]]
    #: The share of all rows of the table that these are.
    coverage: float


def read_sample(session: Session, request: Request, held_out: HeldOut) -> Sample:
    """
    Reads rows outside the hold-out, whole entities drawn by hash and seed, and joins held-out ones. There is
    a training row among them.
    """
    counts = request.own["splitRows"]
    outside_rows = counts["TRAIN"] + counts["VALIDATION"]
    most = most_rows(len(request.features))
    names = [feature.name for feature in request.features]
    wanted = list(dict.fromkeys([*names, request.entity, request.target.column, SPLIT_COLUMN]))
    outside = _outside(session, request, wanted, most / max(outside_rows, 1))
    drawn = _drawn(held_out.entities, most)
    test = {name: column.iloc[drawn] for name, column in held_out.columns.items()}
    frames = [input_frame(_renumbered(columns), request.features) for columns in (outside, test)]
    outside_entities = outside[request.entity].astype(str).to_numpy()
    outside_actual = request.target.actual(outside[request.target.column], held_out.labels)
    is_held_out = np.repeat([False, True], [len(outside_entities), len(drawn)])
    is_training = np.zeros(len(is_held_out), dtype=bool)
    is_training[: len(outside_entities)] = (outside[SPLIT_COLUMN] == "TRAIN").to_numpy(dtype=bool)
    return Sample(
        pd.concat(frames, ignore_index=True),
        np.concatenate([outside_entities, held_out.entities[drawn]]),
        np.concatenate([outside_actual, held_out.actual[drawn]]),
        is_training,
        is_held_out,
        len(is_held_out) / max(outside_rows + counts["TEST"], 1),
    )


def most_rows(features: int) -> int:
    """How many rows of a side are measured when there are so many features."""
    return min(_MOST_ROWS, _MOST_CELLS // max(features, 1))


def sample_statement(
    table: str, names: Sequence[str], splits: Sequence[str], entity: str, share: float, seed: int
) -> str:
    """
    The rows of about this share of the entities; another seed draws others. The salt is not that of a split.
    """
    digest = f"SHA2(TO_VARCHAR({quoted(entity)}) || {text_literal(f':sample:{seed}')}, 256)"
    bound = text_literal(f"{int(share * 16**_DIGITS):0{_DIGITS}x}")
    return f"{rows_statement(table, names, splits)} AND SUBSTR({digest}, 1, {_DIGITS}) < {bound}"


def _outside(session: Session, request: Request, names: Sequence[str], share: float) -> Columns:
    """
    Of about this share of the entities, or of more: few of them have many rows each, and a smaller share may
    have none to train on, by which the held-out ones are measured.
    """
    while True:
        columns = selected_columns(session, _statement(request, names, share), names)
        if share >= 1 or bool((columns[SPLIT_COLUMN] == "TRAIN").any()):
            return columns
        share *= _ENLARGED


def _statement(request: Request, names: Sequence[str], share: float) -> str:
    splits = ("TRAIN", "VALIDATION")
    if share >= 1:
        return rows_statement(request.table, names, splits)
    return sample_statement(request.table, names, splits, request.entity, share, request.seed)


def _drawn(entities: np.ndarray[Any, Any], most: int) -> np.ndarray[Any, np.dtype[np.int64]]:
    """
    Positions of the rows whose entities have the smallest hashes: the same rows in whatever order they came.
    """
    if len(entities) <= most:
        return np.arange(len(entities))
    hash_texts: Any = util.hash_array
    return np.sort(np.argsort(hash_texts(entities.astype(object)), kind="stable")[:most])


def _renumbered(columns: Columns) -> Columns:
    return {name: column.reset_index(drop=True) for name, column in columns.items()}
